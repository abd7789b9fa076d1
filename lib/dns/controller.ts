/** The dns controller: keeps the records of hosted zones, and what is published to DNS servers, right when endpoints change. */
import { setTimeout as sleep } from 'node:timers/promises';
import { rateOf } from '../aws/route53/share.ts';
import type { Config } from '../config/types.ts';
import type { Controller } from '../core/plan.ts';
import type { Notes } from '../core/told/notes.ts';
import { rowOf, standingOf } from './codes.ts';
import { guardDns } from './guard.ts';
import { mayConcern, ownedBy } from './own.ts';
import { createParts, type DnsChange, followersOf, managedSets, type ObservedDns, planDns } from './parts.ts';
import { rotation } from './rotation.ts';
import { dnsLane, dnsStages } from './stages.ts';
import { dnsUnits } from './units.ts';
import type { WarmMemory } from './zones/warm-memory.ts';

/** How a run waits for Route 53's name servers; `patience` in ms. */
export interface DnsOptions {
  /** Wait after each write until all name servers know it. Default false. */
  readonly untilInSync?: boolean;
  /** How long to wait for them, in ms. A function has 60 s in all. */
  readonly patience?: number;
  /** The run stands outside of `dns.network`: dynamic zones are left to the function that is inside. Default false. */
  readonly outside?: boolean;
  /** Where runs note for later ones which endpoints are followed. */
  readonly notes?: Notes;
  /** Account, Region and stage of the deployment that writes, for what is to say whose it is. */
  readonly by?: string | undefined;
}

const PATIENCE_MS = 45_000;

/**
 * `now` is the clock in ms since the epoch, `warm` what the execution environment remembers of earlier runs. One controller
 * serves one run: it remembers what that has written.
 */
export const dnsController = (
  config: Config,
  now: () => number,
  warm: WarmMemory,
  { untilInSync = false, patience = PATIENCE_MS, outside = false, notes, by }: DnsOptions = {},
): Controller<ObservedDns, DnsChange> => ({
  name: 'dns',
  standingOf,
  rowOf,
  ...createParts(
    config.dns,
    { now, wait: sleep, untilInSync, patience, outside, by, ...(notes ? { notes } : {}) },
    warm,
  ),
  ownedBy: (observed, scope) => ownedBy(followersOf(config.dns), scope, observed),
  mayConcern: (named, mayOwn) => mayConcern(config.dns, followersOf(config.dns), named, mayOwn),
  sweep: (at, turn) => rotation(zonesOf(config.dns), rateOf(config.dns.share), at, turn),
  plan: (observed) => planDns(config.dns, observed),
  guard: (changes, observed) => guardDns(config.guard, changes, managedSets(config.dns, observed)),
  units: () => dnsUnits(config.dns),
  stages: dnsStages,
  laneOf: dnsLane,
});

const zonesOf = ({ zones, verifications }: Config['dns']): string[] =>
  [...zones, ...verifications].map(({ zone }) => zone);
