/** What becomes of the firewalls, and of the routes that pass through them. */
import { ReplaceRouteCommand, StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { ec2, MINUTE, type Scene } from '../scene.ts';
import { SPARE_NAT } from '../world.ts';

/** `before` are the appliances that have stopped earlier that day. */
export const applianceStops = (name: string, before: readonly string[] = []): Scene => ({
  name: stopOf(name),
  needs: ['first-sweep', ...before.map(stopOf)],
  title: `Appliance ${name} stops`,
  act: async (cloud) => {
    await ec2(cloud).send(new StopInstancesCommand({ InstanceIds: [instanceOf(name)] }));
    await cloud.advance(MINUTE);
  },
});

export const applianceReturns = (name: string): Scene => ({
  name: `${name}-returns`,
  needs: [stopOf(name)],
  title: `Appliance ${name} comes back, and stays healthy for longer than the hold-down`,
  act: async (cloud) => {
    await ec2(cloud).send(new StartInstancesCommand({ InstanceIds: [instanceOf(name)] }));
    await cloud.advance(11 * MINUTE);
  },
});

/** Points a route of one path set at the other appliance, and a route of another set at a NAT gateway. */
export const misdirect = async (cloud: Cloud): Promise<void> => {
  await redirect(cloud, 'rtb-0appa', { NetworkInterfaceId: 'eni-0fwb' });
  await redirect(cloud, 'rtb-0appb', { NatGatewayId: SPARE_NAT });
};

const redirect = (cloud: Cloud, RouteTableId: string, to: { NetworkInterfaceId: string } | { NatGatewayId: string }) =>
  ec2(cloud).send(new ReplaceRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', ...to }));

/** Done by a person: nobody else may touch a route at what is none of the group's. */
export const pointedBack: Scene = {
  name: 'finding-closed',
  needs: ['asked-by-hand'],
  title: 'The operator points the route back, as the finding says; the next sweep finds nothing open any more',
  act: async (cloud) => {
    await redirect(cloud, 'rtb-0appb', { NetworkInterfaceId: 'eni-0fwa' });
    await cloud.advance(5 * MINUTE);
  },
};

/** The name of the scene in which an appliance stops. */
const stopOf = (appliance: string): string => `${appliance}-stops`;

/** The instance of an appliance of the demo's world. */
const instanceOf = (appliance: string): string => `i-0${appliance.replace('-', '')}`;
