/** What is read only because a failback or a mend hangs on it: who wrote routes last, and since when instances are well. */
import { setTimeout as sleep } from 'node:timers/promises';
import { lastRouteWrites } from '../aws/cloudtrail/route-writes.ts';
import { describeStatusMinutes } from '../aws/cloudwatch/status-minutes.ts';
import { inTime } from '../core/in-time.ts';
import { asksOf } from './model.ts';
import { refusedPart } from './optional.ts';
import { passingOf } from './passing.ts';
import type { ObservedRoutes, Optional, Passing, RoutesConfig, Writer } from './types.ts';

/** Names of the stack's own roles, and the clock in ms since the epoch. */
export interface Further {
  readonly ownRoles: readonly string[];
  readonly now: () => number;
}

/** Ms for each of the two questions: what hangs on them can wait for the next run, a failover behind this one cannot. */
const LIMIT_MS = 4_000;
/** Ms between two calls of CloudTrail, of which the account has two a second. */
const PACE_MS = 600;
/** Minutes come late: so many (ms) more are asked for than the hold-down is long. */
const MARGIN_MS = 600_000;

/** The observation with what its sets ask for. Whatever is not answered leaves them where they are. */
export const readFurther = async (
  config: RoutesConfig,
  observed: ObservedRoutes,
  further: Further,
): Promise<ObservedRoutes> => {
  const { routes, instances } = asksOf(config, observed);
  if (routes.length + instances.length === 0) return observed;
  const longest = Math.max(...config.groups.map(({ holdDownSeconds }) => holdDownSeconds)) * 1_000;
  const [writers, passing] = await Promise.all([
    routes.length > 0 ? readWriters(routes, observed.now, further) : NOTHING,
    instances.length > 0 ? readPassing(instances, observed.now, longest) : NOTHING,
  ]);
  const unseen = [...observed.unseen, ...writers.unseen, ...passing.unseen];
  return { ...observed, writers: writers.found, passing: passing.found, unseen };
};

const NOTHING = { found: [], unseen: [] };

const readPassing = async (ids: readonly string[], now: number, holdDownMs: number): Promise<Optional<Passing>> => {
  try {
    const reading = () => describeStatusMinutes(ids, now - holdDownMs - MARGIN_MS, now);
    return { found: passingOf(ids, await inTime(reading, { limitMs: LIMIT_MS }), now), unseen: [] };
  } catch (error) {
    return { found: [], unseen: refusedPart('passing', error) };
  }
};

/** Table by table. Each run begins with another one, so that each gets its turn where there is no time for all. */
const readWriters = async (
  keys: readonly string[],
  at: number,
  { ownRoles, now }: Further,
): Promise<Optional<Writer>> => {
  const byTable = Map.groupBy(keys, (key) => key.slice(0, key.indexOf('/')));
  const tables = [...byTable.keys()];
  const first = Math.floor(at / 60_000) % tables.length;
  const until = now() + LIMIT_MS;
  const search = { turn: pacer(now), remaining: () => until - now() };
  const found: Writer[] = [];
  for (const table of [...tables.slice(first), ...tables.slice(0, first)]) {
    if (search.remaining() <= 0) break;
    const destinations = (byTable.get(table) ?? []).map((key) => key.slice(table.length + 1));
    try {
      const writes = await inTime(() => lastRouteWrites(table, destinations, search), { limitMs: LIMIT_MS });
      found.push(
        ...writes.map(({ tableId, destination, at: when, who, role, target }) => ({
          ...{ key: `${tableId}/${destination}`, at: when, who, target },
          own: role !== undefined && ownRoles.includes(role),
        })),
      );
    } catch (error) {
      // No answer holds: the sets that ask stay where they are.
      return { found, unseen: refusedPart('writers', error) };
    }
  }
  return { found, unseen: [] };
};

/** Lets the first call pass at once, and each further one so long after the one before. */
const pacer = (now: () => number) => {
  let next = now();
  return async (): Promise<void> => {
    const wait = next - now();
    next = Math.max(next, now()) + PACE_MS;
    if (wait > 0) await sleep(wait);
  };
};
