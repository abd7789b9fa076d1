/** The faults and quotas of one local cloud: set at any time, met by calls and events in order, and journalled. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../account.ts';
import type { Journal } from '../journal.ts';
import { type Quota, quotaCheck } from '../quotas/quotas.ts';
import { isReadOnly } from '../read-only.ts';
import type { Asked, Check } from '../service.ts';
import { around, type Operate, type Outcome } from './around.ts';
import { type CallFault, type EventFault, nameOf, type Skew } from './fault.ts';
import { createHistory } from './history.ts';
import { itemsOf } from './items.ts';
import { randomOf } from './random.ts';
import { turnsOf } from './turns.ts';

export type Fault = CallFault | EventFault | Skew;

/** What is known of an event, or of a notification to a topic. */
export interface EventFacts {
  readonly source?: string;
  readonly detailType?: string;
  readonly topic?: string;
}

/** What whoever holds a local cloud can ask for. Without it nothing fails and nothing is limited. */
export interface Faults {
  /** From now on these, instead of those before; counts begin anew. The same seed draws the same chances. */
  set(faults: readonly Fault[], seed?: number): void;
  /** From now on these quotas (see `awsQuotas`), with full buckets. */
  limit(quotas: readonly Quota[]): void;
  /** No fault and no quota any more; who waits for an answer that never comes loses the connection. */
  clear(): void;
}

/** What the local cloud itself asks of them. */
export interface FaultsInside extends Faults {
  /** Carries out a call, under the first fault that it meets. */
  carryOut(asked: Asked, operate: Operate): Promise<Outcome>;
  /** The check that throttles, of the quotas in force. */
  readonly check: Check;
  /** To be told before anything changes the account otherwise than by a call. */
  changes(): void;
  /** Of an event or notification: what happens to it. */
  eventTrouble(event: EventFacts): EventFault | undefined;
  /** How far the clock of a function is ahead (ms). */
  skewOf(functionName: string): number;
  /** Calls `release` when faults are next set or cleared: until then somebody waits for an answer that never comes. */
  hold(release: () => void): void;
}

interface Armed<F> {
  readonly fault: F;
  readonly turn: () => boolean;
}

interface FaultsOptions {
  readonly account: Account;
  readonly journal: Journal;
  /** Local-cloud time in ms since the epoch. */
  readonly now: () => number;
  /** By which buckets fill (ms); default is local-cloud time. */
  readonly time?: () => number;
  /** By which answers are slow (ms); default is real time. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

const EVENT_KINDS: readonly string[] = ['duplicated', 'reordered', 'delayed', 'dropped'] satisfies EventFault['kind'][];

const isOfEvents = (fault: Fault): fault is EventFault => EVENT_KINDS.includes(fault.kind);
const isSkew = (fault: Fault): fault is Skew => fault.kind === 'skewed';
const isOfCalls = (fault: Fault): fault is CallFault => !(isOfEvents(fault) || isSkew(fault));

const same = (wanted: string | undefined, found: string | undefined): boolean =>
  wanted === undefined || wanted === found;

/** Whether a call is one that the fault is about; what a kind cannot happen to is not. */
const concerns = (fault: CallFault, { service, operation, input, call }: Asked): boolean =>
  same(fault.service, service) &&
  same(fault.operation, operation) &&
  same(fault.access, isReadOnly(operation) ? 'read' : 'write') &&
  (fault.about === undefined || JSON.stringify(input).includes(JSON.stringify(fault.about))) &&
  same(fault.principal, call.caller.principal.name) &&
  (fault.kind !== 'stale' || isReadOnly(operation)) &&
  (fault.kind !== 'unsuccessful' || itemsOf(service, operation) !== undefined);

/** Whether an event is one that the fault is about. */
const tellsOf = ({ source, detailType, topic }: EventFault, event: EventFacts): boolean =>
  same(source, event.source) && same(detailType, event.detailType) && same(topic, event.topic);

/** The first that fits and whose turn it is; all that fit count on. */
const firstMet = <F>(armed: readonly Armed<F>[], fits: (fault: F) => boolean): F | undefined =>
  armed.filter(({ fault }) => fits(fault)).filter(({ turn }) => turn())[0]?.fault;

/** How long a past is kept for reads that are stale (ms). */
const pastFor = (faults: readonly Fault[]): number =>
  Math.max(0, ...faults.map((fault) => (fault.kind === 'stale' ? fault.seconds * 1_000 : 0)));

/** Nothing fails yet. */
export const createFaults = ({ account, journal, now, time = now, wait = sleep }: FaultsOptions): FaultsInside => {
  const history = createHistory(account);
  const held: (() => void)[] = [];
  let calls: Armed<CallFault>[] = [];
  let events: Armed<EventFault>[] = [];
  let skews: readonly Skew[] = [];
  /** Access keys of callers that were killed: what they still had under way kills nobody else. */
  const dead = new Set<string>();
  let check: Check = () => {};
  const set: Faults['set'] = (faults, seed = 1) => {
    const random = randomOf(seed);
    const arm = <F extends CallFault | EventFault>(fault: F): Armed<F> => ({ fault, turn: turnsOf(fault, random) });
    calls = faults.filter(isOfCalls).map(arm);
    events = faults.filter(isOfEvents).map(arm);
    skews = faults.filter(isSkew);
    history.keep(pastFor(faults));
    dead.clear();
    for (const release of held.splice(0)) release();
  };
  const limit: Faults['limit'] = (quotas) => {
    check = quotaCheck(quotas, time);
  };
  return {
    set,
    limit,
    clear: () => {
      set([]);
      limit([]);
    },
    check: (asked) => check(asked),
    changes: () => history.note(now()),
    carryOut: async (asked, operate) => {
      const { accessKeyId } = asked.call.caller;
      const gone = dead.has(accessKeyId);
      const fault = firstMet(calls, (each) => concerns(each, asked) && !(gone && each.kind === 'killed'));
      if (fault?.kind === 'killed') dead.add(accessKeyId);
      if (!isReadOnly(asked.operation)) history.note(now());
      const input = asked.input as Parameters<Operate>[0];
      if (!fault) return { output: await operate(input, asked.call) };
      const { service, operation } = asked;
      journal.add({
        kind: 'fault',
        fault: nameOf(fault),
        of: `${service} ${operation}`,
        input: structuredClone(input),
      });
      return around(fault, asked, { history, wait }, operate);
    },
    eventTrouble: (event) => {
      const fault = firstMet(events, (each) => tellsOf(each, event));
      if (!fault) return undefined;
      const of = event.topic ?? `${event.source} ${event.detailType}`;
      journal.add({ kind: 'fault', fault: nameOf(fault), of });
      return fault;
    },
    skewOf: (name) => skews.find((skew) => same(skew.function, name))?.ms ?? 0,
    hold: (release) => void held.push(release),
  };
};
