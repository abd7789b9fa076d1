/** Plays scenarios one after the other: from what happens through every delivery to the last sweep. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { configSchema } from '../../lib/config/schema/index.ts';
import type { Report } from '../../lib/core/plan.ts';
import { SWEEP } from '../../lib/entry/rest.ts';
import type { Call, Case } from './cases.ts';
import type { Invoked } from './host/messages.ts';
import type { Played, Run } from './oracle.ts';
import { receive, remove } from './receive.ts';
import type { Scenario } from './scenario.ts';
import { load, type Prepared, queueOf, type Stage, startStage } from './stage.ts';
import { type View, viewOf } from './view.ts';

/** The folder of the built functions in a home. */
export const FUNCTIONS = 'functions';

/** As the stack has them. */
const RECEIVES = 3;
const TIMEOUT_MS = 60_000;
const BY_HAND_MS = 300_000;
const VISIBILITY_SECONDS = 65;
const SWEEP_MS = 300_000;
/** Sweeps that put the world of a scenario in order, before anything happens in it. */
const FIRST_SWEEPS = 3;

export interface Lane {
  /** Sweeps a scenario's world until it is in order. `home` has the built functions; its config goes into a folder beside them. */
  prepare(scenario: Scenario, home: string): Promise<Prepared>;
  /** Plays a scenario, under the fault of a case, with jitter that the seed repeats. */
  play(prepared: Prepared, seed: number, given?: Case): Promise<Played>;
  stop(): Promise<void>;
}

/** Sends a message; the same text may come twice, as it may from a queue that does not know it. */
const send = async ({ sqs }: Stage, scenario: Scenario, body: string, nth: number): Promise<void> => {
  const name = queueOf(scenario);
  const own = { MessageGroupId: 'all', MessageDeduplicationId: `${nth}` };
  await sqs.send(new SendMessageCommand({ QueueUrl: `http://sqs/111122223333/${name}`, MessageBody: body, ...own }));
};

interface Play {
  readonly state: Stage;
  readonly prepared: Prepared;
  readonly skewMs: number;
  readonly seed: number;
  readonly runs: Run[];
  sent: number;
}

const callsSince = ({ api }: Stage, from: number): Call[] =>
  api.journal.entries
    .slice(from)
    .flatMap((entry) => (entry.kind === 'call' && entry.principal === 'dns-role' ? [entry] : []));

interface Line {
  readonly message?: string;
  readonly level?: string;
  readonly report?: Report;
}

const isWarning = ({ level }: Line): boolean => level === 'WARN' || level === 'ERROR';

const runOf = (invoked: Invoked | undefined, returned: boolean, calls: readonly Call[], view: View): Run => {
  const lines = (invoked?.lines ?? []) as readonly (Line | string)[];
  const known = lines.filter((line): line is Line => typeof line === 'object');
  const report = known.find(({ message }) => message === 'report')?.report;
  return {
    ...(report ? { report } : {}),
    failed: invoked === undefined || invoked.error !== undefined,
    returned,
    warnings: known.flatMap((line) => (isWarning(line) ? [JSON.stringify(line)] : [])).join('\n'),
    uncaught: invoked?.uncaught ?? [],
    calls,
    view,
  };
};

interface Answer {
  readonly batchItemFailures?: readonly { readonly itemIdentifier: string }[];
}

/** Runs the function with what its queue hands out now; false when that is nothing. */
const deliver = async (play: Play): Promise<boolean> => {
  const { state, prepared, skewMs, seed, runs } = play;
  const { api, host } = state;
  const name = queueOf(prepared.scenario);
  const batch = await receive(state.sqs, name);
  if (batch.Records.length === 0) return false;
  const from = api.journal.entries.length;
  const invoked = await host.invoke({ event: batch, now: api.now() + skewMs, timeoutMs: TIMEOUT_MS });
  const failures = (invoked?.value as Answer | undefined)?.batchItemFailures ?? [];
  const back = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
  const lost = invoked === undefined || invoked.error !== undefined;
  const done = lost ? [] : batch.Records.filter(({ messageId }) => !back.has(messageId));
  await remove(state.sqs, name, done);
  if (invoked === undefined) await load(state, prepared, seed);
  // Its own messages, or one that it sent itself for what is still to be done.
  const returned = (api.account.sqs.queues[name]?.messages ?? []).length > 0;
  runs.push(runOf(invoked, returned, callsSince(state, from), viewOf(api.account)));
  return true;
};

/** A person asks; false when not all that was asked for was done. */
const askOnce = async ({ state, prepared, skewMs, seed, runs }: Play, event: object): Promise<boolean> => {
  const { api, host } = state;
  await load(state, { ...prepared, dist: prepared.byHand }, seed);
  const from = api.journal.entries.length;
  const invoked = await host.invoke({ event, now: api.now() + skewMs, timeoutMs: BY_HAND_MS });
  const done = (invoked?.value as { readonly converged?: boolean } | undefined)?.converged === true;
  runs.push(runOf(invoked, !done, callsSince(state, from), viewOf(api.account)));
  await load(state, prepared, seed);
  return done;
};

const ask = async (play: Play, event: object, afterFirst: () => void): Promise<void> => {
  const done = await askOnce(play, event);
  afterFirst();
  if (!done) await askOnce(play, event);
};

