import { selects } from '../../../lib/config/selector.ts';
import { guardRoutes } from '../../../lib/routes/guard.ts';
import { modelOf } from '../../../lib/routes/model.ts';
import { planRoutes } from '../../../lib/routes/plan.ts';
import { routeStages } from '../../../lib/routes/stages.ts';
import { waysOf } from '../../../lib/routes/state.ts';
import type { ObservedRoutes, RouteChange, RouteMove } from '../../../lib/routes/types.ts';
import { chance, frozen, lawOn, shuffled, Tally, whole } from './support/random.ts';
import { type RouteWorld, routeWorld } from './support/random-routes.ts';
import { applied } from './support/route-model.ts';

const WORLDS = 500;
const seen = new Tally();

const law = lawOn(routeWorld, WORLDS);

const movesOf = (changes: readonly RouteChange[]): RouteMove[] =>
  changes.filter((change) => change.action === 'replace');

/** What the config claims, worked out again from the config alone. */
const claimedKeys = ({ claims, observed }: RouteWorld): Set<string> => {
  const routes = claims.groups.flatMap(({ legs }) =>
    legs.flatMap((leg) =>
      observed.tables
        .filter((table) => selects(leg.tables, table))
        .flatMap(({ id }) => leg.destinations.map((destination) => `${id}/${destination}`)),
    ),
  );
  const tags = claims.groups.flatMap(({ name }) =>
    routes.map((key) => `${key.slice(0, key.indexOf('/'))}/waykeeper:moved:${name}`),
  );
  return new Set([...routes, ...tags, ...applianceInterfaces({ claims, observed })]);
};

const applianceInterfaces = ({ claims, observed }: RouteWorld): string[] =>
  claims.groups.flatMap(({ appliances }) =>
    appliances.flatMap((appliance) => {
      const byRole = 'interfaces' in appliance ? Object.values(appliance.interfaces) : [];
      const wanted = 'interface' in appliance ? [appliance.interface] : byRole;
      return wanted.flatMap((ref) =>
        observed.interfaces
          .filter((eni) => (typeof ref === 'string' ? eni.id === ref : selects(ref, eni)))
          .map(({ id }) => id),
      );
    }),
  );

