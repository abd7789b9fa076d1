/** Whatever a plan says of a thing can be asked for by its key, and by its code, in all worlds of the laws. */
import { listedCodes } from '../../../cli/code-lists.ts';
import { describeThing } from '../../../cli/describe-thing.ts';
import { parseConfig } from '../../../lib/config/parse.ts';
import type { Config } from '../../../lib/config/types.ts';
import { planConnections } from '../../../lib/connections/plan.ts';
import { connectionUnits } from '../../../lib/connections/scope.ts';
import type { Plan, Report, Unit } from '../../../lib/core/plan.ts';
import { planDns } from '../../../lib/dns/parts.ts';
import { dnsUnits } from '../../../lib/dns/units.ts';
import { planRoutes } from '../../../lib/routes/plan.ts';
import { routeUnits } from '../../../lib/routes/units.ts';
import { lawOn } from './support/random.ts';
import { dnsWorld } from './support/random-dns.ts';
import { publishingWorld } from './support/random-publishing.ts';
import { routeWorld } from './support/random-routes.ts';
import { randomWorld } from './support/random-sharing.ts';

const WORLDS = 100;
const EMPTY = parseConfig('version: 1', 'empty.yml');
const OURS = new Set(listedCodes().map(({ code }) => code));
/** What the worlds have AWS answer where it refuses. */
const OF_AWS = ['AccessDenied', 'RequestLimitExceeded', 'SERVFAIL'];

const reportOf = (plan: Plan, units: readonly Unit[]): Report => ({
  ...{ version: 2, controller: plan.controller, mode: 'plan', trigger: { by: 'hand', what: ['test'], scope: 'all' } },
  ...{ plan, units, outcomes: [], blocked: [], rounds: 1, verdict: 'inOrder', converged: true },
  ...{ calls: { reads: 0, writes: 0, retries: 0 }, startedAt: '2026-11-28T00:00:00Z', durationMs: 0 },
});

/** Keys and codes of what a plan says, and of what of it can be described with its claim, to be compared. */
const describedOf = (report: Report, config: Config): { said: string[]; described: string[]; codes: string[] } => {
  const { plan, controller } = report;
  const all = [...plan.changes, ...plan.skips, ...plan.findings];
  const known = {
    reports: [report],
    looked: [],
    config,
    since: () => undefined,
    locate: () => ({ line: 1, column: 1 }),
  };
  const described = [...new Set(all.map(({ key }) => key))].flatMap((key) => {
    const found = describeThing(key, known);
    // Of the run as a whole no entry is the owner.
    if (key !== controller && key !== 'notifications' && found?.claims.length === 0) return [`${key} is nobody's`];
    return (found?.said ?? []).filter((one) => one.key === key).map(({ code }) => `${key} ${code}`);
  });
  return {
    said: [...new Set(all.map(({ key, reason }) => `${key} ${reason.code}`))].sort(),
    described: [...new Set(described)].sort(),
    codes: all.map(({ reason }) => reason.code),
  };
};

const holds = (report: Report, config: Config): void => {
  const { said, described, codes } = describedOf(report, config);
  expect(described).toEqual(said);
  expect(codes.filter((code) => !OURS.has(code) && !OF_AWS.includes(code))).toEqual([]);
};

describe('every key of a plan is described, as what it is said of and whose it is', () => {
  it('of connections', () => {
    lawOn(
      randomWorld,
      WORLDS,
    )(({ claims, observed }) => {
      const config = { ...EMPTY, connections: claims.ruleSets };
      holds(reportOf(planConnections(claims, observed), connectionUnits(claims.ruleSets, observed.services)), config);
    });
  });

  it('of zones', () => {
    lawOn(
      dnsWorld,
      WORLDS,
    )(({ claims, observed }) => {
      holds(reportOf(planDns(claims, observed), dnsUnits(claims)), { ...EMPTY, dns: { ...EMPTY.dns, ...claims } });
    });
  });

  it('of what is published', () => {
    lawOn(
      publishingWorld,
      WORLDS,
    )(({ claims, observed }) => {
      holds(reportOf(planDns(claims, observed), dnsUnits(claims)), { ...EMPTY, dns: { ...EMPTY.dns, ...claims } });
    });
  });

  it('of routes', () => {
    lawOn(
      routeWorld,
      WORLDS,
    )(({ claims, observed }) => {
      const config = { ...EMPTY, routes: claims.groups, gatewayEndpoints: claims.gatewayEndpoints };
      holds(reportOf(planRoutes(claims, observed), routeUnits(claims, observed)), config);
    });
  });
});
