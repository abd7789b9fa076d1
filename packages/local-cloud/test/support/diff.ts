/** What changed between two account values. */

export interface Difference {
  /** Keys from the root, such as `ec2.routeTables.rtb-1.routes.0.target`. */
  readonly path: string;
  /** Absent when nothing was there. */
  readonly before?: unknown;
  /** Absent when nothing is there any more. */
  readonly after?: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const sameKind = (before: unknown, after: unknown): boolean =>
  isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after);

const differences = (before: unknown, after: unknown, path: readonly string[]): readonly Difference[] => {
  if (Object.is(before, after)) return [];
  if (isObject(before) && isObject(after) && sameKind(before, after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differences(before[key], after[key], [...path, key]));
  }
  const sides = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
  return [{ path: path.join('.'), ...sides }];
};

/** All differences between two JSON-safe values, such as two snapshots of an account; lists are compared place by place. */
export const diffAccounts = (before: unknown, after: unknown): readonly Difference[] => differences(before, after, []);
