/** A report as the EventBridge events that others can act on: only what was changed, refused or has failed. */
import type { PublishedEvent } from '../../aws/types.ts';
import type { Change, Plan, Report } from '../plan.ts';
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

/**
 * Waykeeper stands still and a person must know: the appliances are all down and the routes stay, or what DNS servers are
 * told is no longer kept.
 */
const BLOCKING = new Set([
  'NONE_HEALTHY',
  'NO_ADDRESSES',
  'NOT_PRINTABLE',
  'RESOLVER_LOOP',
  'RULE_DOMAIN_DIFFERS',
  'RULE_NOT_FORWARD',
  'RULE_SHARED',
  'TOO_MANY_ADDRESSES',
]);

/** Events are published with source `waykeeper`; detail-types are those of docs/events.md. */
export const eventsOf = (report: Report): PublishedEvent[] => {
  const { controller, mode, plan, outcomes, blocked } = report;
  const applied = new Set(outcomes.filter(({ status }) => status === 'applied').map(({ key }) => key));
  const held = new Set(blocked.flatMap(({ keys }) => keys));
  const changed = plan.changes
    .filter(({ key }) => (mode === 'plan' ? !held.has(key) : applied.has(key)))
    .flatMap((change) => changeEvent(controller, mode, change));
  const stuck = plan.findings.filter(({ reason }) => BLOCKING.has(reason.code));
  const failures = outcomes.filter(({ status }) => status === 'failed').length;
  return [
    ...changed,
    ...blocked.map(({ unit: key, reason, keys }) => {
      const told = { held: keys.length, changes: leading(keys, BLOCKED_BYTES) };
      return blockedEvent(key, { controller, mode, key, reason, ...told });
    }),
    ...stuck.map(({ key, reason }) => blockedEvent(key, { controller, mode, key, reason })),
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

const changeEvent = (controller: Plan['controller'], mode: Report['mode'], change: Change): PublishedEvent[] => {
  const detailType = CHANGED[controller](change);
  const { action, key, before, after, reason } = change;
  const detail = { controller, mode, action, key, before, after, reason };
  return detailType === undefined ? [] : [{ detailType, resources: [key], detail }];
};

/** EventBridge takes 256 KB an event: the first failures tell enough. */
const FAILURES = 50;
const FAILURE_BYTES = 80_000;

const failureEvent = ({ controller, mode, trigger, outcomes }: Report, failures: number): PublishedEvent => {
  const told = leadingFailures(outcomes, FAILURE_BYTES).slice(0, FAILURES);
  return {
    detailType: 'Run Failed',
    resources: told.map(({ key }) => key),
    detail: { controller, mode, trigger: shortTrigger(trigger), failures, outcomes: told },
  };
};
