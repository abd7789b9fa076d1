import { START } from '../../src/bare-api.ts';
import { NAME, request, SERVICE, startService, stateOf, topicMessages } from './support/service.ts';
import { CONSUMER, failure, TOPIC } from './support/world.ts';

describe('a consumer in another account', () => {
  it('requests a connection, which waits for acceptance and is told to the provider', async () => {
    const world = await startService();
    const id = await request(world);
    const { VpcEndpointConnections } = await world.client.describeVpcEndpointConnections({});
    expect(VpcEndpointConnections).toEqual([
      expect.objectContaining({
        ServiceId: SERVICE,
        VpcEndpointId: id,
        VpcEndpointOwner: CONSUMER,
        VpcEndpointState: 'pendingAcceptance',
        VpcEndpointRegion: 'eu-west-2',
        IpAddressType: 'ipv4',
        CreationTimestamp: new Date(START),
        VpcEndpointConnectionId: expect.stringMatching(/^vpce-con-[0-9a-f]{17}$/),
        Tags: [],
      }),
    ]);
    expect(topicMessages(world.emitted())).toEqual([
      { topic: TOPIC, body: expect.objectContaining({ Event: 'Connect', ServiceId: SERVICE, VpcEndpointId: id }) },
    ]);
  });

  it('sees its own endpoints, with the names of the service, and nobody else does', async () => {
    const world = await startService();
    const id = await request(world);
    const mine = await world.clientOf(CONSUMER).describeVpcEndpoints({});
    expect(mine.VpcEndpoints).toHaveLength(1);
    expect(mine.VpcEndpoints?.[0]).toMatchObject({ VpcEndpointId: id, OwnerId: CONSUMER, State: 'pendingAcceptance' });
    const names = mine.VpcEndpoints?.[0]?.DnsEntries?.map((entry) => entry.DnsName);
    expect(names?.[0]).toMatch(new RegExp(`^${id}-[0-9a-f]{8}\\.${SERVICE}\\.eu-west-2\\.vpce\\.amazonaws\\.com$`));
    expect(names?.[1]).toContain('-eu-west-2a.');
    expect((await world.client.describeVpcEndpoints({})).VpcEndpoints).toEqual([]);
    expect((await world.clientOf('777788889999').describeVpcEndpoints({})).VpcEndpoints).toEqual([]);
    const theirs = world.client.describeVpcEndpoints({ VpcEndpointIds: [id] });
    expect(await failure(theirs)).toHaveProperty('name', 'InvalidVpcEndpointId.NotFound');
    expect(await failure(world.client.createTags({ Resources: [id], Tags: [{ Key: 'a' }] }))).toHaveProperty(
      'name',
      'InvalidVpcEndpointId.NotFound',
    );
  });

  it('is connected by itself where no acceptance is required', async () => {
    const world = await startService({ acceptanceRequired: false });
    const id = await request(world);
    expect(await stateOf(world, id)).toBe('pending');
    world.api.advance(30_000);
    expect(await stateOf(world, id)).toBe('available');
  });

  it('deletes its endpoint, which the provider is told of and sees go', async () => {
    const world = await startService();
    const id = await request(world);
    const others = await world.clientOf('777788889999').deleteVpcEndpoints({ VpcEndpointIds: [id] });
    expect(others.Unsuccessful?.[0]?.Error?.Code).toBe('InvalidVpcEndpointId.NotFound');
    expect((await world.clientOf(CONSUMER).deleteVpcEndpoints({ VpcEndpointIds: [id] })).Unsuccessful).toEqual([]);
    expect(topicMessages(world.emitted()).map(({ body }) => body.Event)).toEqual(['Connect', 'Delete']);
    expect(await stateOf(world, id)).toBe('deleting');
    world.api.advance(30_000);
    expect(await stateOf(world, id)).toBe('deleted');
    world.api.advance(60_000);
    expect(await stateOf(world, id)).toBeUndefined();
  });

  it('does not see a service that it has no permission for', async () => {
    const world = await startService({ principals: [`arn:aws:iam::${CONSUMER}:user/bob`] });
    expect(await failure(request(world))).toHaveProperty('name', 'InvalidServiceName');
    await world.client.modifyVpcEndpointServicePermissions({
      ServiceId: SERVICE,
      AddAllowedPrincipals: [`arn:aws:iam::${CONSUMER}:root`],
    });
    expect(await request(world)).toMatch(/^vpce-/);
  });

  it('reaches the service from another Region only where it is offered', async () => {
    const world = await startService({ regions: ['eu-west-1'] });
    const from = (region: string) =>
      world.clientOf(CONSUMER, region).createVpcEndpoint({
        VpcId: 'vpc-0far',
        ServiceName: NAME,
        ServiceRegion: 'eu-west-2',
        VpcEndpointType: 'Interface',
      });
    expect(await failure(from('us-east-1'))).toHaveProperty('name', 'InvalidServiceName');
    await from('eu-west-1');
    const filter = { Name: 'vpc-endpoint-region', Values: ['cross-region'] };
    const { VpcEndpointConnections } = await world.client.describeVpcEndpointConnections({ Filters: [filter] });
    expect(VpcEndpointConnections?.map((connection) => connection.VpcEndpointRegion)).toEqual(['eu-west-1']);
  });
});
