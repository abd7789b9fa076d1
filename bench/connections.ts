/** What the plan of one account's connections costs, and how that grows. */
import { planConnections } from '../lib/connections/plan.ts';
import { connection, secondsAgo } from '../test/support/aws.ts';
import { connectionsConfig, ruleSet } from '../test/support/configs.ts';
import { sharing } from '../test/support/sharing.ts';
import type { Row } from './table.ts';

const ACCOUNT = '111122223333';
const CONNECTIONS = 4_000;
/** The quickest of so many: what else the machine does only adds. */
const TRIES = 5;

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

/** Ms of one plan. */
const planning = (size: number): number => {
  const { config, observed } = world(size);
  const times = Array.from({ length: TRIES }, () => {
    const from = performance.now();
    planConnections(config, observed);
    return performance.now() - from;
  });
  return Math.min(...times);
};

export const connections = (): Row[] => {
  planning(CONNECTIONS);
  const [once, twice] = [planning(CONNECTIONS), planning(2 * CONNECTIONS)];
  const what = `plan for ${CONNECTIONS} connections of one account`;
  return [
    { what, measured: once, unit: 'ms', limit: 1_000 },
    { what: `${what}: twice as many`, measured: twice / once, unit: '× the time', limit: 2.2 },
  ];
};
