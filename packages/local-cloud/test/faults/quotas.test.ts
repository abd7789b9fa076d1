/** AWS's request quotas: none unless asked for, and then each call pays the buckets that AWS counts it in. */
import {
  AcceptVpcEndpointConnectionsCommand,
  DescribeInstancesCommand,
  DescribeVpcsCommand,
  EC2Client,
  RejectVpcEndpointConnectionsCommand,
} from '@aws-sdk/client-ec2';
import { ChangeResourceRecordSetsCommand, GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { emptyAccount } from '../../src/account.ts';
import { callerOf } from '../../src/bare-api.ts';
import { createCall } from '../../src/call.ts';
import { type BareApi, clientConfig, ec2, route53, startBareApi } from '../../src/entries/api.ts';
import { awsQuotas, faster } from '../../src/entries/faults.ts';
import { addHostedZone } from '../../src/entries/seed.ts';
import { type Quota, quotaCheck } from '../../src/quotas/quotas.ts';
import { failure } from '../support/failure.ts';

/** How many of so many calls, made at once, a fresh set of quotas lets through; and how many more a while later (ms). */
const through = (
  quotas: readonly Quota[],
  service: string,
  operation: string,
  { input = {}, calls = 2_000, later = 0 }: { input?: object; calls?: number; later?: number } = {},
): [number, number] => {
  let now = 0;
  const check = quotaCheck(quotas, () => now);
  const call = createCall({ account: emptyAccount(), caller: callerOf('AKIALOCAL'), now, service });
  const passed = (): number => {
    let count = 0;
    for (let at = 0; at < calls; at += 1) {
      try {
        check({ service, operation, input, call });
        count += 1;
      } catch {
        // Throttled.
      }
    }
    return count;
  };
  const first = passed();
  now = later;
  return [first, passed()];
};

const change = (Action: string, count: number) => ({
  ChangeBatch: { Changes: Array.from({ length: count }, () => ({ Action })) },
});

describe('the quotas of AWS', () => {
  it.each([
    ['ec2', 'AcceptVpcEndpointConnections', {}, 10, 1],
    ['ec2', 'RejectVpcEndpointConnections', {}, 10, 1],
    ['ec2', 'ModifyVpcEndpointServiceConfiguration', {}, 10, 1],
    ['ec2', 'CreateVpcEndpoint', {}, 4, 0.3],
    ['ec2', 'ModifyNetworkInterfaceAttribute', {}, 100, 5],
    ['ec2', 'CreateTags', {}, 100, 10],
    ['ec2', 'ReplaceRoute', {}, 50, 5],
    ['ec2', 'DescribeRouteTables', {}, 100, 20],
    ['ec2', 'DescribeInstances', { MaxResults: 1_000 }, 100, 20],
    ['ec2', 'DescribeInstances', { Filters: [{ Name: 'vpc-id', Values: ['vpc-1'] }] }, 100, 20],
    ['ec2', 'DescribeInstances', {}, 50, 10],
    ['route53', 'GetHostedZone', {}, 50, 10],
    ['route53', 'AssociateVPCWithHostedZone', {}, 20, 5],
    ['route53', 'DisassociateVPCFromHostedZone', {}, 10, 5],
    ['route53', 'CreateHostedZone', {}, 40, 2],
    ['route53', 'ChangeResourceRecordSets', change('CREATE', 1), 50, 10],
    ['route53', 'ChangeResourceRecordSets', change('CREATE', 100), 15, 1],
    ['route53', 'ChangeResourceRecordSets', change('UPSERT', 100), 7, 0.5],
    ['route53resolver', 'UpdateResolverRule', {}, 5, 5],
    ['s3', 'PutObject', {}, 2_000, 2_000],
  ])('let %s %s %j through %d times at once, then %d times a second', (service, operation, input, burst, perSecond) => {
    // Ten seconds later, as far as the bucket holds it.
    const again = Math.min(burst, Math.floor(perSecond * 10));
    expect(through(awsQuotas(), service, operation, { input, later: 10_000 })).toEqual([burst, again]);
  });

  it('can be made faster, with the same bursts', () => {
    const quotas = faster(awsQuotas('ec2'), 10);
    expect(through(quotas, 'ec2', 'AcceptVpcEndpointConnections', { later: 500 })).toEqual([10, 5]);
    expect(through(quotas, 'route53', 'GetHostedZone')).toEqual([2_000, 2_000]);
  });
});

describe('an API with quotas', () => {
  let api: BareApi;
  let clients: { readonly ec2: EC2Client; readonly route53: Route53Client };
  beforeEach(async () => {
    api = await startBareApi([ec2, route53]);
    addHostedZone(api.account, { id: 'Z1', name: 'corp.example', private: false });
    clients = { ec2: new EC2Client(clientConfig(api.url)), route53: new Route53Client(clientConfig(api.url)) };
  });
  afterEach(async () => {
    clients.ec2.destroy();
    clients.route53.destroy();
    await api.stop();
  });

  it('has none before they are asked for, and none when they are cleared', async () => {
    const describe = () => clients.ec2.send(new DescribeVpcsCommand());
    await describe();
    api.faults.limit([{ service: 'ec2', per: 'all', burst: 0, perSecond: 0 }]);
    expect(await failure(describe())).toMatchObject({ name: 'RequestLimitExceeded' });
    api.faults.clear();
    await describe();
  });

  it('throttles as each service does, by time that passes and by time that is moved', async () => {
    const none = (service: string): Quota => ({ service, per: 'all', burst: 1, perSecond: 0.001 });
    api.faults.limit([none('ec2'), none('route53')]);
    const describe = () => clients.ec2.send(new DescribeInstancesCommand());
    const get = () => clients.route53.send(new GetHostedZoneCommand({ Id: 'Z1' }));
    await Promise.all([describe(), get()]);
    const throttled = { name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } };
    expect(await failure(describe())).toMatchObject(throttled);
    expect(await failure(get())).toMatchObject({ name: 'Throttling', $metadata: { httpStatusCode: 400 } });
    api.advance(1_000_000);
    await describe();
  });

  it('counts each action by itself, where AWS does, and takes nothing for what it refuses', async () => {
    api.faults.limit([
      { service: 'ec2', per: 'each', burst: 1, perSecond: 0 },
      { service: 'route53', per: 'all', burst: 2, perSecond: 0 },
      { service: 'route53', operations: /^Change/, per: 'all', burst: 0, perSecond: 0 },
    ]);
    const named = { ServiceId: 'vpce-svc-1', VpcEndpointIds: ['vpce-1'] };
    const names = await Promise.all(
      [
        () => clients.ec2.send(new AcceptVpcEndpointConnectionsCommand(named)),
        () => clients.ec2.send(new RejectVpcEndpointConnectionsCommand(named)),
      ].map(async (send) => (await failure(send())) as Error),
    );
    expect(names.map(({ name }) => name)).not.toContain('RequestLimitExceeded');
    const ResourceRecordSet = { Name: 'a.corp.example', Type: 'A' as const, TTL: 60, ResourceRecords: [] };
    const Changes = [{ Action: 'CREATE' as const, ResourceRecordSet }];
    const write = new ChangeResourceRecordSetsCommand({ HostedZoneId: 'Z1', ChangeBatch: { Changes } });
    for (let at = 0; at < 3; at += 1) {
      expect(await failure(clients.route53.send(write))).toMatchObject({ name: 'Throttling' });
    }
    await clients.route53.send(new GetHostedZoneCommand({ Id: 'Z1' }));
  });
});
