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
import { type Continuation, isToBeContinued } from '../core/more.ts';
import type { OwnThings } from '../core/own-things.ts';
import {
  type Change,
  type Controller,
  type ControllerName,
  mergeScopes,
  type ObservedBase,
  type Report,
  type Scope,
  type Trigger,
} from '../core/plan.ts';
import { needsRetry } from '../core/reconcile.ts';
import { runContext, runController } from '../core/run.ts';
import { isOfConcern, noting } from './concern.ts';
import { type Reading, readTrigger } from './read-trigger.ts';
import { continuationOf, restBody } from './rest.ts';

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
      return handle(event, { config, environment, invocation: context, remaining });
    });
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

/** Without it the messages come back, and a later run does what is left all the same, but each time they count as failed. */
const tryHandOn = async (
  { trigger: { scope }, remaining = 0 }: Report,
  { attempt }: Continuation,
  send: (body: string) => Promise<void>,
): Promise<boolean> => {
  try {
    await send(restBody({ scope, remaining, attempt: attempt + 1 }));
    return true;
  } catch (error) {
    log.warn('what is left could not be handed on: the messages come back', { error: errorMessage(error) });
    return false;
  }
};

const NOT_BY_HAND = 'expected a batch of SQS messages; to run a controller by hand, invoke the reconcile function';

/**
 * The entry point of a queue's function: one batch, one scope, one run. What `own` knows to be about nothing of ours makes
 * no run.
 */
export const queueFunction = <O extends ObservedBase, C extends Change>(
  name: ControllerName,
  create: (config: Config, environment: Environment) => Controller<O, C>,
  { send, retrySoon }: OwnQueue,
  own: OwnThings,
): Handler<SQSEvent, SQSBatchResponse> =>
  lambda(async ({ Records }, { config, environment, remaining }) => {
    if (!Array.isArray(Records)) throw new PayloadError(NOT_BY_HAND);
    const read = Records.map((record) => ({ record, reading: readRecord(name, record, environment.roles) }));
    const context = runContext(remaining);
    own.under(config);
    const controller = noting(acknowledging(create(config, environment), config.acknowledge), own);
    const wellFormed = read.filter(({ reading }) => isToBeDone(reading, controller, own, context.now()));
    const trigger = merge(wellFormed);
    if (!trigger) return { batchItemFailures: [] };
    const mode = config.mode[name];
    const continues = continuationOf(
      wellFormed.flatMap(({ reading }) => (reading.kind === 'scope' && reading.continues ? [reading.continues] : [])),
    );
    const outlet = { ...environment, bus: config.bus, log: config.log, on: config.notify?.on ?? [] };
    const report = await runController(controller, { mode, trigger, continues }, context, outlet);
    const queue = Records[0]?.eventSourceARN ?? '';
    const handedOn = isToBeContinued(report) && (await tryHandOn(report, continues, (body) => send(queue, name, body)));
    const failed = !handedOn && needsRetry(report) ? wellFormed : [];
    if (retrySoon && failed.length > 0)
      await tryRetrySoon(
        retrySoon,
        failed.map(({ record }) => record),
      );
    return { batchItemFailures: failed.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  });

/** What a record says; a malformed one is logged and consumed, a redelivered one means everything. */
const readRecord = (
  name: ControllerName,
  { body, messageId, attributes }: SQSRecord,
  roles: readonly string[],
): Reading => {
  const reading = readTrigger(name, body, roles);
  if (reading.kind === 'malformed') log.warn('malformed message dropped', { messageId, why: reading.why });
  if (reading.kind === 'ignored') log.debug('message ignored', { messageId, why: reading.why });
  const redelivered = Number(attributes.ApproximateReceiveCount) > 1;
  return reading.kind === 'scope' && redelivered ? { ...reading, scope: 'all' as Scope } : reading;
};

/** Does it take a run? What is about nothing of ours, as far as is known, is consumed without one. */
const isToBeDone = (
  reading: Reading,
  controller: Pick<Controller, 'mayConcern'>,
  own: OwnThings,
  now: number,
): boolean => {
  if (reading.kind !== 'scope') return false;
  const isOurs = isOfConcern(reading, controller, own, now);
  if (!isOurs) log.debug('message ignored', { why: `${reading.what} concerns nothing of ours` });
  return isOurs;
};

/** A message and what it says. */
interface Read {
  readonly record: SQSRecord;
  readonly reading: Reading;
}

const merge = (read: readonly Read[]): Trigger | undefined => {
  const scopes = read.flatMap(({ reading }) => (reading.kind === 'scope' ? [reading] : []));
  if (scopes.length === 0) return undefined;
  const sent = Math.min(...read.map(({ record }) => Number(record.attributes.SentTimestamp)));
  return {
    by: scopes.some(({ by }) => by === 'event') ? 'event' : 'sweep',
    what: [...new Set(scopes.map(({ what }) => what))],
    scope: mergeScopes(scopes.map(({ scope }) => scope)),
    ...(Number.isFinite(sent) ? { since: new Date(sent).toISOString() } : {}),
  };
};

/** The entry point of a function that is invoked by hand. What it throws fails the invocation. */
export const directFunction = <Out>(
  handle: (payload: unknown, context: HandlerContext) => Promise<Out>,
): Handler<unknown, Out> => lambda(handle);
