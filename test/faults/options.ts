/** What `npm run test:faults` may be told. */
import { parseArgs } from 'node:util';

export interface Options {
  /** Orders the cases, and repeats the jitter of retries. */
  readonly seed: number;
  /** Cases are tried for so long; without it, all of them. */
  readonly minutes: number;
  /** Only cases whose names begin so. */
  readonly only: string;
  readonly lanes: number;
}

const SEEDS = 1_000_000;

/** Throws for an option that there is not. */
export const readOptions = (args: readonly string[]): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      minutes: { type: 'string' },
      case: { type: 'string', default: '' },
      lanes: { type: 'string', default: '2' },
    },
  });
  return {
    seed: Number(values.seed ?? Math.floor(Math.random() * SEEDS)),
    minutes: Number(values.minutes ?? Number.POSITIVE_INFINITY),
    only: values.case,
    lanes: Number(values.lanes),
  };
};
