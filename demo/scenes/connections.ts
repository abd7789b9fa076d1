/** Consumers who ask for connections to the account's endpoint service. */
import { CreateVpcEndpointCommand, RejectVpcEndpointConnectionsCommand } from '@aws-sdk/client-ec2';
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { askByHand, ec2, MINUTE, type Scene } from '../scene.ts';
import { REGION, SERVICE, USERS } from '../world.ts';

export const firstSweep: Scene = {
  name: 'first-sweep',
  needs: [],
  title: 'The stack is deployed; the first sweep looks at everything, and finds a connection of a former partner',
  act: (cloud) => cloud.advance(5 * MINUTE),
};

export const consumersConnect: Scene = {
  name: 'consumers-connect',
  needs: ['first-sweep'],
  title: 'Four ask for a connection: one on the list, one in an allowed unit, one on no list, one that is blocked',
  act: async (cloud) => {
    for (const { name } of Object.values(USERS)) {
      await connect(cloud, name);
      await cloud.settle();
    }
    await cloud.advance(MINUTE);
  },
};

/** A consumer asks for a connection. */
export const connect = async (cloud: Cloud, consumer: string): Promise<void> => {
  const subnets = { VpcId: 'vpc-0consumer', SubnetIds: ['subnet-0consumer'] };
  const ServiceName = `com.amazonaws.vpce.${REGION}.${SERVICE}`;
  const command = new CreateVpcEndpointCommand({ VpcEndpointType: 'Interface', ServiceName, ...subnets });
  await ec2(cloud, consumer).send(command);
};

export const rejectedByMistake: Scene = {
  name: 'rejected-by-mistake',
  needs: ['consumers-connect'],
  title: 'An operator rejects the wrong connection, and asks for what takes it back: correct rules alone do not',
  act: async (cloud) => {
    const wrong = letIn(cloud);
    if (wrong === undefined) return;
    await ec2(cloud).send(new RejectVpcEndpointConnectionsCommand({ ServiceId: SERVICE, VpcEndpointIds: [wrong] }));
    await cloud.settle();
    await askByHand(cloud, { mode: 'apply', reaccept: [`${SERVICE}/${wrong}`] });
    await cloud.advance(MINUTE);
  },
};

/** The endpoint of the first consumer of the day who was let in; a day with other rules may have none. */
const letIn = ({ account: { ec2: things } }: Cloud): string | undefined => {
  const owners: readonly string[] = Object.values(USERS).map(({ accountId }) => accountId);
  return Object.values(things.endpointConnections).find(
    ({ endpointId, state }) =>
      (state === 'pending' || state === 'available') && owners.includes(things.endpoints[endpointId]?.ownerId ?? ''),
  )?.endpointId;
};
