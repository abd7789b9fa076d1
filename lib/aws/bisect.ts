/** Calls that AWS takes or refuses as a whole: what it refuses is found by halving, so that the rest goes through. */
import { errorCode, isNotFound, isRetryable } from './errors.ts';

/** An item that did not get through, and why. */
export interface Refusal<T> {
  readonly item: T;
  readonly cause: unknown;
}

/** For a call whose items nobody is allowed one by one: what is denied is denied to all. */
export const DENIED_TO_ALL = { fruitless: 1 } as const;

interface Halving<T> {
  /** Parts a batch of several items, where its error tells more than that one of them is wrong. */
  readonly part?: (items: readonly T[], cause: unknown) => readonly [readonly T[], readonly T[]];
  /** After so many refusals that are as a rule about the whole call, and nothing taken, no more is tried. */
  readonly fruitless?: number;
}

/** Deep enough to find one item among some thousands. */
const FRUITLESS = 16;

/** Who calls, or what it is for, is wrong: so it is for every item, as a rule. One alone may be denied all the same. */
const isAboutTheCall = (cause: unknown): boolean =>
  isNotFound(cause) || /^(AccessDenied|UnauthorizedOperation)/.test(errorCode(cause));

const inHalves = <T>(items: readonly T[]): [readonly T[], readonly T[]] => {
  const half = Math.ceil(items.length / 2);
  return [items.slice(0, half), items.slice(half)];
};

/** Makes the call for all items, and for parts of them where it is refused. What fails in passing is not parted. Never rejects. */
export const bisect = async <T>(
  items: readonly T[],
  call: (items: readonly T[]) => Promise<void>,
  { part = inHalves, fruitless = FRUITLESS }: Halving<T> = {},
): Promise<readonly Refusal<T>[]> => {
  let [taken, aboutTheCall] = [false, 0];
  const attempt = async (some: readonly T[]): Promise<readonly Refusal<T>[]> => {
    try {
      await call(some);
      taken = true;
      return [];
    } catch (cause) {
      if (isAboutTheCall(cause)) aboutTheCall += 1;
      const hopeless = !taken && aboutTheCall >= fruitless;
      if (some.length < 2 || isRetryable(cause) || hopeless) return some.map((item) => ({ item, cause }));
      const [first, second] = part(some, cause);
      return [...(await attempt(first)), ...(await attempt(second))];
    }
  };
  return attempt(items);
};