/** Delivers, and delivers again, until the queue is empty: what was returned comes back when it is visible. */
const drain = async (play: Play, afterFirst: () => void = () => {}): Promise<void> => {
  const { api } = play.state;
  const name = queueOf(play.prepared.scenario);
  for (let first = true; ; ) {
    if (await deliver(play)) {
      if (first) afterFirst();
      first = false;
      continue;
    }
    const left = api.account.sqs.queues[name]?.messages ?? [];
    if (left.length === 0) return;
    api.advance(Math.max(1_000, Math.min(...left.map(({ visibleAt }) => visibleAt - api.now()))));
  }
};

const say = async (play: Play, body: string): Promise<void> => {
  play.sent += 1;
  await send(play.state, play.prepared.scenario, body, play.sent);
};

const sweep = async (play: Play, afterFirst?: () => void): Promise<void> => {
  const { api } = play.state;
  api.advance(SWEEP_MS);
  await say(play, JSON.stringify({ waykeeper: SWEEP, at: api.now() }));
  await drain(play, afterFirst);
};

const arm = ({ api }: Stage, given: Case | undefined): void => {
  const { trouble } = given?.kind ?? {};
  const call = given?.call;
  if (!trouble || !call) return;
  const { service, operation, nth } = call;
  api.faults.set([{ ...trouble, service, operation, principal: 'dns-role', from: nth, times: given.times }]);
};

/** The calls that met a fault since; the journal has it just before the call, or in its place. */
const metSince = ({ api }: Stage, from: number): Call[] =>
  api.journal.entries
    .slice(from)
    .flatMap((entry) =>
      entry.kind === 'fault'
        ? [{ service: '', operation: entry.of.split(' ')[1] ?? '', input: entry.input, readOnly: false }]
        : [],
    );

const bodiesOf = ({ scenario }: Prepared, given: Case | undefined): string[] => {
  const bodies = scenario.events.map((event) => JSON.stringify(event));
  switch (given?.kind.event) {
    case 'dropped':
    case 'delayed':
      return [];
    case 'duplicated':
      return [...bodies, ...bodies];
    case 'reordered':
      return bodies.toReversed();
    default:
      return bodies;
  }
};

const playOn = async (state: Stage, prepared: Prepared, seed: number, given?: Case): Promise<Played> => {
  const { api } = state;
  const { scenario } = prepared;
  Object.assign(api.account, structuredClone(prepared.account));
  const play: Play = { state, prepared, seed, skewMs: given?.kind.skewMs ?? 0, runs: [], sent: FIRST_SWEEPS };
  await load(state, prepared, seed);
  const from = api.journal.entries.length;
  arm(state, given);
  scenario.happens(api.account);
  const before = viewOf(api.account);
  const met: Call[] = [];
  const over = (): void => {
    met.push(...metSince(state, from));
    api.faults.clear();
  };
  const bodies = bodiesOf(prepared, given);
  for (const body of bodies) await say(play, body);
  if (bodies.length > 0) await drain(play, over);
  if (scenario.asks) await ask(play, scenario.asks, over);
  for (let nth = 1; nth <= (scenario.sweeps ?? 2); nth += 1) {
    await sweep(play, bodies.length > 0 || scenario.asks || nth > 1 ? undefined : over);
    if (nth > 1 || given?.kind.event !== 'delayed') continue;
    for (const event of scenario.events) await say(play, JSON.stringify(event));
    await drain(play);
  }
  return { before, runs: play.runs, end: viewOf(api.account), met };
};

const prepareOn = async (state: Stage, scenario: Scenario, home: string): Promise<Prepared> => {
  const { api, sqs } = state;
  const taskRoot = join(home, scenario.name);
  await mkdir(taskRoot);
  const config = configSchema.parse({ version: 1, mode: 'apply', ...scenario.config });
  await writeFile(join(taskRoot, 'config.json'), JSON.stringify(config));
  Object.assign(api.account, scenario.world());
  const QueueName = queueOf(scenario);
  const dead = QueueName.replace(scenario.controller, `${scenario.controller}-dead`);
  const fifo = { FifoQueue: 'true' };
  await sqs.send(new CreateQueueCommand({ QueueName: dead, Attributes: fifo }));
  const deadLetterTargetArn = `arn:aws:sqs:${api.account.region}:${api.account.id}:${dead}`;
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: RECEIVES });
  const VisibilityTimeout = String(VISIBILITY_SECONDS);
  await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { ...fifo, RedrivePolicy, VisibilityTimeout } }));
  const folderOf = (name: string): string => join(home, FUNCTIONS, name);
  const [dist, byHand] = [folderOf(scenario.controller), folderOf('reconcile')];
  const prepared: Prepared = { scenario, dist, byHand, taskRoot, account: api.account };
  const play: Play = { state, prepared, seed: 1, skewMs: 0, runs: [], sent: 0 };
  await load(state, prepared, 1);
  for (let nth = 1; nth <= FIRST_SWEEPS; nth += 1) await sweep(play);
  return { ...prepared, account: structuredClone(api.account) };
};

/** Its process for bundles starts with the first scenario. */
export const startLane = async (): Promise<Lane> => {
  const state = await startStage();
  return {
    prepare: (scenario, home) => prepareOn(state, scenario, home),
    play: (prepared, seed, given) => playOn(state, prepared, seed, given),
    stop: async () => {
      await state.host.stop();
      state.sqs.destroy();
      await state.api.stop();
    },
  };
};
