/** What the plan of one account's connections costs, and how that grows. */
import { planConnections } from '../lib/connections/plan.ts';
import { connection, secondsAgo } from '../test/support/aws.ts';
import { connectionsConfig, ruleSet } from '../test/support/configs.ts';
import { sharing } from '../test/support/sharing.ts';
import type { Row } from './table.ts';

const ACCOUNT = '111122223333';
const CONNECTIONS = 4_000;
/** The quickest of so many: what else the machine does only adds. */
const TRIES = 20;

/** Half of them established, a third of those to be revoked, and a limit that only some of the requests find a place under. */
const world = (size: number) => {
  const half = size / 2;
  const config = connectionsConfig(
    ruleSet({
      reject: [{ name: 'far', regions: ['us-east-1'] }],
      accept: [{ name: 'few', accounts: [ACCOUNT], maxPerAccount: Math.floor(half * 1.2) }],
      revoke: true,
    }),
  );
  const connections = Array.from({ length: size }, (_, at) =>
    connection({
      endpointId: `vpce-${at}`,
      state: at < half ? 'available' : 'pendingAcceptance',
      createdAt: secondsAgo(size - at),
      ...(at < half / 3 ? { region: 'us-east-1' } : {}),
    }),
  );
  return { config, observed: sharing({ connections }) };
};

/** Ms of one plan of each of the worlds, which take turns, so that the machine treats them alike. */
const planning = (...sizes: readonly number[]): number[] => {
  const worlds = sizes.map(world);
  const best = worlds.map(() => Number.POSITIVE_INFINITY);
  for (let left = TRIES; left > 0; left -= 1) {
    for (const [at, { config, observed }] of worlds.entries()) {
      const from = performance.now();
      planConnections(config, observed);
      best[at] = Math.min(best[at] ?? 0, performance.now() - from);
    }
  }
  return best;
};

export const connections = (): Row[] => {
  const [once = 0, twice = 0] = planning(CONNECTIONS, 2 * CONNECTIONS);
  const what = `plan for ${CONNECTIONS} connections of one account`;
  return [
    { what, measured: once, unit: 'ms', limit: 1_000 },
    { what: `${what}: twice as many`, measured: twice / once, unit: '× the time', limit: 2.2 },
  ];
};
