/** The dns controller: keeps the records of hosted zones right when interface endpoints change. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/types.ts';
import type { Controller } from '../core/plan.ts';
import { createLookup } from './endpoints/lookup.ts';
import { guardDns } from './guard.ts';
import { createPublisher, PUBLISH_BUDGET_MS } from './publishing/apply.ts';
import { createPrimaries } from './publishing/primaries.ts';
import { dnsStages } from './stages.ts';
import { applyDns, type Written } from './zones/apply.ts';
import { observeDns, type Unmarked } from './zones/observe.ts';
import { heldSets, planDns } from './zones/plan.ts';
import type { DnsChange, ObservedDns } from './zones/types.ts';

/** How a run waits for Route 53's name servers; `patience` in ms. */
export interface DnsOptions {
  /** Wait after each write until all name servers know it. Default false. */
  readonly untilInSync?: boolean;
  /** How long to wait for them, in ms. A function has 60 s in all. */
  readonly patience?: number;
}

const PATIENCE_MS = 45_000;

/** `now` is the clock in ms since the epoch. One controller serves one run: it remembers what that has written. */
export const dnsController = (
  config: Config,
  now: () => number,
  { untilInSync = false, patience = PATIENCE_MS }: DnsOptions = {},
): Controller<ObservedDns, DnsChange> => {
  const { zones, verifications, forwarders, answers, resolvers } = config.dns;
  const claims = { zones, verifications, forwarders, answers };
  const primaries = createPrimaries();
  const unmarked: Unmarked = new Map();
  const lookup = createLookup(resolvers);
  const written: Written = { pending: new Map(), started: new Set() };
  return {
    name: 'dns',
    observe: async (scope) => ({
      ...(await observeDns(claims, scope, lookup, primaries, unmarked, now())),
      started: [...written.started],
    }),
    plan: (observed) => planDns(claims, observed),
    guard: (changes, observed) => guardDns(config.guard.dns, changes, heldSets(claims, observed)),
    stages: dnsStages,
    batchBudget: PUBLISH_BUDGET_MS,
    apply: applyDns({ now, wait: sleep, untilInSync, patience, publish: createPublisher(primaries) }, written),
  };
};
