/** What the messages of one batch come to: one run for all of them, or one for events and then one for a sweep. Pure. */
import type { SQSRecord } from 'aws-lambda';
import type { Continuation } from '../core/more.ts';
import { mergeScopes, type Trigger } from '../core/plan.ts';
import { mergedTurn, type Turn } from '../core/sweep.ts';
import type { Reading } from './read-trigger.ts';
import { continuationOf } from './rest.ts';

/** A message and what it says. */
export interface Read {
  readonly record: SQSRecord;
  readonly reading: Extract<Reading, { kind: 'scope' }>;
}

/** What one run is to do, and the messages that ask for it. */
export interface Work {
  readonly records: readonly SQSRecord[];
  readonly trigger: Trigger;
  readonly continues: Continuation;
  /** Is it about a sweep alone? Where that has come to says `turn`. */
  readonly isSweep: boolean;
  readonly turn?: Turn;
}

/** In the order in which it is to be done. Where sweeps are `slow` an event does not wait for one that came with it. */
export const worksOf = (read: readonly Read[], slow: boolean): Work[] => {
  const [sweeps, events] = [read.filter(isOfSweep), read.filter((one) => !isOfSweep(one))];
  const isNarrow = mergeScopes(events.map(({ reading }) => reading.scope)) !== 'all';
  const groups = slow && isNarrow ? [events, sweeps] : [read];
  return groups.filter(({ length }) => length > 0).map(workOf);
};

const isOfSweep = ({ reading: { by, turn } }: Read): boolean => by === 'sweep' || turn !== undefined;

const workOf = (read: readonly Read[]): Work => {
  const [records, readings] = [read.map(({ record }) => record), read.map(({ reading }) => reading)];
  const sent = Math.min(...records.map(({ attributes }) => Number(attributes.SentTimestamp)));
  const turn = mergedTurn(read.filter(isOfSweep).map(({ reading }) => reading.turn));
  return {
    records,
    trigger: {
      by: readings.some(({ by }) => by === 'event') ? 'event' : 'sweep',
      what: [...new Set(readings.map(({ what }) => what))],
      scope: mergeScopes(readings.map(({ scope }) => scope)),
      ...(Number.isFinite(sent) ? { since: new Date(sent).toISOString() } : {}),
    },
    continues: continuationOf(readings.flatMap(({ continues }) => continues ?? [])),
    isSweep: read.every(isOfSweep),
    ...(turn ? { turn } : {}),
  };
};
