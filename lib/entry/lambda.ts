/** What every Lambda entry point goes through; the only file that knows middy. */
import middy, { type MiddyfiedHandler } from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { errorMessage, PayloadError, RunFailedError } from '../aws/errors.ts';
import { type Environment, readEnvironment } from '../config/environment.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/types.ts';
import { acknowledging } from '../core/acknowledge.ts';
import type { Deadline } from '../core/clock.ts';
import { log } from '../core/log.ts';
import { isToBeContinued } from '../core/more.ts';
import type { OwnThings } from '../core/own-things.ts';
import type { Change, Controller, ControllerName, Mode, ObservedBase } from '../core/plan.ts';
import { needsRetry, type RunContext } from '../core/reconcile.ts';
import { runContext, runController } from '../core/run.ts';
import { isPart, type Sweep } from '../core/sweep.ts';
import type { Outlet } from '../core/told/tell.ts';
import { isOfConcern, noting } from './concern.ts';
import { messageIds } from './message-ids.ts';
import { readTrigger } from './read-trigger.ts';
import { restBody, sweepBody } from './rest.ts';
import { type Read, type Work, worksOf } from './works.ts';

/** A run must end this long before Lambda kills the function, so that its report is still logged. Ms. */
const MARGIN_MS = 3_000;

/** A handler that is still busy then has failed: better an error in the log than a silent end. Ms. */
const TIMEOUT_EARLY_MS = 500;

const tooLate = (): never => {
  throw new RunFailedError('the run did not end in time; its messages come back');
};

/** What an entry point gets: the config and environment of its execution environment, and its deadline. */
export interface HandlerContext extends Deadline {
  readonly config: Config;
  readonly environment: Environment;
  /** Account, Region and stage of the stack, as `111122223333/eu-west-2/prod`. */
  readonly deployment?: string;
  /** What the log says of the invocation, where a function runs. */
  readonly invocation?: Context;
}

type Handler<In, Out> = MiddyfiedHandler<In, Out, Error, Context>;

/** Gives a handler its context, and the log that of the invocation. A config that cannot be loaded fails the invocation. */
const lambda = <In, Out>(handle: (event: In, context: HandlerContext) => Promise<Out>): Handler<In, Out> => {
  let loading: Promise<Config> | undefined;
  const environment = readEnvironment();
  return middy<In, Out, Error, Context>({ timeoutEarlyInMillis: TIMEOUT_EARLY_MS, timeoutEarlyResponse: tooLate })
    .before(({ context }) => log.addContext(context))
    .onError(({ error }) => {
      loading = undefined;
      log.error('invocation failed', { error });
    })
    .handler(async (event: In, context: Context): Promise<Out> => {
      loading ??= loadConfig(environment);
      const config = await loading;
      const remaining = (): number => context.getRemainingTimeInMillis() - MARGIN_MS;
      const deployment = deploymentOf(context.invokedFunctionArn, environment.stage);
      return handle(event, { config, environment, deployment, invocation: context, remaining });
    });
};

/** An ARN tells the Region, and after it the account. */
const deploymentOf = (functionArn: string, stage: string): string => {
  const [, , , region, account] = functionArn.split(':');
  return `${account}/${region}/${stage}`;
};

/** Has failed messages of a queue, by ARN and receipts, retried before their visibility timeout ends. */
type RetrySoon = (queueArn: string, receipts: readonly string[]) => Promise<void>;

/** Sends one message to a queue, by ARN, in this group. */
type Send = (queueArn: string, group: string, body: string) => Promise<void>;

/** What a queue's function does with its own queue. */
export interface OwnQueue {
  readonly send: Send;
  readonly retrySoon?: RetrySoon;
}

/** Without it the visibility timeout brings the messages back, only later: so a failure is no failure of the run. */
const tryRetrySoon = async (retrySoon: RetrySoon, records: readonly SQSRecord[]): Promise<void> => {
  try {
    await retrySoon(
      records[0]?.eventSourceARN ?? '',
      records.map(({ receiptHandle }) => receiptHandle),
    );
  } catch (error) {
    log.warn('messages come back only after their visibility timeout', { error: errorMessage(error) });
  }
};

/** Hands a message to the next run of the queue. Where that fails `otherwise` says what comes of it. */
const tryHandOn = async (body: string, send: (body: string) => Promise<void>, otherwise: string): Promise<boolean> => {
  try {
    await send(body);
    return true;
  } catch (error) {
    log.warn(`what is left could not be handed on: ${otherwise}`, { error: errorMessage(error) });
    return false;
  }
};

const NOT_BY_HAND = 'expected a batch of SQS messages; to run a controller by hand, invoke the reconcile function';

/** With less left a sweep that came with an event is put off. Ms. */
const ENOUGH_FOR_SWEEP_MS = 30_000;

/**
 * The entry point of a queue's function: one batch, and one run for all of its messages, or one for the events in it and then
 * one for the sweep. What `own` knows to be about nothing of ours makes no run.
 */
