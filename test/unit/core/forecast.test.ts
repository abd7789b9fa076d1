/** What a plan foretells, beside what applying takes of a bucket as AWS has it. */
import { type Bucket, createBucket, inTurn, paced } from '../../../lib/aws/pacing.ts';
import { type Calls, QUOTAS, type QuotaName } from '../../../lib/aws/quotas.ts';
import { within } from '../../../lib/aws/time-limit.ts';
import { connectionCalls } from '../../../lib/connections/calls.ts';
import { connectionStages } from '../../../lib/connections/stages.ts';
import type { ConnectionChange } from '../../../lib/connections/types.ts';
import { forecast } from '../../../lib/core/forecast.ts';
import type { Change, Controller, ObservedBase, Outcome } from '../../../lib/core/plan.ts';
import { applyInStages } from '../../../lib/core/stages.ts';
import { dnsCalls } from '../../../lib/dns/calls.ts';
import type { DnsChange } from '../../../lib/dns/parts.ts';
import type { RecordSetChange } from '../../../lib/dns/record-sets/types.ts';
import { dnsStages } from '../../../lib/dns/stages.ts';
import { routeCalls } from '../../../lib/routes/calls.ts';
import { routeStages } from '../../../lib/routes/stages.ts';
import type { RouteChange } from '../../../lib/routes/types.ts';
import { awsBucket, virtualTime } from '../aws/support/aws-bucket.ts';

const why = { code: 'WHY', message: 'why' };

const move = (at: number): RouteChange =>
  ({
    ...{ action: 'replace', key: `rtb-${at}/0.0.0.0/0`, tableId: `rtb-${at}`, destination: '0.0.0.0/0', reason: why },
    ...{ group: 'edge', pathSet: `set-${Math.floor(at / 7)}`, weight: 1, voluntary: false, after: { target: 'eni-2' } },
  }) as RouteChange;

const decision = (at: number, action: 'accept' | 'reject'): ConnectionChange =>
  ({ action, key: `vpce-svc-${at}/vpce-${at}`, serviceId: `vpce-svc-${at}`, reason: why }) as ConnectionChange;

const recordSet = (at: number): DnsChange =>
  ({
    ...{ action: 'create', key: `Z${at}/a/A`, zoneId: `Z${at}`, name: 'a', reason: why },
    writes: [{ action: 'CREATE', record: { name: 'a', type: 'A', values: ['10.0.0.1'] } }],
  }) satisfies RecordSetChange;

type Stages<C extends Change> = Controller<ObservedBase, C>['stages'];

const controllerOf = <C extends Change>(stages: Stages<C>, parallel?: number): Controller<ObservedBase, C> =>
  ({ stages, ...(parallel === undefined ? {} : { parallel }) }) as Controller<ObservedBase, C>;

/** Applies as the controllers do, through our bucket and against AWS's; seconds. */
const applied = async <C extends Change>(
  controller: Controller<ObservedBase, C>,
  changes: readonly C[],
  quota: QuotaName,
  callsOf: (batch: readonly C[]) => readonly Calls[],
): Promise<number> => {
  const time = virtualTime();
  const bucket: Bucket = createBucket({ ...QUOTAS[quota], ...(quota === 'route53' ? { crowded: true } : {}) }, time);
  const theirs = awsBucket(time.now, QUOTAS[quota]);
  const apply = async (batch: readonly C[]): Promise<readonly Outcome[]> => {
    const calls = callsOf(batch).flatMap((one) => Array.from({ length: one.calls }, () => theirs.call));
    if (calls.length === 1) await inTurn(bucket, theirs.call);
    else await paced(bucket, calls);
    return batch.map(({ key }) => ({ key, status: 'applied' }));
  };
  const limits = { remaining: () => Number.POSITIVE_INFINITY, makesWay: () => false, within };
  const outcomes = new Map<string, Outcome>();
  const work = applyInStages({ ...controller, apply }, changes, limits, outcomes);
  await time.run();
  await work;
  expect(outcomes.size).toBe(changes.length);
  return time.now() / 1_000;
};

const SIZES = [1, 40, 60, 137, 300];

const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

describe('the seconds that a plan foretells', () => {
  const within20Percent = (foretold: number, took: number): void => {
    expect(Math.abs(foretold - took)).toBeLessThanOrEqual(Math.max(1, took * 0.2));
  };

  it.each(SIZES)('are those that AWS takes for %i routes', async (count) => {
    const [changes, controller] = [many(count, move), controllerOf(routeStages, 100)];
    const { calls, seconds } = await forecast(controller, changes, routeCalls);
    expect(calls).toBe(count);
    within20Percent(seconds, await applied(controller, changes, 'replaceRoute', routeCalls));
  });

  it.each(SIZES)('are those that AWS takes for connections of %i services', async (count) => {
    const changes = many(count, (at) => decision(at, 'accept'));
    const controller = controllerOf(connectionStages);
    const { calls, seconds } = await forecast(controller, changes, connectionCalls);
    expect(calls).toBe(count);
    within20Percent(seconds, await applied(controller, changes, 'acceptConnections', connectionCalls));
  });

  it.each(SIZES)('are those that AWS takes for records of %i zones', async (count) => {
    const [changes, controller] = [many(count, recordSet), controllerOf(dnsStages)];
    const { calls, seconds } = await forecast(controller, changes, dnsCalls);
    expect(calls).toBe(count);
    within20Percent(seconds, await applied(controller, changes, 'route53', dnsCalls));
  });

  it('count buckets side by side: what is rejected and what is accepted do not wait for each other', async () => {
    const rejected = many(20, (at) => decision(at, 'reject'));
    const both = [...rejected, ...many(10, (at) => decision(100 + at, 'accept'))];
    const controller = controllerOf(connectionStages);
    const alone = await forecast(controller, rejected, connectionCalls);
    expect(alone.seconds).toBeGreaterThanOrEqual(10);
    expect(await forecast(controller, both, connectionCalls)).toEqual({ calls: 30, seconds: alone.seconds });
  });

  it('are none for an empty plan', async () => {
    expect(await forecast(controllerOf(routeStages), [], routeCalls)).toEqual({ calls: 0, seconds: 0 });
  });
});
