/** What asking about a single change of routes draws in, tried on random networks. */
import { select } from '../../../lib/core/selection.ts';
import { planRoutes } from '../../../lib/routes/plan.ts';
import type { RouteChange, RouteMove } from '../../../lib/routes/types.ts';
import { routeUnits } from '../../../lib/routes/units.ts';
import { lawOn, whole } from './support/random.ts';
import { type RouteWorld, routeWorld } from './support/random-routes.ts';

const WORLDS = 500;

const movesOf = (changes: readonly RouteChange[]): RouteMove[] =>
  changes.filter((change) => change.action === 'replace');

/** A plan, and what is left of it when somebody asks about one of its changes or about a group. */
const law = (holds: (plan: readonly RouteChange[], left: readonly RouteChange[], asked: string) => void): void =>
  lawOn(
    routeWorld,
    WORLDS,
  )(({ claims, observed }: RouteWorld, g) => {
    const plan = planRoutes(claims, observed);
    const names = [...plan.changes.map(({ key }) => key), ...claims.groups.map(({ name }) => name)];
    const asked = names[whole(g, 0, names.length - 1)] ?? '';
    const left = select(plan, observed, { only: [asked], units: routeUnits(claims, observed), changed: [] }).plan;
    expect(left.findings.map(({ reason }) => reason.code)).not.toContain('ONLY_FINDS_NOTHING');
    holds(plan.changes, left.changes, asked);
  });

describe('a selected plan of routes', () => {
  it('holds the change that was asked about, and nothing that was not planned', () => {
    law((plan, left, asked) => {
      if (plan.some(({ key }) => key === asked)) expect(left.map(({ key }) => key)).toContain(asked);
      expect(left.filter((change) => !plan.includes(change))).toEqual([]);
    });
  });

  it('splits no path set', () => {
    law((plan, left) => {
      const touched = new Set(movesOf(left).map(({ pathSet }) => pathSet));
      expect(movesOf(plan).filter((move) => touched.has(move.pathSet) && !left.includes(move))).toEqual([]);
    });
  });

  it('lacks nothing that its changes need', () => {
    law((plan, left) => {
      const needed = new Set(left.flatMap(({ needs = [] }) => needs));
      expect(plan.filter((change) => needed.has(change.key) && !left.includes(change))).toEqual([]);
    });
  });
});
