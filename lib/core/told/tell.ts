/** Tells the event bus what a run came to, each thing once. */

import { errorCode, errorMessage, isRetryable } from '../../aws/errors.ts';
import { PublishError, publish } from '../../aws/events/bus.ts';
import type { PublishedEvent } from '../../aws/types.ts';
import type { Deadline } from '../clock.ts';
import { inTime } from '../in-time.ts';
import { log } from '../log.ts';
import type { Controller, Report, Unpublished } from '../plan.ts';
import { madeEvents, toldEvents } from '../report/events.ts';
import { type Audience, madeNotices, toldNotices } from '../report/notices.ts';
import type { Detail } from '../report/shorten.ts';
import { mattersOf } from './matters.ts';
import { decode, encode, type Memory } from './memory.ts';
import { readStored, type Stored, writeStored } from './store.ts';
import { type Covers, isComplete, tellingOf } from './telling.ts';

/** Where a run tells what it came to. */
export interface Outlet extends Audience {
  readonly bus: string;
  /** How much the log has of what is in order. */
  readonly log: Detail;
  /** Ids of the messages that woke the run, and of what these tell of. */
  readonly wokenBy?: readonly string[];
  /** The SSM parameter that remembers what was told; without it everything is told by each run. */
  readonly state?: string;
}

/** What became of telling. */
interface Told {
  readonly unpublished?: Unpublished;
  /** Writes down what was told, once the bus has it. Never rejects. */
  remember(): Promise<void>;
}

/** A bus that hangs must not keep the report out of the log: it has what is left, and some of the margin behind it. Ms. */
const LONGEST_MS = 10_000;
/** Three of these, one after the other, fit into the margin. */
const SHORTEST_MS = 700;
/** Without an answer by then everything is told. Ms. */
const READ_MS = 3_000;

/**
 * Publishes the changes that a run made, and, while these go out, reads what was told before; then what stands open and was not
 * told yet. So a run of changes alone reads nothing, and no run reads or writes here before its last write to AWS. Of a run by
 * hand only the changes are told: whoever asked has the rest in the answer, and the next sweep tells everybody. Never throws.
 */
export const tell = async (
  report: Report,
  { rowOf, covers }: Pick<Controller, 'rowOf'> & { readonly covers?: Covers | undefined },
  outlet: Outlet,
  { remaining }: Deadline,
): Promise<Told> => {
  const limit = (longest: number): number => Math.max(SHORTEST_MS, Math.min(longest, remaining()));
  const send = (events: readonly PublishedEvent[]) => attempt(outlet.bus, events, limit(LONGEST_MS));
  const hasMore = report.trigger.by !== 'hand' && (isComplete(report) || mattersOf(report, rowOf).length > 0);
  const [made, before] = await Promise.all([
    send([...madeEvents(report), ...madeNotices(report, outlet)]),
    hasMore ? readBefore(outlet, limit(READ_MS)) : undefined,
  ]);
  if (!hasMore) return { ...(made ? { unpublished: made } : {}), remember: () => Promise.resolve() };
  const memory = before && decode(memberOf(before, report));
  const telling = tellingOf(report, rowOf, memory, covers);
  const told = await send([...toldEvents(report, telling, rowOf), ...toldNotices(report, telling, rowOf, outlet)]);
  const unpublished = both(made, told);
  return {
    ...(unpublished ? { unpublished } : {}),
    remember: async () => {
      if (before && !told)
        await remember(report, outlet, { before, memory: telling.memory, limitMs: limit(LONGEST_MS) });
    },
  };
};

const memberOf = ({ document }: Stored, { controller }: Report): string | undefined => {
  const value = document[controller]?.value;
  return typeof value === 'string' ? value : undefined;
};

/** What was told before. Nothing where it cannot be read: then everything is told. A parameter that is gone is made anew. */
const readBefore = async ({ state }: Outlet, limitMs: number): Promise<Stored | undefined> => {
  if (state === undefined) return undefined;
  try {
    return await inTime(() => readStored(state), { limitMs });
  } catch (error) {
    if (errorCode(error) === 'ParameterNotFound') return { version: 0, document: {} };
    log.warn('what was told before cannot be read, so that all of it is told', { state, error: errorMessage(error) });
    return undefined;
  }
};

/** Only what has changed is written. What cannot be is told again by the next run, at worst. */
const remember = async (
  report: Report,
  { state }: Outlet,
  { before, memory, limitMs }: { readonly before: Stored; readonly memory: Memory; readonly limitMs: number },
): Promise<void> => {
  const text = encode(memory);
  if (state === undefined || text === (memberOf(before, report) ?? encode(decode(undefined)))) return;
  try {
    const told = { at: Date.parse(report.startedAt) + report.durationMs, value: text };
    await inTime(() => writeStored(state, before, report.controller, told), { limitMs });
  } catch (error) {
    log.warn('what was told cannot be written down, so that it is told again', { state, error: errorMessage(error) });
  }
};

const both = (one: Unpublished | undefined, other: Unpublished | undefined): Unpublished | undefined =>
  one && other ? { ...one, events: one.events + other.events } : (one ?? other);

const attempt = async (
  bus: string,
  events: readonly PublishedEvent[],
  limitMs: number,
): Promise<Unpublished | undefined> => {
  const giveUp = new AbortController();
  try {
    await inTime(() => publish(bus, events, giveUp.signal), { limitMs });
    return undefined;
  } catch (error) {
    // What is said to be unpublished must not be published later.
    giveUp.abort();
    return {
      events: error instanceof PublishError ? error.events : events.length,
      code: errorCode(error),
      error: errorMessage(error),
      retryable: isRetryable(error),
    };
  }
};
