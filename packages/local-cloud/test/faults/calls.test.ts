/** What can be made to happen to calls, once or again and again: each as a client of AWS meets it. */
import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  AcceptVpcEndpointConnectionsCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListParentsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { emptyAccount } from '../../src/account.ts';
import * as services from '../../src/entries/api.ts';
import type { CallFault } from '../../src/entries/faults.ts';
import { addHostedZone, addVpc } from '../../src/entries/seed.ts';
import type { Service } from '../../src/service.ts';
import { failure } from '../support/failure.ts';

const killed: string[] = [];
let api: services.BareApi;
let ec2: EC2Client;
beforeEach(async () => {
  const all = Object.values(services).filter((each): each is Service => typeof each === 'object');
  const kill = (accessKeyId: string): void => void killed.push(accessKeyId);
  api = await services.startBareApi(all, emptyAccount(), undefined, { kill });
  addVpc(api.account, { id: 'vpc-0a', cidr: '10.0.0.0/16' });
  addHostedZone(api.account, { id: 'Z1', name: 'corp.example', private: false });
  ec2 = new EC2Client(services.clientConfig(api.url));
});
afterEach(async () => {
  ec2.destroy();
  api.faults.clear();
  await api.stop();
});

const Resources = ['vpc-0a'];
const tag = (Value: string) => ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key: 'k', Value }] }));
const tags = async () => (await ec2.send(new DescribeVpcsCommand())).Vpcs?.[0]?.Tags?.map(({ Value }) => Value) ?? [];
const tagged = (): string | undefined => api.account.ec2.vpcs['vpc-0a']?.tags.k;
const codeOf = async (call: Promise<unknown>): Promise<string> => ((await failure(call)) as Error).name;

describe('a fault', () => {
  it('meets the calls that it names, as often as it says, and is journalled', async () => {
    api.faults.set([{ kind: 'unavailable', service: 'ec2', operation: 'CreateTags', from: 2, times: 2 }]);
    const results: string[] = [];
    for (const value of ['1', '2', '3', '4']) {
      await ec2.send(new DescribeVpcsCommand());
      results.push(
        await tag(value).then(
          () => 'done',
          ({ name }: Error) => name,
        ),
      );
    }
    expect(results).toEqual(['done', 'InternalError', 'InternalError', 'done']);
    const journalled = api.journal.entries.filter(({ kind }) => kind === 'fault');
    expect(journalled).toMatchObject(Array(2).fill({ fault: 'unavailable', of: 'ec2 CreateTags' }));
    api.faults.set([
      { kind: 'denied', principal: 'nobody' },
      { kind: 'denied', about: 'vpc-0' },
      { kind: 'denied', access: 'read' },
    ]);
    await tag('5');
    api.faults.set([{ kind: 'denied', about: 'vpc-0a' }]);
    expect(await codeOf(tag('6'))).toBe('UnauthorizedOperation');
  });

  it('that comes by chance comes to the same calls for the same seed', async () => {
    const played = async (seed: number): Promise<string> => {
      api.faults.set([{ kind: 'denied', times: 20, chance: 0.5 }], seed);
      const results: string[] = [];
      for (let at = 0; at < 20; at += 1)
        results.push(
          await tag('1').then(
            () => '.',
            () => 'x',
          ),
        );
      return results.join('');
    };
    const first = await played(7);
    expect(first).toMatch(/(?=.*x)(?=.*\.)/);
    expect(await played(7)).toBe(first);
    expect(await played(8)).not.toBe(first);
  });
});

/** A read of each service, in whatever protocol its client speaks. */
const CALLS: readonly [string, () => Promise<unknown>][] = (() => {
  const config = () => services.clientConfig(api.url);
  return [
    ['ec2', () => new EC2Client(config()).send(new DescribeVpcsCommand())],
    ['route53', () => new Route53Client(config()).send(new GetHostedZoneCommand({ Id: 'Z1' }))],
    ['s3', () => new S3Client(config()).send(new ListObjectsV2Command({ Bucket: 'b' }))],
    ['monitoring', () => new CloudWatchClient(config()).send(new DescribeAlarmsCommand({}))],
    [
      'elasticloadbalancing',
      () => new ElasticLoadBalancingV2Client(config()).send(new DescribeTargetHealthCommand({ TargetGroupArn: 'x' })),
    ],
    ['events', () => new EventBridgeClient(config()).send(new PutEventsCommand({ Entries: [{ Source: 'a' }] }))],
    ['ssm', () => new SSMClient(config()).send(new GetParameterCommand({ Name: 'n' }))],
    ['sts', () => new STSClient(config()).send(new GetCallerIdentityCommand())],
    [
      'organizations',
      () => new OrganizationsClient(config()).send(new ListParentsCommand({ ChildId: '1'.repeat(12) })),
    ],
  ];
})();

describe.each(CALLS)('%s', (service, call) => {
  it.each([
    ['throttled', /Throttl|RequestLimitExceeded|SlowDown|TooManyRequests/, 'client'],
    ['unavailable', /Unavailable|Internal|ServiceException/, 'server'],
    ['denied', /AccessDenied|UnauthorizedOperation/, 'client'],
  ] as const)('says in its own words that a call is %s', async (kind, name, fault) => {
    api.faults.set([{ kind, service }]);
    const error = (await failure(call())) as unknown as { name: string; $metadata: { httpStatusCode: number } };
    expect(error.name).toMatch(name);
    const { httpStatusCode: status } = error.$metadata;
    if (kind !== 'throttled') expect(status >= 500).toBe(fault === 'server');
  });

  it('answers 200 with what its client cannot decode', async () => {
    api.faults.set([{ kind: 'garbled', service }]);
    // An error that nobody can classify: AWS answered 200, and says nothing of whose fault it is.
    expect(await failure(call())).toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });
});

