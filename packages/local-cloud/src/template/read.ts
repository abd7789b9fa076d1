/** Typed reading of resolved properties; each function throws an Error that names the property, what was expected and what was found. */

/** Properties without intrinsic functions, as `resolve` leaves them. */
export type Properties = Readonly<Record<string, unknown>>;

const at = (properties: Properties, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Properties | undefined)?.[key], properties);

const expected = (path: string, what: string, found: unknown): Error =>
  new Error(`${path} must be ${what}, found ${found === undefined ? 'nothing' : JSON.stringify(found)}`);

export const optionalText = (properties: Properties, path: string): string | undefined => {
  const value = at(properties, path);
  if (value === undefined || typeof value === 'string') return value;
  throw expected(path, 'text', value);
};

export const text = (properties: Properties, path: string): string => {
  const value = optionalText(properties, path);
  if (value === undefined) throw expected(path, 'text', value);
  return value;
};

/** CloudFormation takes numbers as text, too. */
export const optionalNumber = (properties: Properties, path: string): number | undefined => {
  const value = at(properties, path);
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number)) return number;
  throw expected(path, 'a whole number', value);
};

export const list = (properties: Properties, path: string): readonly unknown[] => {
  const value = at(properties, path) ?? [];
  if (Array.isArray(value)) return value;
  throw expected(path, 'a list', value);
};

export const texts = (properties: Properties, path: string): readonly string[] => {
  const values = list(properties, path);
  const wrong = values.find((value) => typeof value !== 'string');
  if (wrong === undefined) return values as string[];
  throw expected(path, 'a list of texts', wrong);
};

export const record = (properties: Properties, path: string): Properties => {
  const value = at(properties, path);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Properties;
  throw expected(path, 'an object', value);
};

export const optionalRecord = (properties: Properties, path: string): Properties | undefined =>
  at(properties, path) === undefined ? undefined : record(properties, path);

/** A boolean, which CloudFormation takes as text, too. */
export const flag = (properties: Properties, path: string, fallback: boolean): boolean => {
  const value = at(properties, path) ?? fallback;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw expected(path, 'true or false', value);
};

/** An object of scalars as AWS APIs have attributes and variables: all values as text. */
export const textMap = (properties: Properties | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(properties ?? {}).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value),
    ]),
  );

/** The list form of tags as a map. */
export const tagMap = (properties: Properties): Record<string, string> =>
  Object.fromEntries(
    list(properties, 'Tags').map((tag) => [text(tag as Properties, 'Key'), text(tag as Properties, 'Value')]),
  );
