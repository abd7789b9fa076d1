/** Short words for random worlds, and the counts that prove that the worlds are interesting. */
import fc from 'fast-check';
import { shareOf } from '../../../support/runs.ts';

/** Draws one value after the other, so that later ones can depend on earlier ones. */
export type Draw = fc.GeneratorValue;

/** Laws are tried with the same worlds every time; another seed tries others. */
export const SEED = Number(process.env.LAWS_SEED ?? 20_261_121);

export const oneOf = <T>(g: Draw, ...values: readonly T[]): T => g(fc.constantFrom<T[]>, ...values);

/** Without fast-check's bias to the ends, which would make what should be rare frequent. */
const evenly = (min: number, max: number): fc.Arbitrary<number> => fc.noBias(fc.integer({ min, max }));

export const whole = (g: Draw, min: number, max: number): number => g(evenly, min, max);

/** True in so many of a hundred worlds. */
export const chance = (g: Draw, percent: number): boolean => whole(g, 1, 100) > 100 - percent;

/** Every part of the list, each in or out with the given chance. */
export const some = <T>(g: Draw, percent: number, values: readonly T[]): T[] => values.filter(() => chance(g, percent));

export const times = <T>(count: number, one: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => one(at));

/** The same things in another order, lists within lists, too; one draw decides it all. */
export const shuffled = <T>(g: Draw, value: T): T => {
  let state = whole(g, 1, 0x7fff_fffe);
  const upTo = (end: number): number => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state % end;
  };
  const shuffle = (inner: unknown): unknown => {
    if (Array.isArray(inner)) {
      const rest = inner.map(shuffle);
      return times(rest.length, () => rest.splice(upTo(rest.length), 1)[0]);
    }
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, shuffle(one)]));
  };
  return shuffle(value) as T;
};

/** Frozen all the way down: a planner that changes its input throws. */
export const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
};

/**
 * Tries a law on random worlds. The law that counts what is in them asks for all worlds every time: rare cases are in few.
 */
export const lawOn =
  <World>(worldOf: (g: Draw) => World, worlds: number) =>
  (holds: (world: World, g: Draw) => void, numRuns = shareOf(worlds)): void => {
    fc.assert(
      fc.property(fc.gen(), (g) => holds(worldOf(g), g)),
      { seed: SEED, numRuns },
    );
  };

/** How often each interesting thing happened. */
export class Tally {
  readonly #counts = new Map<string, number>();

  count(word: string, times = 1): void {
    this.#counts.set(word, this.of(word) + times);
  }

  of(word: string): number {
    return this.#counts.get(word) ?? 0;
  }

  /** The words that happened less often than that. */
  rare(words: readonly string[], atLeast: number): string[] {
    return words.filter((word) => this.of(word) < atLeast).map((word) => `${word}: ${this.of(word)}`);
  }
}
