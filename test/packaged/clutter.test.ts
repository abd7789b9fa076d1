/** Some hundreds of records with the clutter of real ones, through the packaged functions: none is lost, none is taken for another. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import type { Account } from '@waykeeper/local-cloud/state';
import fc from 'fast-check';
import { world } from '../../demo/world.ts';
import type { ControllerName, Report, Scope } from '../../lib/core/plan.ts';
import { readTrigger } from '../../lib/entry/read-trigger.ts';
import { shareOf } from '../support/runs.ts';
import { cluttered, renamed, SAMPLES, strangers } from '../unit/entry/support/cluttered.ts';
import { chance, type Draw, oneOf, SEED } from '../unit/laws/support/random.ts';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGE = join(ROOT, '.serverless');
/** What is named here is ours, whatever anybody knows. */
const CONFIG = readFileSync(join(ROOT, 'waykeeper.yml'), 'utf8');
const RECORDS = Math.max(300, shareOf(600));
const QUEUES: Readonly<Record<ControllerName, string>> = {
  connections: 'waykeeper-prod-connections.fifo',
  dns: 'waykeeper-prod-dns.fifo',
  routes: 'waykeeper-prod-routes.fifo',
};

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud({ account: world() });
  await cloud.deploy(PACKAGE);
  await cloud.settle();
});
afterAll(() => cloud.stop());

/** The ids of the account that are ours, or lie beside what is: what clutter would do harm with. */
const idsOf = ({ ec2 }: Account): readonly string[] =>
  [ec2.endpoints, ec2.routeTables, ec2.networkInterfaces, ec2.instances, ec2.subnets, ec2.endpointServices].flatMap(
    Object.keys,
  );

interface Made {
  readonly controller: ControllerName;
  readonly body: string;
  /** What the record means without its clutter. */
  readonly scope: Scope;
}

const make = (g: Draw, known: readonly string[]): Made => {
  const { controller, record } = oneOf(g, ...SAMPLES);
  const others = strangers(g);
  const isOurs = chance(g, 60);
  const about = renamed(record, (kind) => {
    const own = known.filter((id) => id.startsWith(`${kind}-`) && (kind !== 'vpce' || !id.startsWith('vpce-svc-')));
    return isOurs && own.length > 0 ? oneOf(g, ...own) : others(kind);
  });
  const reading = readTrigger(controller, JSON.stringify(about), []);
  const scope = reading.kind === 'scope' ? reading.scope : 'all';
  return { controller, scope, body: JSON.stringify({ ...cluttered(g, about), id: others('event') }) };
};

const send = async (made: readonly Made[]): Promise<void> => {
  const sqs = new SQSClient({ ...cloud.clientConfig(), useQueueUrlAsEndpoint: false });
  for (const { controller, body } of made) {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: QUEUES[controller] }));
    const group = QUEUES[controller].endsWith('.fifo') ? { MessageGroupId: controller } : {};
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body, ...group }));
  }
  sqs.destroy();
  await cloud.settle();
};

/** What the runs looked at that a batch of records woke. */
const scopesOf = async (made: readonly Made[]): Promise<ReadonlyMap<ControllerName, readonly Scope[]>> => {
  const from = cloud.journal.entries.length;
  await send(made);
  const entries = cloud.journal.entries.slice(from);
  const failures = entries.flatMap((entry) =>
    entry.kind === 'log' && /malformed|invocation failed/.test(entry.line) ? [entry.line] : [],
  );
  expect(failures).toEqual([]);
  const reports = entries.flatMap((entry) => (entry.kind === 'report' ? [entry.report as Report] : []));
  const woken = reports.filter(({ trigger }) => trigger.by === 'event');
  return new Map(
    [...Map.groupBy(woken, ({ controller }) => controller)].map(([name, some]) => [
      name,
      some.map((one) => one.trigger.scope),
    ]),
  );
};

const messagesIn = (queue: string): number => Object.keys(cloud.account.sqs.queues[queue]?.messages ?? {}).length;

const idsIn = (scopes: readonly Scope[] = []): string[] =>
  [...new Set(scopes.flatMap((scope) => (scope === 'all' ? [] : scope.ids)))].sort();

const CONTROLLERS = ['connections', 'dns', 'routes'] as const;

it('each is consumed, and its run looks at what it is about and at nothing that its clutter names', async () => {
  const made: Made[] = [];
  const known = idsOf(cloud.account);
  fc.assert(
    fc.property(fc.gen(), (g) => void made.push(make(g, known))),
    { seed: SEED, numRuns: RECORDS },
  );
  const [narrow, wide] = [made.filter(({ scope }) => scope !== 'all'), made.filter(({ scope }) => scope === 'all')];
  const looked = await scopesOf(narrow);
  for (const name of CONTROLLERS) {
    const meant = idsIn(narrow.filter(({ controller }) => controller === name).map(({ scope }) => scope));
    const seen = idsIn(looked.get(name));
    expect(seen.filter((id) => !meant.includes(id))).toEqual([]);
    expect(meant.filter((id) => CONFIG.includes(`${id}`) && !seen.includes(id))).toEqual([]);
    expect(looked.get(name)).not.toContain('all');
  }
  expect(idsIn([...looked.values()].flat()).filter((id) => CONFIG.includes(id)).length).toBeGreaterThan(2);
  const all = await scopesOf(wide);
  for (const name of new Set(wide.map(({ controller }) => controller))) expect(all.get(name)).toContain('all');
  const queues = Object.values(QUEUES).flatMap((queue) => [queue, queue.replace(/(?=\.fifo$)|$/, '-dead')]);
  expect(queues.map((queue) => `${queue}: ${messagesIn(queue)}`)).toEqual(queues.map((queue) => `${queue}: 0`));
}, 300_000);
