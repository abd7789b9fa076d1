/** A report as the EventBridge events that others can act on: only what was changed, refused or has failed. */
import type { PublishedEvent } from '../../aws/types.ts';
import type { Change, Plan, Report } from '../plan.ts';
import type { Standing, StandingOf } from '../standing.ts';
import { leading, leadingFailures, shortTrigger } from './shorten.ts';

/** Revoking is rejecting what was established; being told of connections, and allowing accounts to ask, are no events. */
const CONNECTION_EVENTS: Readonly<Record<string, string>> = {
  accept: 'Connection Accepted',
  reject: 'Connection Rejected',
  revoke: 'Connection Rejected',
};

const DNS_EVENTS: Readonly<Record<string, string>> = {
  create: 'Record Changed',
  replace: 'Record Changed',
  delete: 'Record Changed',
  publish: 'Forwarder Changed',
};

const CHANGED: Readonly<Record<Plan['controller'], (change: Change) => string | undefined>> = {
  connections: ({ action }) => CONNECTION_EVENTS[action],
  dns: ({ action }) => DNS_EVENTS[action],
  routes: ({ action }) => (action === 'replace' ? 'Route Moved' : undefined),
};

/** Published where Waykeeper stands still and a person must know: routes lead nowhere, or what DNS servers are told is kept no longer. */
const STANDS_STILL: readonly (Standing | undefined)[] = ['stuck', 'dead'];

/** Events are published with source `waykeeper`; detail-types are those of docs/events.md. */
export const eventsOf = (report: Report, standingOf: StandingOf): PublishedEvent[] => {
  const { controller, mode, plan, outcomes, blocked, verdict } = report;
  const applied = new Set(outcomes.filter(({ status }) => status === 'applied').map(({ key }) => key));
  const held = new Set(blocked.flatMap(({ keys }) => keys));
  const changed = plan.changes
    .filter(({ key }) => (mode === 'plan' ? !held.has(key) : applied.has(key)))
    .flatMap((change) => changeEvent(report, change));
  const stuck = plan.findings.filter(({ reason }) => STANDS_STILL.includes(standingOf(reason.code)));
  const failures = outcomes.filter(({ status }) => status === 'failed').length;
  return [
    ...changed,
    ...blocked.map(({ unit: key, reason, keys }) => {
      const told = { held: keys.length, changes: leading(keys, BLOCKED_BYTES) };
      return blockedEvent(key, { controller, mode, verdict, key, reason, ...told });
    }),
    ...stuck.map(({ key, reason }) => blockedEvent(key, { controller, mode, verdict, key, reason })),
    ...(failures > 0 ? [failureEvent(report, failures)] : []),
  ];
};

/** The keys of what is held back, as far as an event has room for them. Bytes. */
const BLOCKED_BYTES = 80_000;

const blockedEvent = (key: string, detail: object): PublishedEvent => ({
  detailType: 'Run Blocked',
  resources: [key],
  detail,
});

const changeEvent = ({ controller, mode, verdict }: Report, change: Change): PublishedEvent[] => {
  const detailType = CHANGED[controller](change);
  const { action, key, before, after, reason } = change;
  const detail = { controller, mode, verdict, action, key, before, after, reason };
  return detailType === undefined ? [] : [{ detailType, resources: [key], detail }];
};

/** EventBridge takes 256 KB an event: the first failures tell enough. */
const FAILURES = 50;
const FAILURE_BYTES = 80_000;

const failureEvent = ({ controller, mode, verdict, trigger, outcomes }: Report, failures: number): PublishedEvent => {
  const told = leadingFailures(outcomes, FAILURE_BYTES).slice(0, FAILURES);
  return {
    detailType: 'Run Failed',
    resources: told.map(({ key }) => key),
    detail: { controller, mode, verdict, trigger: shortTrigger(trigger), failures, outcomes: told },
  };
};
