import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { emptyAccount } from '../src/account.ts';
import { startTestCloud, type TestCloud } from './support/cloud.ts';
import { diffAccounts } from './support/diff.ts';
import { anyRole, functionResources, queuePolicy, queueResources, writePackage } from './support/package.ts';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud({ users: { AKIACONSUMER: { accountId: '444455556666', name: 'partner' } } });
});
afterEach(() => cloud.stop());

/** Asks STS who calls, in plain HTTP as no client is in a test's zip. */
const CALLING = `export const handler = async () => {
  const answer = await fetch(process.env.AWS_ENDPOINT_URL, { method: 'POST', body: 'Action=GetCallerIdentity&Version=2011-06-15',
    headers: { 'content-type': 'application/x-www-form-urlencoded',
      authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260101/eu-west-2/sts/aws4_request' } });
  return answer.text(); };`;

const ruleTo = (queue: string): Parameters<TestCloud['deployStack']>[0] => ({
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: { source: ['test'] },
      Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': [queue, 'Arn'] } }],
    },
  },
});

describe('the local cloud', () => {
  it('takes an event from a rule through a queue to a function and its API call, and links cause to effect', async () => {
    await cloud.deployStack(
      {
        ...functionResources('f'),
        ...queueResources('f'),
        ...queuePolicy('f', 'events.amazonaws.com'),
        ...ruleTo('fQueue'),
      },
      { f: CALLING },
    );
    const events = new EventBridgeClient(cloud.clientConfig());
    await events.send(new PutEventsCommand({ Entries: [{ Source: 'test', DetailType: 'Test', Detail: '{"a":1}' }] }));
    events.destroy();
    await cloud.settle();

    const last = cloud.entries('call').at(-1);
    expect(last).toMatchObject({ service: 'sts', operation: 'GetCallerIdentity', principal: 'f-role' });
    const chain: string[] = [];
    for (let id = last?.id; id !== undefined; id = cloud.journal.entries[id - 1]?.cause) {
      chain.push(cloud.journal.entries[id - 1]?.kind ?? 'none');
    }
    expect(chain).toEqual(['call', 'invocation', 'message', 'event', 'call']);
    expect(cloud.entries('result')[0]?.value).toContain(':assumed-role/f-role/');
  });

  it('delivers schedules as local time passes', async () => {
    await cloud.deployStack(
      {
        ...functionResources('f'),
        ...queueResources('f'),
        Clock: anyRole('clock', 'scheduler.amazonaws.com'),
        Sweep: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: {
            ScheduleExpression: 'rate(5 minutes)',
            FlexibleTimeWindow: { Mode: 'OFF' },
            Target: {
              Arn: { 'Fn::GetAtt': ['fQueue', 'Arn'] },
              RoleArn: { 'Fn::GetAtt': ['Clock', 'Arn'] },
              Input: '{"sweep":true}',
            },
          },
        },
      },
      { f: 'export const handler = async () => console.log(Date.now());' },
    );
    await cloud.settle();
    const before = cloud.entries('invocation').length;
    await cloud.advance(15 * 60_000);
    expect(cloud.entries('invocation').length - before).toBe(3);
    const moments = cloud
      .entries('log')
      .map(({ line }) => Number(line))
      .slice(-3);
    expect(Math.round(((moments[2] ?? 0) - (moments[0] ?? 0)) / 60_000)).toBe(10);
  });

  it('retries a function that a rule invokes after one and two minutes of local time, then dead-letters the event', async () => {
    await cloud.deployStack(
      {
        ...functionResources('f', { DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } }),
        Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
        Permission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            FunctionName: { Ref: 'fFunction' },
            Action: 'lambda:InvokeFunction',
            Principal: 'events.amazonaws.com',
          },
        },
        ...ruleTo('fFunction'),
      },
      { f: 'export const handler = async () => { throw new Error("down"); };' },
    );
    const events = new EventBridgeClient(cloud.clientConfig());
    await events.send(new PutEventsCommand({ Entries: [{ Source: 'test', DetailType: 'Test', Detail: '{}' }] }));
    events.destroy();
    await cloud.settle();
    expect(cloud.entries('invocation')).toHaveLength(1);
    await cloud.advance(61_000);
    expect(cloud.entries('invocation')).toHaveLength(2);
    await cloud.advance(121_000);
    expect(cloud.entries('invocation')).toHaveLength(3);
    expect(cloud.account.sqs.queues.dead?.messages[0]).toMatchObject({
      attributes: { ErrorMessage: { dataType: 'String', stringValue: 'down' } },
    });
  });

  it('runs a function by hand, and throws what it throws', async () => {
    await cloud.deployStack(functionResources('f'), {
      f: 'export const handler = async ({ fail }) => { if (fail) throw new RangeError("no"); return { ok: true }; };',
    });
    await expect(cloud.invoke('f', {})).resolves.toEqual({ ok: true });
    await expect(cloud.invoke('f', { fail: true })).rejects.toMatchObject({ name: 'RangeError', message: 'no' });
    await expect(cloud.invoke('g', {})).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  it('adds variables by function name, and refuses those of unknown functions', async () => {
    const written = await writePackage(functionResources('f', { Environment: { Variables: { A: '1', B: '1' } } }), {
      f: 'export const handler = async () => [process.env.A, process.env.B];',
    });
    await cloud.deploy(written.directory, { f: { B: '2' } });
    await expect(cloud.invoke('f', {})).resolves.toEqual(['1', '2']);
    await expect(cloud.deploy(written.directory, { g: {} })).rejects.toThrow(
      'environment given for an unknown function',
    );
    await written.remove();
  });

  it('refuses a package with faults before it creates anything', async () => {
    const before = cloud.snapshot();
    const deployed = cloud.deployStack(
      { ...functionResources('f'), ...queueResources('f', {}, { FilterCriteria: {} }), X: { Type: 'AWS::EC2::VPC' } },
      {},
    );
    await expect(deployed).rejects.toThrow(/FilterCriteria: not supported[\s\S]*X: AWS::EC2::VPC is not supported/);
    expect(diffAccounts(before, cloud.account)).toEqual([]);
  });

  it('reports a zip that the package lacks', async () => {
    await expect(cloud.deployStack(functionResources('f'), {})).rejects.toThrow(
      'fFunction: expected its zip in the package',
    );
  });

  it('deploys the same package again without a change of the account', async () => {
    const resources = {
      ...functionResources('f'),
      ...queueResources('f'),
      ...queuePolicy('f', 'events.amazonaws.com'),
      ...ruleTo('fQueue'),
    };
    const sources = { f: 'export const handler = async () => 1;' };
    await cloud.deployStack(resources, sources);
    const before = cloud.snapshot();
    await cloud.deployStack(resources, sources);
    const ignored = /lastModified$/;
    expect(diffAccounts(before, cloud.snapshot()).filter(({ path }) => !ignored.test(path))).toEqual([]);
  });

  it('makes clients for its operator and for users by name', async () => {
    const accountOf = async (userName?: string): Promise<string | undefined> => {
      const sts = new STSClient(cloud.clientConfig(userName));
      const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({})).finally(() => sts.destroy());
      return `${Account} ${Arn}`;
    };
    expect(await accountOf()).toBe('111122223333 arn:aws:iam::111122223333:user/operator');
    expect(await accountOf('partner')).toBe('444455556666 arn:aws:iam::444455556666:user/partner');
    expect(cloud.clientConfig()).toMatchObject({ endpoint: cloud.url, region: 'eu-west-2' });
    expect(cloud.clientConfig('partner').credentials.accessKeyId).toBe('AKIACONSUMER');
    expect(() => cloud.clientConfig('nobody')).toThrow('There is no user nobody; there are partner.');
  });

  it('takes a snapshot that later events do not change', async () => {
    await cloud.deployStack(functionResources('f'), { f: 'export const handler = async () => 1;' });
    const before = cloud.snapshot();
    cloud.account.ids += 1;
    expect(diffAccounts(before, cloud.snapshot())).toEqual([
      { path: 'ids', before: before.ids, after: before.ids + 1 },
    ]);
    expect(JSON.parse(JSON.stringify(before))).toEqual(before);
  });

  it('says of a function without code that its package has to be deployed', async () => {
    await cloud.deployStack(
      { ...functionResources('f'), ...queueResources('f') },
      { f: 'export const handler = () => 1;' },
    );
    const other = await startTestCloud({ account: cloud.snapshot() });
    await expect(other.invoke('f', {})).rejects.toThrow('deploy the package that holds it');
    await other.stop();
  });

  it('leaves no child and no open port behind, even in the middle of an invocation', async () => {
    await cloud.deployStack(
      { ...functionResources('f'), ...queueResources('f') },
      { f: 'console.log(process.pid); export const handler = () => new Promise(() => setInterval(() => {}, 1000));' },
    );
    await cloud.sqs().send(new SendMessageCommand({ QueueUrl: cloud.queueUrl('f'), MessageBody: 'a' }));
    while (cloud.entries('log').length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await cloud.stop();
    expect(() => process.kill(Number(cloud.entries('log')[0]?.line), 0)).toThrow('ESRCH');
    await expect(fetch(cloud.url)).rejects.toThrow('fetch failed');
  });

  it('says that its port is in use', async () => {
    const port = Number(new URL(cloud.url).port);
    const account = emptyAccount({ id: '111122223333', region: 'eu-west-2' });
    await expect(startTestCloud({ account, port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is already in use`);
  });
});