const BROKEN = { message: expect.stringMatching(/ECONNRESET|socket hang up/) };

describe('a call', () => {
  it.each([
    ['reset', 'before', undefined],
    ['reset', 'after', 'new'],
    ['killed', 'before', undefined],
    ['killed', 'after', 'new'],
  ] as const)('whose connection or caller is %s %s the effect has no answer', async (kind, when, left) => {
    api.faults.set([{ kind, when }]);
    expect(await failure(tag('new'))).toMatchObject(BROKEN);
    expect(tagged()).toBe(left);
    expect(killed.splice(0)).toEqual(kind === 'killed' ? ['AKIALOCAL'] : []);
  });

  it.each([
    ['before', undefined],
    ['after', 'new'],
  ] as const)('that hangs %s the effect outlasts the patience of its client', async (when, left) => {
    api.faults.set([{ kind: 'hanging', when }]);
    const requestHandler = { requestTimeout: 100, throwOnRequestTimeout: true };
    const hasty = new EC2Client({ ...services.clientConfig(api.url), requestHandler });
    const call = hasty.send(new CreateTagsCommand({ Resources, Tags: [{ Key: 'k', Value: 'new' }] }));
    expect(await codeOf(call)).toBe('TimeoutError');
    expect(tagged()).toBe(left);
    hasty.destroy();
  });

  it('that hangs loses its connection when faults are cleared', async () => {
    api.faults.set([{ kind: 'hanging', when: 'before' }]);
    const waiting = failure(tag('new'));
    while (!api.journal.entries.some(({ kind }) => kind === 'fault')) await tags();
    await new Promise((resolve) => setTimeout(resolve, 20));
    api.faults.clear();
    expect(await waiting).toMatchObject(BROKEN);
  });

  it('of a caller that was killed before kills nobody else', async () => {
    api.faults.set([{ kind: 'killed', when: 'before', times: 2 }]);
    expect(await failure(tag('1'))).toMatchObject(BROKEN);
    await tag('2');
    const other = new EC2Client(services.clientConfig(api.url, 'AKIAOTHER'));
    expect(await failure(other.send(new DescribeVpcsCommand()))).toMatchObject(BROKEN);
    other.destroy();
    expect(killed.splice(0)).toEqual(['AKIALOCAL', 'AKIAOTHER']);
  });

  it('that is answered with garbage has had its effect', async () => {
    api.faults.set([{ kind: 'garbled' }]);
    await failure(tag('new'));
    expect(tagged()).toBe('new');
  });

  it('can be refused with any error of AWS, or be answered late', async () => {
    api.faults.set([
      { kind: 'refused', code: 'IncorrectState', status: 409 },
      { kind: 'slow', ms: 50, from: 2 },
    ]);
    expect(await failure(tag('1'))).toMatchObject({ name: 'IncorrectState', $metadata: { httpStatusCode: 409 } });
    const began = performance.now();
    await tag('2');
    expect(performance.now() - began).toBeGreaterThan(45);
  });

  it('that reads may answer what was some seconds ago, until that has passed', async () => {
    await tag('old');
    api.faults.set([{ kind: 'stale', seconds: 10, times: Infinity }]);
    await tag('new');
    api.advance(4_000);
    await ec2.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: 'k' }] }));
    const seen: string[][] = [];
    for (const ms of [0, 5_999, 1, 4_000]) {
      api.advance(ms);
      seen.push((await tags()) as string[]);
    }
    expect(seen).toEqual([['old'], ['old'], ['new'], []]);
  });

  it('for several things may be refused in part, in an answer that is a success', async () => {
    api.faults.set([{ kind: 'unsuccessful', times: Infinity }]);
    const events = new EventBridgeClient(services.clientConfig(api.url));
    const entry = { Source: 's', DetailType: 'd', Detail: '{}' };
    const put = await events.send(new PutEventsCommand({ Entries: [entry, entry] }));
    events.destroy();
    expect(put).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'ThrottlingException' }, { EventId: expect.any(String) }],
    });
    api.faults.set([{ kind: 'unsuccessful', items: 2, code: 'InvalidState' } satisfies CallFault]);
    const VpcEndpointIds = ['vpce-1', 'vpce-2'];
    const accept = new AcceptVpcEndpointConnectionsCommand({ ServiceId: 'vpce-svc-1', VpcEndpointIds });
    expect((await ec2.send(accept)).Unsuccessful?.map(({ ResourceId, Error: why }) => [ResourceId, why?.Code])).toEqual(
      [
        ['vpce-1', 'InvalidState'],
        ['vpce-2', 'InvalidState'],
      ],
    );
    // There is nothing to refuse in part, so the fault waits for a call that has something.
    api.faults.set([{ kind: 'unsuccessful' }]);
    const alarms = new CloudWatchClient(services.clientConfig(api.url));
    const set = new SetAlarmStateCommand({ AlarmName: 'a', StateValue: 'OK', StateReason: 'r' });
    expect(await codeOf(alarms.send(set))).toMatch(/NotFound/);
    alarms.destroy();
  });
});
