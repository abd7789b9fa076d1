/** What Waykeeper leaves to people, and says so: scenes by themselves, after which the day could not end in order. */
import { AcceptVpcEndpointConnectionsCommand } from '@aws-sdk/client-ec2';
import { ChangeResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { ec2, MINUTE, type Scene } from '../scene.ts';
import { REGION, SERVICE, USERS, ZONE } from '../world.ts';
import { connect } from './connections.ts';

export const guardTrips: Scene = {
  name: 'guard-trips',
  needs: ['first-sweep'],
  aside: true,
  title: 'Someone accepts two connections of a stranger by hand: more to revoke in one run than the guard allows',
  act: async (cloud) => {
    for (let asked = 0; asked < 2; asked += 1) await connect(cloud, USERS.AKIAUNLISTED.name);
    await cloud.settle();
    const VpcEndpointIds = pendingOf(cloud, USERS.AKIAUNLISTED.accountId);
    await ec2(cloud).send(new AcceptVpcEndpointConnectionsCommand({ ServiceId: SERVICE, VpcEndpointIds }));
    await cloud.advance(10 * MINUTE);
  },
};

const pendingOf = ({ account: { ec2: things } }: Cloud, owner: string): string[] =>
  Object.values(things.endpointConnections)
    .filter(({ endpointId, state }) => state === 'pendingAcceptance' && things.endpoints[endpointId]?.ownerId === owner)
    .map(({ endpointId }) => endpointId);

export const zoneStuck: Scene = {
  name: 'zone-stuck',
  needs: ['first-sweep'],
  aside: true,
  title: 'Someone puts an address of their own at a name that the config claims: nobody overwrites it unasked',
  act: async (cloud) => {
    const Name = `*.s3.${REGION}.amazonaws.com`;
    const ResourceRecordSet = { Name, Type: 'A' as const, TTL: 60, ResourceRecords: [{ Value: '192.0.2.10' }] };
    const ChangeBatch = { Changes: [{ Action: 'UPSERT' as const, ResourceRecordSet }] };
    const route53 = new Route53Client(cloud.clientConfig());
    await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: ZONE, ChangeBatch }));
    await cloud.advance(10 * MINUTE);
  },
};
