import { join } from 'node:path';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import type { JournalEntry } from '@waykeeper/local-cloud/state';
import { world } from '../../demo/world.ts';
import type { Report } from '../../lib/core/plan.ts';

const PACKAGE = join(import.meta.dirname, '../../.serverless');
const MINUTE = 60_000;

let cloud: Cloud;

/** Journal entries from here on belong to the test: what came before was the first sweep. */
let from: number;

const start = async (): Promise<void> => {
  cloud = await startCloud({ account: world() });
  await cloud.deploy(PACKAGE);
  await cloud.settle();
  from = cloud.journal.entries.length;
};

const since = (): readonly JournalEntry[] => cloud.journal.entries.slice(from);

const reports = (): Report[] => since().flatMap((entry) => (entry.kind === 'report' ? [entry.report as Report] : []));

afterEach(() => cloud.stop());

const send = async (queue: string, body: unknown): Promise<void> => {
  const sqs = new SQSClient({ ...cloud.clientConfig(), useQueueUrlAsEndpoint: false });
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
  const group = queue.endsWith('.fifo') ? { MessageGroupId: 'test' } : {};
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...group }));
  await cloud.settle();
};

const logs = (): string =>
  since()
    .flatMap((entry) => (entry.kind === 'log' ? [entry.line] : []))
    .join('\n');

const writes = (): string[] =>
  since().flatMap((entry) =>
    entry.kind === 'call' && !entry.readOnly && entry.principal.startsWith('waykeeper') ? [entry.operation] : [],
  );

const invocations = (name: string): number =>
  since().filter((entry) => entry.kind === 'invocation' && entry.function === name).length;

const messagesIn = (queue: string): number => Object.keys(cloud.account.sqs.queues[queue]?.messages ?? {}).length;

const instanceEvent = {
  version: '0',
  id: '3f1c2d9e-0000-4000-8000-000000000000',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '999988887777',
  time: '2026-11-21T03:00:00Z',
  region: 'eu-west-2',
  resources: ['arn:aws:ec2:eu-west-2:999988887777:instance/i-0fwa'],
  detail: { 'instance-id': 'i-0fwa', state: 'stopped' },
};

describe('messages', () => {
  it('that are malformed are logged with what was wrong, are not retried and change nothing', async () => {
    await start();
    await send('waykeeper-prod-routes.fifo', '{"source": "aws.ec2", ');
    await send('waykeeper-prod-connections.fifo', '[1, 2]');
    await cloud.advance(3 * MINUTE);
    expect(logs()).toMatch(/malformed message dropped.*expected JSON, found/);
    expect(logs()).toMatch(/malformed message dropped.*expected a JSON object, found \\?"\[1, 2\]/);
    expect(invocations('waykeeper-prod-routes')).toBe(1);
    expect(writes()).toEqual([]);
    expect(messagesIn('waykeeper-prod-routes-dead.fifo')).toBe(0);
  });

  it('about events that nobody knows are consumed without a run', async () => {
    await start();
    await send('waykeeper-prod-dns.fifo', { ...instanceEvent, 'detail-type': 'EC2 Fleet Error' });
    expect(invocations('waykeeper-prod-dns')).toBe(1);
    expect(reports()).toEqual([]);
  });

  it('that lie about the world cost a look and nothing else', async () => {
    await start();
    await send('waykeeper-prod-routes.fifo', instanceEvent);
    await send('waykeeper-prod-routes.fifo', { ...instanceEvent, id: 'again' });
    expect(reports().map(({ controller, plan, converged }) => [controller, plan.changes.length, converged])).toEqual([
      ['routes', 0, true],
      ['routes', 0, true],
    ]);
    expect(writes()).toEqual([]);
  });
});

describe('a function', () => {
  it('fails by hand with all that is wrong with its payload', async () => {
    await start();
    const asked = cloud.invoke('waykeeper-prod-reconcile', { mode: 'aply', controllers: ['dnz'], failbak: true });
    await expect(asked).rejects.toThrow(
      /failbak: .*did you mean.*mode: expected "plan" or "apply".*controllers\[0\]: .*did you mean/,
    );
  });

  it('applies by hand what it planned by hand, and then has nothing left to do', async () => {
    await start();
    const by = async (mode: string) =>
      (await cloud.invoke('waykeeper-prod-reconcile', { mode, controllers: ['dns'] })) as { reports: Report[] };
    const zone = cloud.account.route53.zones.Z0PRIVATES3EUWEST2;
    if (zone) zone.records = zone.records.filter(({ AliasTarget }) => !AliasTarget);
    const planned = await by('plan');
    const applied = await by('apply');
    const again = await by('plan');
    expect(applied.reports[0]?.plan.changes).toEqual(planned.reports[0]?.plan.changes);
    expect(planned.reports[0]?.plan.changes).toHaveLength(4);
    expect(applied.reports[0]?.converged).toBe(true);
    expect(again.reports[0]?.plan.changes).toEqual([]);
  });

  it('skips what its selectors do not find, with the reason', async () => {
    cloud = await startCloud({ account: world() });
    const { endpointServices, endpoints, routeTables } = cloud.account.ec2;
    for (const thing of [...Object.values(endpointServices), ...Object.values(endpoints)]) thing.tags = {};
    for (const table of Object.values(routeTables)) table.tags = {};
    await cloud.deploy(PACKAGE);
    await cloud.settle();
    const { reports } = (await cloud.invoke('waykeeper-prod-reconcile', {})) as { reports: Report[] };
    const codes = reports.map(({ plan }) => [...new Set(plan.skips.map(({ reason }) => reason.code))].sort());
    expect(codes).toEqual([
      ['NOTHING_SELECTED'],
      ['IN_ORDER', 'NOT_ASKED', 'NO_ENDPOINT'],
      ['IN_ORDER', 'NOTHING_SELECTED'],
    ]);
    const left = reports[1]?.plan.skips.filter(({ reason }) => reason.code === 'IN_ORDER').map(({ key }) => key);
    expect(left?.sort()).toEqual([
      'Z0CORPEXAMPLE/s3.forwarders.corp.example',
      'rslvr-rr-0spokes',
      's3://corp-dns/s3.conf',
    ]);
  });
});
