import { START } from '../../src/bare-api.ts';
import { request, SERVICE, startService, stateOf, topicMessages, type World } from './support/service.ts';
import { CONSUMER, failure, SUBNET_A, startWorld } from './support/world.ts';

describe('the provider', () => {
  const accept = ({ client }: World, ...ids: string[]) =>
    client.acceptVpcEndpointConnections({ ServiceId: SERVICE, VpcEndpointIds: ids });
  const reject = ({ client }: World, ...ids: string[]) =>
    client.rejectVpcEndpointConnections({ ServiceId: SERVICE, VpcEndpointIds: ids });

  it('accepts a connection, which becomes available over time', async () => {
    const world = await startService();
    const id = await request(world);
    expect((await accept(world, id)).Unsuccessful).toEqual([]);
    expect(await stateOf(world, id)).toBe('pending');
    world.api.advance(30_000);
    expect(await stateOf(world, id)).toBe('available');
    expect(topicMessages(world.emitted()).map(({ body }) => body.Event)).toEqual(['Connect', 'Accept']);
  });

  it('is told of each endpoint that could not be decided, while the others are', async () => {
    const world = await startService();
    const [first, second] = [await request(world), await request(world)];
    await accept(world, first);
    const { Unsuccessful } = await accept(world, first, second, 'vpce-0missing');
    expect(Unsuccessful?.map((item) => [item.ResourceId, item.Error?.Code])).toEqual([
      [first, 'InvalidState'],
      ['vpce-0missing', 'InvalidVpcEndpointId.NotFound'],
    ]);
    expect(await stateOf(world, second)).toBe('pending');
  });

  it('rejects a pending or an established connection, and may accept it after all', async () => {
    const world = await startService();
    const id = await request(world);
    await accept(world, id);
    world.api.advance(30_000);
    expect((await reject(world, id)).Unsuccessful).toEqual([]);
    expect(await stateOf(world, id)).toBe('rejected');
    expect((await world.clientOf(CONSUMER).describeVpcEndpoints({})).VpcEndpoints?.[0]?.State).toBe('rejected');
    expect((await reject(world, id)).Unsuccessful?.[0]?.Error?.Code).toBe('InvalidState');
    await accept(world, id);
    expect(topicMessages(world.emitted()).map(({ body }) => body.Event)).toEqual([
      'Connect',
      'Accept',
      'Reject',
      'Accept',
    ]);
  });

  it('may not accept what it rejected where the account says so: what AWS does is not documented', async () => {
    const world = await startService();
    const id = await request(world);
    await reject(world, id);
    world.api.account.ec2.rejectedMayBeAccepted = false;
    expect((await accept(world, id)).Unsuccessful?.[0]?.Error?.Code).toBe('InvalidState');
    expect(await stateOf(world, id)).toBe('rejected');
  });

  it('that rejects while an accepted one settles is not overruled by time', async () => {
    const world = await startService();
    const id = await request(world);
    await accept(world, id);
    await reject(world, id);
    world.api.advance(60_000);
    expect(await stateOf(world, id)).toBe('rejected');
  });

  it('cannot decide for a service that does not exist', async () => {
    const { client } = await startService();
    const input = { ServiceId: 'vpce-svc-0missing', VpcEndpointIds: ['vpce-0a'] };
    expect(await failure(client.acceptVpcEndpointConnections(input))).toHaveProperty(
      'name',
      'InvalidVpcEndpointServiceId.NotFound',
    );
    expect(await failure(client.rejectVpcEndpointConnections(input))).toHaveProperty(
      'name',
      'InvalidVpcEndpointServiceId.NotFound',
    );
  });

  it('finds connections by service, owner and lower camel state, in pages', async () => {
    const world = await startWorld((account, make) => {
      make.addEndpointService(account, { id: SERVICE });
      for (let i = 0; i < 7; i++) {
        const seed = {
          service: SERVICE,
          endpoint: `vpce-0${i}`,
          owner: i < 2 ? CONSUMER : '777788889999',
          createdAt: START,
        };
        make.addEndpointConnection(account, { ...seed, state: i % 2 ? 'available' : 'pendingAcceptance' });
      }
    });
    const count = async (Name: string, value: string) =>
      (await world.client.describeVpcEndpointConnections({ Filters: [{ Name, Values: [value] }] }))
        .VpcEndpointConnections?.length;
    expect(await count('service-id', SERVICE)).toBe(7);
    expect(await count('vpc-endpoint-owner', CONSUMER)).toBe(2);
    expect(await count('vpc-endpoint-state', 'pendingAcceptance')).toBe(4);
    expect(await count('vpc-endpoint-state', 'PendingAcceptance')).toBe(0);
    const first = await world.client.describeVpcEndpointConnections({ MaxResults: 5 });
    const second = await world.client.describeVpcEndpointConnections({ MaxResults: 5, NextToken: first.NextToken });
    expect([first.VpcEndpointConnections?.length, second.VpcEndpointConnections?.length]).toEqual([5, 2]);
    expect(await failure(world.client.describeVpcEndpointConnections({ MaxResults: 4 }))).toHaveProperty(
      'name',
      'InvalidParameterValue',
    );
  });

  it('may tag a connection', async () => {
    const world = await startService();
    const id = await request(world);
    const connection = world.account.ec2.endpointConnections[id];
    await world.client.createTags({ Resources: [connection?.id ?? ''], Tags: [{ Key: 'seen', Value: 'yes' }] });
    expect((await world.client.describeVpcEndpointConnections({})).VpcEndpointConnections?.[0]?.Tags).toEqual([
      { Key: 'seen', Value: 'yes' },
    ]);
  });
});

describe('a connection that AWS refuses to decide', () => {
  it('is named in Unsuccessful with the reason, and the others are decided', async () => {
    const world = await startService();
    const [first, second] = [await request(world), await request(world)];
    const refused = world.account.ec2.endpointConnections[first];
    if (refused) refused.refusal = { code: 'IncorrectState', message: 'The endpoint is being modified.' };
    const { Unsuccessful } = await world.client.acceptVpcEndpointConnections({
      ServiceId: SERVICE,
      VpcEndpointIds: [first, second],
    });
    expect(Unsuccessful).toEqual([
      { ResourceId: first, Error: { Code: 'IncorrectState', Message: 'The endpoint is being modified.' } },
    ]);
    expect([await stateOf(world, first), await stateOf(world, second)]).toEqual(['pendingAcceptance', 'pending']);
  });
});

describe('the load balancer of a service', () => {
  it('shows in which AZs it is by the description of its interfaces', async () => {
    const world = await startWorld((account, make) => {
      make.addEndpointService(account, { id: SERVICE });
      make.addLoadBalancerInterfaces(account, {
        service: SERVICE,
        placements: [{ subnet: SUBNET_A, ip: '10.0.1.77' }],
      });
    });
    const [arn = ''] =
      (await world.client.describeVpcEndpointServiceConfigurations({})).ServiceConfigurations?.[0]
        ?.NetworkLoadBalancerArns ?? [];
    const Filters = [{ Name: 'description', Values: [`ELB ${arn.split(':loadbalancer/')[1]}`] }];
    const { NetworkInterfaces } = await world.client.describeNetworkInterfaces({ Filters });
    expect(
      NetworkInterfaces?.map(({ InterfaceType, AvailabilityZoneId }) => [InterfaceType, AvailabilityZoneId]),
    ).toEqual([['network_load_balancer', 'euw2-az2']]);
  });
});
