/** Turns zod's issues into problems: one expected/found pair each, also for what is wrong inside of a union. */
import type * as z from 'zod';
import { describeValue, isMapping, type Path, type Problem, valueAt } from './problem.ts';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

const KINDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
};

/** Says what was expected wherever the schema has no words of its own; given to zod as the error map. */
export const describeIssue = (issue: RawIssue): string => {
  if (issue.code === 'invalid_type') return KINDS[issue.expected] ?? `a ${issue.expected}`;
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? 'a valid key';
  return issue.code === 'invalid_value'
    ? issue.values.map((value) => JSON.stringify(value)).join(' or ')
    : 'a valid value';
};

/** All problems of a parsed document. */
export const problemsOf = (issues: readonly Issue[], document: unknown): Problem[] =>
  issues.flatMap((issue) => problemsOfIssue(issue, [], document));

const problemsOfIssue = (issue: Issue, base: Path, document: unknown): Problem[] => {
  const path = [...base, ...(issue.path as Path)];
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, path);
  if (issue.code === 'invalid_key') return [keyProblem(path, issue.message, `the key ${JSON.stringify(path.at(-1))}`)];
  const value = valueAt(document, path);
  if (issue.code === 'invalid_union') return problemsOfUnion(issue, path, document);
  if (issue.code === 'invalid_type' && issue.expected === 'never') {
    return [keyProblem(path, issue.message, describeValue(value))];
  }
  return [{ path, at: 'value', expected: issue.message, found: describeFound(value, issue.message) }];
};

/** A choice (`schema/common.ts`) tells in a second line which of its branches the keys mean; elsewhere it shows by how well one fits. */
const problemsOfUnion = (issue: Issue & { code: 'invalid_union' }, path: Path, document: unknown): Problem[] => {
  const [expected = '', chosen] = issue.message.split('\n');
  const value = valueAt(document, path);
  const meant = chosen === undefined ? meantBranch(issue.errors, value) : issue.errors[Number(chosen)];
  if (meant) return meant.flatMap((inner) => problemsOfIssue(inner, path, document));
  return [{ path, at: 'value', expected, found: describeFound(value, expected) }];
};

const keyProblem = (path: Path, expected: string, found: string): Problem => ({ path, at: 'key', expected, found });

const unknownKeys = (issue: Issue & { code: 'unrecognized_keys' }, path: Path): Problem[] => {
  const expected = issue.message.split('\n');
  return issue.keys.map((key, at) =>
    keyProblem([...path, key], expected[at] ?? 'a known key', `the unknown key ${JSON.stringify(key)}`),
  );
};

const TEXTUAL = /^(text|a 12-digit|a tag|a name|the id)/;

/** YAML reads an account id without quotes as a number (and drops its leading zero), and `{azId}` as a mapping. */
const describeFound = (value: unknown, expected: string): string => {
  if (isMapping(value) && TEXTUAL.test(expected)) {
    const [key, ...others] = Object.entries(value).flatMap(([name, inner]) => (inner === null ? [name] : []));
    if (key !== undefined && others.length === 0) return `${describeValue(value)} (text needs quotes: "{${key}}")`;
  }
  const needsQuotes = (typeof value === 'number' || typeof value === 'boolean') && TEXTUAL.test(expected);
  return needsQuotes ? `${describeValue(value)} (text needs quotes)` : describeValue(value);
};

interface Branch {
  readonly issues: readonly Issue[];
  /** Keys of the value that the branch does not know, and of the branch that the value lacks. */
  readonly foreign: number;
  readonly missing: number;
}

/**
 * The issues of the branch that was meant: the one that fits the keys best, if no other fits as well. Otherwise the
 * union's own words are clearer than any branch's.
 */
const meantBranch = (branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | undefined => {
  const ranked: Branch[] = branches
    .filter((issues) => !issues.some((issue) => isOtherKind(issue, value)))
    .map((issues) => ({ issues, foreign: foreignKeys(issues), missing: missingKeys(issues, value) }))
    .sort((a, b) => a.foreign - b.foreign || a.missing - b.missing);
  const [first, ...others] = ranked;
  if (!first || others.some((other) => fitsAsWell(first, other))) return undefined;
  return isMapping(value) && !isRecognised(first, Object.keys(value).length) ? undefined : first.issues;
};

/** Two branches that both have all their keys were mixed; of two that both lack some, neither is clearly meant. */
const fitsAsWell = (first: Branch, other: Branch): boolean => {
  if (first.foreign > 0 && first.missing === 0 && other.missing === 0) return true;
  return other.foreign === first.foreign && (first.missing > 0 || other.missing === 0);
};

const isRecognised = ({ foreign, missing }: Branch, keys: number): boolean =>
  foreign < keys && (missing === 0 || foreign <= keys - foreign);

/** Is the value of another kind than this branch wants: text instead of a mapping, or the reverse? */
const isOtherKind = (issue: Issue, value: unknown): boolean =>
  issue.path.length === 0 &&
  (issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof value !== 'string'));

const foreignKeys = (issues: readonly Issue[]): number =>
  issues.reduce(
    (sum, issue) => sum + (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys.length : 0),
    0,
  );

const missingKeys = (issues: readonly Issue[], value: unknown): number =>
  issues.filter((issue) => issue.path.length === 1 && valueAt(value, issue.path as Path) === undefined).length;