export const queueFunction = <O extends ObservedBase, C extends Change>(
  name: ControllerName,
  create: (config: Config, environment: Environment, deployment?: string) => Controller<O, C>,
  { send, retrySoon }: OwnQueue,
  own: OwnThings,
): Handler<SQSEvent, SQSBatchResponse> =>
  lambda(async ({ Records }, { config, environment, deployment, remaining }) => {
    if (!Array.isArray(Records)) throw new PayloadError(NOT_BY_HAND);
    const context = runContext(remaining);
    own.under(config);
    const made = () => noting(acknowledging(create(config, environment, deployment), config.acknowledge), own);
    const known = made();
    const inParts = isInParts(known, context.now());
    const read = Records.flatMap((record) => {
      const reading = readRecord(name, record, environment.roles, inParts);
      return reading && isToBeDone(reading, known, own, context.now()) ? [{ record, reading }] : [];
    });
    const mode = config.mode[name];
    const outlet = { ...environment, bus: config.bus, log: config.log, on: config.notify?.on ?? [] };
    const sendOn = (body: string) => send(Records[0]?.eventSourceARN ?? '', name, body);
    const failed: SQSRecord[] = [];
    for (const [at, work] of worksOf(read, known.sweep !== undefined).entries()) {
      const isPutOff = at > 0 && remaining() < ENOUGH_FOR_SWEEP_MS && (await putOff(work, sendOn));
      if (!isPutOff) failed.push(...(await runWork({ work, controller: made(), mode, outlet, context, sendOn })));
    }
    if (retrySoon && failed.length > 0) await tryRetrySoon(retrySoon, failed);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  });

/** Does a sweep take several runs? */
const isInParts = ({ sweep }: Pick<Controller, 'sweep'>, now: number): boolean =>
  sweep !== undefined && isPart(sweep(now).coverage);

/** Sends the messages anew, to be read when there is time. */
const putOff = async ({ records }: Work, sendOn: (body: string) => Promise<void>): Promise<boolean> => {
  for (const { body } of records) if (!(await tryHandOn(body, sendOn, 'it is done now'))) return false;
  return true;
};

interface WorkToRun<O extends ObservedBase, C extends Change> {
  readonly work: Work;
  readonly controller: Controller<O, C>;
  readonly mode: Mode;
  readonly outlet: Outlet;
  readonly context: RunContext;
  readonly sendOn: (body: string) => Promise<void>;
}

/** Makes a run, and hands on what it left, or the next part of its sweep. Returns the messages that must come back. */
const runWork = async <O extends ObservedBase, C extends Change>({
  work,
  controller,
  sendOn,
  ...given
}: WorkToRun<O, C>): Promise<readonly SQSRecord[]> => {
  const { records, trigger, continues } = work;
  const sweep = sweepOf(work, controller, given.context.now());
  const options = { mode: given.mode, trigger, continues, ...(sweep ? { sweep } : {}) };
  const outlet = { ...given.outlet, wokenBy: records.flatMap(messageIds) };
  const report = await runController(controller, options, given.context, outlet);
  const { remaining = 0 } = report;
  const rest = restBody({ scope: trigger.scope, remaining, attempt: continues.attempt + 1, turn: sweep?.turn });
  const handedOn = isToBeContinued(report) && (await tryHandOn(rest, sendOn, 'the messages come back'));
  // A part that comes again has handed on already.
  const isFirst = records.every(({ attributes }) => Number(attributes.ApproximateReceiveCount) <= 1);
  if (sweep?.next && !handedOn && isFirst) {
    await tryHandOn(sweepBody(sweep.next), sendOn, 'the next sweep begins where this one had to end, or near it');
  }
  return !handedOn && needsRetry(report) ? records : [];
};

/** What a run of a sweep looks at. A run about everything that an event woke is one where that takes several. */
const sweepOf = (
  { trigger, isSweep, turn }: Work,
  controller: Pick<Controller, 'sweep'>,
  now: number,
): Sweep | undefined => {
  const sweep = trigger.scope === 'all' ? controller.sweep?.(now, turn) : undefined;
  return sweep && (isSweep || isPart(sweep.coverage)) ? sweep : undefined;
};

/**
 * What a record says; a malformed one is logged and consumed. A redelivered one means everything, where that is looked at in one
 * run: a part need not hold what it named.
 */
const readRecord = (
  name: ControllerName,
  { body, messageId, attributes }: SQSRecord,
  roles: readonly string[],
  inParts: boolean,
): Read['reading'] | undefined => {
  const reading = readTrigger(name, body, roles);
  if (reading.kind === 'malformed') log.warn('malformed message dropped', { messageId, why: reading.why });
  if (reading.kind === 'ignored') log.debug('message ignored', { messageId, why: reading.why });
  if (reading.kind !== 'scope') return undefined;
  const redelivered = Number(attributes.ApproximateReceiveCount) > 1;
  return redelivered && !inParts ? { ...reading, scope: 'all' } : reading;
};

/** Does it take a run? What is about nothing of ours, as far as is known, is consumed without one. */
const isToBeDone = (
  reading: Read['reading'],
  controller: Pick<Controller, 'mayConcern'>,
  own: OwnThings,
  now: number,
): boolean => {
  const isOurs = isOfConcern(reading, controller, own, now);
  if (!isOurs) log.debug('message ignored', { why: `${reading.what} concerns nothing of ours` });
  return isOurs;
};

/** The entry point of a function that is invoked by hand. What it throws fails the invocation. */
export const directFunction = <Out>(
  handle: (payload: unknown, context: HandlerContext) => Promise<Out>,
): Handler<unknown, Out> => lambda(handle);
