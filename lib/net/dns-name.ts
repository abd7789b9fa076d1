/** DNS names: their grammar, their one spelling, and how they lie to each other. Pure. */
import { compare } from '../std/lists.ts';

/** One label, as hosts and services are named: the source of a pattern. */
export const LABEL = '[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?';

/** A whole domain name of at most 253 characters; a trailing dot is allowed. */
export const DOMAIN = new RegExp(`^(?=.{1,253}\\.?$)${LABEL}(\\.${LABEL})*\\.?$`);

/** The root, below which every name lies. */
export const ROOT = '.';

/** A name in normal form with its trailing dot, as configurations of DNS servers write it; the root is one already. */
export const absolute = (name: string): string => (name === ROOT ? ROOT : `${name}.`);

/** Longest name that can be written, in characters without the trailing dot (RFC 1035: 255 bytes on the wire). */
export const LONGEST_NAME = 253;

/** An escaped dot or backslash is part of a label: undoing the escape would make another name. */
const KEPT_ESCAPES = new Set(['056', '134']);

/**
 * The one spelling by which names are compared: lower case, no trailing dot, octal escapes undone. Route 53 answers with
 * `\052.corp.example.` where `*.corp.example` was written (Route 53 developer guide, "DNS domain name format").
 */
export const normalName = (name: string): string =>
  name
    .replace(/\\([0-7]{3})/g, (escaped, octal: string) =>
      KEPT_ESCAPES.has(octal) ? escaped : String.fromCharCode(Number.parseInt(octal, 8)),
    )
    .replace(/\.$/, '')
    .toLowerCase();

/**
 * The full name of a record as zone files write it (RFC 1035 section 5.1): `@` is the zone itself, a name with a trailing dot
 * is whole, all else lies below the zone.
 */
export const fullName = (name: string, zoneName: string): string => {
  if (name.endsWith('.')) return normalName(name);
  return normalName(name === '@' ? zoneName : `${name}.${zoneName}`);
};

/** Is the name the zone's own, or below it? Both in normal form. */
export const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

/** Route 53's order: by labels from the right, so that a zone's own name comes first. */
export const compareNames = (a: string, b: string): number => {
  const [left, right] = [a, b].map((name) => normalName(name).split('.').reverse().join('\0')) as [string, string];
  return compare(left, right);
};

/** The names above a name, the nearest first. */
export const namesAbove = (name: string): string[] => {
  const labels = name.split('.');
  return labels.slice(1).map((_, at) => labels.slice(at + 1).join('.'));
};

/**
 * The names between each name and the next of them above it, each once and sorted; all in normal form. A name in a zone
 * makes those above it exist, and for a name that exists no wildcard answers, neither below it (RFC 4592 section 2.2.2).
 * So who answers for `s3.example` and all below it, and for `a.b.s3.example` too, has to answer for `b.s3.example`.
 */
export const namesBetween = (names: readonly string[]): string[] => {
  const given = new Set(names);
  const between = names.flatMap((name) => {
    const above = namesAbove(name);
    const next = above.findIndex((one) => given.has(one));
    return above.slice(0, Math.max(0, next));
  });
  return [...new Set(between)].sort();
};

/**
 * The names and those between them, sorted: all names that need an answer of their own so that each of the names, and all
 * below it, is answered.
 */
export const withBetween = (names: readonly string[]): string[] => [...names, ...namesBetween(names)].sort();
