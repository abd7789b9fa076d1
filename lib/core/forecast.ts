/** What applying a plan will take, by the very code that applies and paces, in a time that passes at once. */
import { setImmediate as turn } from 'node:timers/promises';
import { type Bucket, type Clock, createBucket } from '../aws/pacing.ts';
import { type Calls, QUOTAS, type QuotaName } from '../aws/quotas.ts';
import { within } from '../aws/time-limit.ts';
import type { Change, Controller, ObservedBase, Outcome } from './plan.ts';
import { applyInStages } from './stages.ts';

/** Of all changes of a plan. */
export interface Forecast {
  /** Calls of AWS that write. */
  readonly calls: number;
  /** For which AWS's quotas hold them up, all buckets being full when it begins; whole seconds. */
  readonly seconds: number;
}

/** `callsOf` says what a batch takes. */
export const forecast = async <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  changes: readonly C[],
  callsOf: (batch: readonly C[]) => readonly Calls[],
): Promise<Forecast> => {
  const time = virtualTime();
  const buckets = new Map<QuotaName, Bucket>();
  const bucketOf = (name: QuotaName): Bucket => {
    const bucket = buckets.get(name) ?? createBucket(QUOTAS[name], time);
    buckets.set(name, bucket);
    return bucket;
  };
  let made = 0;
  const apply = async (batch: readonly C[]): Promise<readonly Outcome[]> => {
    for (const { calls, takes } of callsOf(batch)) {
      made += calls;
      await Promise.all(namesOf(takes).map((name) => bucketOf(name).take(takes[name] ?? 0)));
    }
    return batch.map(({ key }) => ({ key, status: 'applied' }));
  };
  const limits = { remaining: () => Number.POSITIVE_INFINITY, makesWay: () => false, within };
  await time.until(applyInStages({ ...controller, apply }, changes, limits, new Map()));
  return { calls: made, seconds: Math.ceil(time.now() / 1_000) };
};

const namesOf = (takes: Calls['takes']): QuotaName[] => Object.keys(takes) as QuotaName[];

interface Waiting {
  readonly at: number;
  readonly done: () => void;
}

/** Time that passes when nothing else can go on. */
const virtualTime = (): Clock & { readonly until: (work: Promise<void>) => Promise<void> } => {
  let now = 0;
  const waiting: Waiting[] = [];
  return {
    now: () => now,
    wait: (ms) => new Promise<void>((done) => void waiting.push({ at: now + ms, done })),
    until: async (work) => {
      let isOver = false;
      const ended = work.finally(() => {
        isOver = true;
      });
      while (!isOver) {
        await Promise.race([ended, turn()]);
        const [next] = waiting.toSorted((a, b) => a.at - b.at);
        if (isOver || !next) continue;
        waiting.splice(waiting.indexOf(next), 1);
        now = Math.max(now, next.at);
        next.done();
      }
      await ended;
    },
  };
};
