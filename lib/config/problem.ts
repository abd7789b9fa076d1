/** Problems before they have a line: what the schema and the checks hand to `parse.ts`. Pure. */

export type Path = readonly (string | number)[];

/** `at` says whether the problem is about the key at the end of the path or about its value. */
export interface Problem {
  readonly path: Path;
  readonly at: 'key' | 'value';
  readonly expected: string;
  readonly found: string;
}

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** `['dns', 'zones', 0, 'a.b']` → `dns.zones[0]["a.b"]`. */
export const formatPath = (path: Path): string =>
  path
    .map((step, at) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!PLAIN_KEY.test(step)) return `[${JSON.stringify(step)}]`;
      return at === 0 ? step : `.${step}`;
    })
    .join('');

export type Mapping = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at a path of a plain value. */
export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
    value,
  );

/** A value as a problem shows it: short, and with the hint that text of digits needs quotes. */
export const describeValue = (value: unknown): string => {
  if (value === undefined || value === null || value === '') return value === '' ? 'empty text' : 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (isMapping(value)) return describeKeys(Object.keys(value));
  return typeof value === 'number' ? `the number ${value}` : JSON.stringify(value);
};

const describeKeys = (keys: readonly string[]): string =>
  keys.length === 0
    ? 'an empty mapping'
    : `a mapping with ${keys.slice(0, 6).join(', ')}${keys.length > 6 ? ', …' : ''}`;
