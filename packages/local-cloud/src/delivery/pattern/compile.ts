/** From the text of a pattern to alternatives of fields: `$or` multiplies out, everything else is "and". */
import { invalidPattern } from './fault.ts';
import { operatorNames, type ValueTest, valueTest } from './operators.ts';

/** A field by its path, with the values that it may have; one of them is enough. */
export interface FieldTest {
  readonly path: string;
  readonly values: readonly ValueTest[];
}

/** Matches when all fields of one alternative match. */
export type Pattern = readonly (readonly FieldTest[])[];

/** EventBridge refuses a rule whose `$or` makes more than 1,000 combinations. */
const maxAlternatives = 1000;

/** A pattern from its JSON text. Throws InvalidEventPatternException that says where and what was expected. */
export const parsePattern = (text: string): Pattern => {
  const parsed = parseJson(text);
  if (!isObject(parsed)) throw invalidPattern('', 'a JSON object', parsed);
  return compileObject(parsed, [], '', false);
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidPattern('', 'JSON', text);
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const compileObject = (
  object: Readonly<Record<string, unknown>>,
  path: readonly string[],
  where: string,
  insideOr: boolean,
): Pattern => {
  const entries = Object.entries(object);
  if (entries.length === 0) throw invalidPattern(where, 'at least one field', object);
  let pattern: Pattern = [[]];
  for (const [name, value] of entries) {
    const at = where ? `${where}.${name}` : name;
    if (insideOr && operatorNames.has(name)) throw invalidPattern(at, 'a field, not a comparison, inside $or', name);
    pattern = combine(pattern, compileMember(name, value, path, at, insideOr), at);
  }
  return pattern;
};

const compileMember = (
  name: string,
  value: unknown,
  path: readonly string[],
  where: string,
  insideOr: boolean,
): Pattern => {
  if (name === '$or' && (insideOr || isAlternative(value))) return compileOr(value, path, where);
  if (isObject(value)) return compileObject(value, [...path, name], where, insideOr);
  if (!Array.isArray(value)) throw invalidPattern(where, 'an object or an array', value);
  if (value.length === 0) throw invalidPattern(where, 'at least one value', value);
  const values = value.map((each, index) => valueTest(each, `${where}[${index}]`));
  return [[{ path: [...path, name].join('.'), values }]];
};

/** Anything else that is called `$or` is a field of that name, as it was before the operator existed. */
const isAlternative = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length >= 2 &&
  value.every((each) => isObject(each) && !Object.keys(each).some((name) => operatorNames.has(name)));

const compileOr = (value: unknown, path: readonly string[], where: string): Pattern => {
  if (!Array.isArray(value) || value.length < 2) throw invalidPattern(where, 'an array of two or more objects', value);
  return value.flatMap((each, index) => {
    if (!isObject(each)) throw invalidPattern(`${where}[${index}]`, 'an object', each);
    return compileObject(each, path, `${where}[${index}]`, true);
  });
};

const combine = (left: Pattern, right: Pattern, where: string): Pattern => {
  const count = left.length * right.length;
  if (count > maxAlternatives) {
    throw invalidPattern(where, `at most ${maxAlternatives} combinations of $or`, count);
  }
  return left.flatMap((fields) => right.map((more) => [...fields, ...more]));
};