describe('the routes planner', () => {
  it('is pure: it changes nothing, and says the same twice', () => {
    law(({ claims, observed }) => {
      const first = planRoutes(frozen(claims), frozen(observed));
      expect(planRoutes(claims, observed)).toEqual(first);
      for (const change of first.changes) seen.count(change.key.startsWith('eni-') ? 'CHECK_OFF' : change.reason.code);
      for (const { reason } of first.skips) seen.count(reason.code);
      for (const { reason } of first.findings) seen.count(reason.code);
    }, WORLDS);
  });

  it('meets every interesting case in these worlds', () => {
    const words = [
      ...['FAILOVER', 'FAILBACK', 'MENDED', 'DRAINED', 'CHECK_OFF', 'IN_ORDER', 'FAILBACK_WAITS', 'NO_BETTER'],
      ...['NONE_HEALTHY', 'SPLIT', 'NOT_OURS', 'ROUTE_MISSING', 'CLAIMED_TWICE', 'AccessDenied', 'READ_IN_PART'],
      ...['NO_INTERFACE', 'OTHER_VPC', 'DETACHED', 'SOURCE_DEST_CHECK', 'NO_IPV6', 'NO_PUBLIC_IP', 'LOOP'],
      ...['RETURN_UNCLAIMED', 'MOVED', 'MOVED_BY_OTHERS', 'MEND_WAITS', 'INCOMPLETE', 'UNFIT', 'DEAD_ROUTE'],
      ...[
        'SEVERAL_INTERFACES',
        'NO_RECOVERY_TIME',
        'ALARM_NOT_FOUND',
        'FLAPPING',
        'NOT_AVAILABLE',
        'VGW_ENDPOINT',
        'EDGE_TARGET',
      ],
      ...['BYPASS', 'BYPASS_ENDS', 'BYPASSED', 'BYPASS_UNFIT'],
    ];
    expect(seen.rare(words, 5)).toEqual([]);
  });

  it('is idempotent: after its changes it plans none, so that no route goes to and fro', () => {
    law(({ claims, observed }) => {
      const after = applied(observed, planRoutes(claims, observed).changes);
      expect(planRoutes(claims, after).changes).toEqual([]);
    });
  });

  it('settles as well when the guard blocks voluntary moves', () => {
    law(({ claims, observed }) => {
      const forced = planRoutes(claims, observed).changes.filter((one) => !('voluntary' in one && one.voluntary));
      const after = planRoutes(claims, applied(observed, forced)).changes;
      expect(movesOf(after).filter(({ voluntary }) => !voluntary)).toEqual([]);
    });
  });

  it('is free of order: shuffled answers make the same plan', () => {
    law(({ claims, observed }, g) => {
      expect(planRoutes(claims, shuffled(g, observed))).toEqual(planRoutes(claims, observed));
    });
  });

  it('changes only what the config claims', () => {
    law((world) => {
      const claimed = claimedKeys(world);
      for (const { key } of planRoutes(world.claims, world.observed).changes) expect(claimed).toContain(key);
    });
  });

  it('takes nothing that points elsewhere, was announced or is missing', () => {
    law((world) => {
      const own = new Set(applianceInterfaces(world));
      for (const move of movesOf(planRoutes(world.claims, world.observed).changes)) {
        const table = world.observed.tables.find(({ id }) => id === move.tableId);
        const route = table?.routes.find(({ destination }) => destination === move.destination);
        expect(route?.origin).toBe('CreateRoute');
        const ours = /^(?:(?:eni|i)-(?:gone|[abc])|(?:vpce|nat)-m$|(?:igw|vpce|nat)-by$)/.test(route?.target ?? '');
        expect(own.has(route?.target ?? '') || ours).toBe(true);
      }
    });
  });

  it('plans nothing for a group out of scope', () => {
    law(({ claims, observed }) => {
      const one = planRoutes(claims, { ...observed, groups: ['fw'] });
      expect(one.changes.every((change) => change.action !== 'replace' || change.pathSet.startsWith('fw/'))).toBe(true);
    });
  });

  it('moves voluntarily only whole path sets, and none that is split', () => {
    law(({ claims, observed }) => {
      const { changes, findings } = planRoutes(claims, observed);
      // Where only its appliances differ, a set is split until it is mended.
      const stuck = findings.filter(({ reason, remedy }) => reason.code === 'SPLIT' && /^(?:point|aws)/.test(remedy));
      const split = new Set(stuck.map(({ key }) => key));
      for (const { voluntary, pathSet } of movesOf(changes)) expect(voluntary && split.has(pathSet)).toBe(false);
    });
  });

  it('makes an interface fit before a route depends on it', () => {
    law(({ claims, observed }) => {
      const { changes } = planRoutes(claims, observed);
      for (const { after, needs } of movesOf(changes)) {
        const checking = observed.interfaces.find(({ id }) => id === after.target)?.sourceDestCheck ?? false;
        expect(needs ?? []).toEqual(expect.arrayContaining(checking ? [after.target] : []));
        expect(changes.some(({ key }) => key === after.target)).toBe(checking);
      }
    });
  });

  it('ends with the routes of each path set on one way, or says that it is split', () => {
    law(({ claims, observed }) => {
      const after = applied(observed, planRoutes(claims, observed).changes);
      const { findings } = planRoutes(claims, after);
      const split = findings.filter(({ reason }) => reason.code === 'SPLIT').map(({ key }) => key);
      for (const { sets, unread } of modelOf(claims, after).groups) {
        // Of routes that only may belong together it is not said.
        for (const { state } of unread.some(({ part }) => part === 'attachments') ? [] : sets) {
          expect([state.pathSet.key, waysOf(state).length > 1]).toEqual([
            state.pathSet.key,
            split.includes(state.pathSet.key),
          ]);
        }
      }
    });
  });

  it('points no route at what could not carry it', () => {
    law(({ claims, observed }) => {
      for (const { after, tableId, destination, reason } of movesOf(planRoutes(claims, observed).changes)) {
        const table = observed.tables.find(({ id }) => id === tableId);
        const eni = observed.interfaces.find(({ id }) => id === after.target);
        const managed = [...observed.endpoints, ...observed.natGateways].find(({ id }) => id === after.target);
        if (eni) {
          expect([eni.vpcId, eni.status, eni.instanceId === undefined]).toEqual([table?.vpcId, 'in-use', false]);
          expect(table?.subnetIds).not.toContain(eni.subnetId);
        } else if (managed) expect([managed.vpcId, managed.state]).toEqual([table?.vpcId, 'available']);
        else expect([reason.code, after.target, destination !== '']).toEqual(['BYPASS', 'igw-by', true]);
      }
    });
  });

  it('ends right however many of its writes were made before it was cut off', () => {
    law(({ claims, observed }, g) => {
      const stages = routeStages(planRoutes(claims, observed).changes).flat(2);
      const cut = applied(observed, stages.slice(0, whole(g, 0, stages.length)));
      const again = applied(cut, planRoutes(claims, cut).changes);
      expect(planRoutes(claims, again).changes).toEqual([]);
      const moved = new Set(movesOf(stages).map(({ key }) => key));
      const targets = (world: ObservedRoutes): string[] =>
        world.tables.flatMap(({ id, routes }) =>
          routes.flatMap(({ destination, target }) =>
            moved.has(`${id}/${destination}`) ? [`${id}/${destination} ${target}`] : [],
          ),
        );
      for (const line of targets(again)) expect(line).not.toMatch(/-gone$/);
    });
  });

  it('plans each change once', () => {
    law(({ claims, observed }) => {
      const keys = planRoutes(claims, observed).changes.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    });
  });

  it('is bounded: the guard lets no more voluntary moves through than its limit, and every failover', () => {
    law(({ claims, observed }, g) => {
      const { changes } = planRoutes(claims, observed);
      const maxVoluntary = chance(g, 50) ? 0 : whole(g, 1, 6);
      const refusals = guardRoutes({ maxVoluntary }, changes);
      const passed = movesOf(changes.filter((change) => !refusals.some(({ blocks }) => blocks(change))));
      const groups = Map.groupBy(
        passed.filter(({ voluntary }) => voluntary),
        ({ group }) => group,
      );
      for (const [group, moves] of groups) {
        expect(moves.length).toBeLessThanOrEqual(maxVoluntary);
        expect(refusals.map(({ unit }) => unit)).not.toContain(group);
      }
      expect(passed.filter(({ voluntary }) => !voluntary)).toEqual(
        movesOf(changes).filter(({ voluntary }) => !voluntary),
      );
    });
  });
});
