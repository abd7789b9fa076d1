/** The dns controller: keeps the records of private hosted zones right when interface endpoints change. */
import type { Config } from '../config/schema.ts';
import { findUnsupported } from '../config/unsupported.ts';
import type { Controller } from '../plan.ts';
import { applyDns, dnsStages } from './apply.ts';
import { observeDns } from './observe.ts';
import { guardDns, planDns } from './plan.ts';
import type { ObservedDns, RecordSetChange } from './types.ts';

/** `now` is the clock in ms since the epoch. */
export const dnsController = (config: Config, now: () => number): Controller<ObservedDns, RecordSetChange> => {
  const claims = { zones: config.dns.zones, unsupported: findUnsupported(config) };
  return {
    name: 'dns',
    observe: (scope) => observeDns(claims.zones, scope, now()),
    plan: (observed) => planDns(claims, observed),
    guard: (changes) => guardDns(config.guard.dns, changes),
    stages: dnsStages,
    apply: applyDns,
  };
};
