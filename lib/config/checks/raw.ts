/**
 * Reads parts of a document that may be faulty anywhere: what is not of the wanted kind is simply not there, since the
 * schema reports it. So a problem in one section hides nothing that a check finds in another. Pure.
 */
import { isMapping, type Mapping, type Path, type Problem } from '../problem.ts';

/** A part of the document, and where it stands. */
export interface Part<T> {
  readonly value: T;
  readonly path: Path;
}

const part = (of: Part<Mapping>, key: string): Part<unknown> => ({
  value: of.value[key],
  path: [...of.path, key],
});

const listAt = (of: Part<Mapping>, key: string): Part<unknown>[] => {
  const { value, path } = part(of, key);
  return Array.isArray(value) ? value.map((item: unknown, at) => ({ value: item, path: [...path, at] })) : [];
};

export const mappingAt = (of: Part<Mapping>, key: string): Part<Mapping> => {
  const { value, path } = part(of, key);
  return { value: isMapping(value) ? value : {}, path };
};

/** The mappings of a list; entries of other kinds are left out, the others keep their index. */
export const mappingsAt = (of: Part<Mapping>, key: string): Part<Mapping>[] =>
  listAt(of, key).flatMap(({ value, path }) => (isMapping(value) ? [{ value, path }] : []));

/** The texts of a list. */
export const textsAt = (of: Part<Mapping>, key: string): Part<string>[] =>
  listAt(of, key).flatMap(({ value, path }) => (typeof value === 'string' ? [{ value, path }] : []));

export const textAt = (of: Part<Mapping>, key: string): string | undefined => {
  const value = of.value[key];
  return typeof value === 'string' ? value : undefined;
};

export const problem = (path: Path, expected: string, found: string, at: Problem['at'] = 'value'): Problem => ({
  path,
  at,
  expected,
  found,
});

/** A claim on something that only one entry may claim. `what` names it for people. */
export interface Claim {
  readonly identity: string;
  readonly what: string;
  readonly path: Path;
}

/** Each claim but the first on the same thing. */
export const claimedAgain = (claims: readonly Claim[], expected: string, format: (path: Path) => string): Problem[] => {
  const first = new Map<string, Claim>();
  return claims.flatMap((claim) => {
    const earlier = first.get(claim.identity);
    if (earlier) return [problem(claim.path, expected, `${claim.what}, claimed by ${format(earlier.path)} already`)];
    first.set(claim.identity, claim);
    return [];
  });
};

/** Entries of one list whose name an earlier one has, in capitals or not: names of AWS's things may be made of it, and AWS does not always tell case. */
export const sameNames = (entries: readonly Part<Mapping>[]): Problem[] => {
  const seen = new Map<string, string>();
  return entries.flatMap((entry) => {
    const name = textAt(entry, 'name');
    if (name === undefined) return [];
    const earlier = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), earlier ?? name);
    if (earlier === undefined) return [];
    const found =
      earlier === name ? `${JSON.stringify(name)} again` : `${JSON.stringify(name)} beside ${JSON.stringify(earlier)}`;
    return [problem([...entry.path, 'name'], 'a name that no other entry has', found)];
  });
};
