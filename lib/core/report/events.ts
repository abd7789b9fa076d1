/** What a run tells, as the EventBridge events that others can act on. Pure. */
import type { PublishedEvent } from '../../aws/types.ts';
import type { Change, Report } from '../plan.ts';
import type { RowOf } from '../standing.ts';
import type { BlockedMatter, FindingMatter, PlannedMatter } from '../told/matters.ts';
import type { Open, Span } from '../told/memory.ts';
import type { Opening, Telling } from '../told/telling.ts';
import { changeEventOf, type StateEvent } from './event-types.ts';
import { leading, leadingFailures, shortTrigger } from './shorten.ts';

/** The changes that were made. Events are published with source `waykeeper`; detail-types are those of docs/events.md. */
export const madeEvents = (report: Report): PublishedEvent[] => {
  const applied = new Set(report.outcomes.filter(({ status }) => status === 'applied').map(({ key }) => key));
  return report.plan.changes
    .filter(({ key }) => applied.has(key))
    .flatMap((change) => changeEvent(report, change, 'made'));
};

/** All else that a run has to tell. */
export const toldEvents = (report: Report, telling: Telling, rowOf: RowOf): PublishedEvent[] => {
  const { openings, closings, recovered } = telling;
  const failures = openings.filter(({ matter }) => matter.kind === 'failed');
  return [
    ...openings.flatMap((opening) => openingEvent(report, opening, rowOf)),
    ...(failures.length > 0 ? [failureEvent(report, failures)] : []),
    ...closings.map((open) => closingEvent(report, open)),
    ...(recovered ? [stateEvent('Run Recovered', [], { ...of(report), since: timeOf(recovered) })] : []),
  ];
};

const of = ({ controller, mode, verdict, trigger: { claimedBy } }: Report) => ({
  ...{ controller, mode, verdict },
  ...(claimedBy === undefined ? {} : { claimedBy }),
});

const timeOf = ({ since }: Pick<Span, 'since'>): string => new Date(since * 60_000).toISOString();

const stateEvent = (detailType: StateEvent, resources: readonly string[], detail: object): PublishedEvent => ({
  ...{ detailType, resources, detail },
});

const openingEvent = (report: Report, opening: Opening, rowOf: RowOf): PublishedEvent[] => {
  const { matter, again } = opening;
  const when = { since: timeOf(opening), ...(again ? { again } : {}) };
  switch (matter.kind) {
    case 'finding':
      return [findingEvent(report, matter, when, rowOf)];
    case 'blocked':
      return [blockedEvent(report, matter, when)];
    case 'failed':
      return [];
    case 'planned':
      return plannedEvent(report, matter);
  }
};

/** The keys that an event is about, as far as it has room for them. Bytes. */
const KEY_BYTES = 80_000;

const findingEvent = (
  report: Report,
  { key, code, finding, keys, urgent }: FindingMatter,
  when: object,
  rowOf: RowOf,
): PublishedEvent => {
  const command = urgent ? rowOf(code)?.command : undefined;
  return stateEvent('Finding Opened', [key], {
    ...of(report),
    ...finding,
    ...(keys ? { keys: leading(keys, KEY_BYTES) } : {}),
    ...(command === undefined ? {} : { command: commandFor(command, key) }),
    ...when,
  });
};

/** The command of a row, about this key. */
export const commandFor = (command: string, key: string): string =>
  command
    .replaceAll('{key}', key)
    .replaceAll('{first}', key.split('/').at(0) ?? key)
    .replaceAll('{last}', key.split('/').at(-1) ?? key);

const blockedEvent = (report: Report, { blocked }: BlockedMatter, when: object): PublishedEvent => {
  const { unit: key, reason, keys } = blocked;
  const held = { held: keys.length, changes: leading(keys, KEY_BYTES) };
  return stateEvent('Run Blocked', [key], { ...of(report), key, reason, ...held, ...when });
};

const plannedEvent = (report: Report, { change }: PlannedMatter): PublishedEvent[] =>
  changeEvent(report, change, 'would');

const changeEvent = (report: Report, change: Change, tense: 'made' | 'would'): PublishedEvent[] => {
  const events = changeEventOf(report.controller, change.action);
  const { action, key, before, after, about, reason } = change;
  const detail = { ...of(report), action, key, before, after, ...about, reason };
  return events ? [{ detailType: events[tense], resources: [key], detail }] : [];
};

/** EventBridge takes 256 KB an event: the first failures tell enough. */
const FAILURES = 50;
const FAILURE_BYTES = 80_000;

const failureEvent = (report: Report, openings: readonly Opening[]): PublishedEvent => {
  const told = leadingFailures(report.outcomes, FAILURE_BYTES).slice(0, FAILURES);
  const failures = report.outcomes.filter(({ status }) => status === 'failed').length;
  const since = timeOf({ since: Math.min(...openings.map((one) => one.since)) });
  const again = openings.every((one) => one.again);
  return stateEvent(
    'Run Failed',
    told.map(({ key }) => key),
    {
      ...of(report),
      trigger: shortTrigger(report.trigger),
      failures,
      outcomes: told,
      ...{ since, ...(again ? { again } : {}) },
    },
  );
};

const closingEvent = (report: Report, open: Open): PublishedEvent => {
  const { kind, key, code } = open;
  const detail = { ...of(report), key, code, since: timeOf(open) };
  return stateEvent(kind === 'finding' ? 'Finding Closed' : 'Run Unblocked', [key], detail);
};
