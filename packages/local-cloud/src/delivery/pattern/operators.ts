/** One value of a pattern's field: what it accepts of an event. */
import { invalidPattern } from './fault.ts';
import { cidrTest, numericTest } from './number.ts';
import { type TextTest, textOperators } from './text.ts';

/** A leaf of an event. */
export type Leaf = string | number | boolean | null;

/** What one value of a field's list accepts: no such field at all, or a leaf that passes. */
export type ValueTest =
  | { readonly absent: true }
  | { readonly absent: false; readonly accepts: (leaf: Leaf) => boolean };

const accepting = (accepts: (leaf: Leaf) => boolean): ValueTest => ({ absent: false, accepts });

const onText = (test: TextTest): ValueTest => accepting((leaf) => typeof leaf === 'string' && test(leaf));

const exists = (value: unknown, where: string): ValueTest => {
  if (typeof value !== 'boolean') throw invalidPattern(where, 'true or false', value);
  return value ? accepting(() => true) : { absent: true };
};

const numeric = (value: unknown, where: string): ValueTest => {
  const test = numericTest(value, where);
  return accepting((leaf) => typeof leaf === 'number' && test(leaf));
};

/** Everything that is there and is none of these; a leaf of another type is not one of these. */
const anythingBut = (value: unknown, where: string): ValueTest => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return anythingButOperator(value as Readonly<Record<string, unknown>>, where);
  }
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  const types = new Set(listed.map((each) => typeof each));
  if (listed.length === 0 || types.size > 1 || !(types.has('string') || types.has('number'))) {
    throw invalidPattern(where, 'a string, a number, or a list of only strings or only numbers', value);
  }
  return accepting((leaf) => !listed.includes(leaf));
};

const anythingButOperator = (value: Readonly<Record<string, unknown>>, where: string): ValueTest => {
  const [name = '', ...more] = Object.keys(value);
  const operator = textOperators[name];
  if (!operator || more.length > 0) {
    throw invalidPattern(where, `only one of ${Object.keys(textOperators).join(', ')}`, value);
  }
  const operand = value[name];
  const listed: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const plain = listed.every((each) => typeof each === 'string' && (each !== '' || name === 'equals-ignore-case'));
  if (listed.length === 0 || !plain) {
    throw invalidPattern(`${where}.${name}`, 'a non-empty string or a list of such strings', operand);
  }
  const tests = listed.map((each) => operator(each, `${where}.${name}`));
  return accepting((leaf) => typeof leaf !== 'string' || !tests.some((test) => test(leaf)));
};

const operators: Readonly<Record<string, (value: unknown, where: string) => ValueTest>> = {
  ...Object.fromEntries(
    Object.entries(textOperators).map(([name, build]) => [
      name,
      (value: unknown, where: string) => onText(build(value, where)),
    ]),
  ),
  'anything-but': anythingBut,
  numeric,
  exists,
  cidr: (value, where) => onText(cidrTest(value, where)),
};

/** Names that mean an operator, so that `$or` with them inside is not an alternative of fields. */
export const operatorNames: ReadonlySet<string> = new Set(Object.keys(operators));

/** Builds the test for one value of a field's list. Throws InvalidEventPatternException. */
export const valueTest = (value: unknown, where: string): ValueTest => {
  if (Array.isArray(value)) throw invalidPattern(where, 'a string, number, boolean, null or comparison', value);
  if (typeof value !== 'object' || value === null) return accepting((leaf) => leaf === value);
  const [name = '', ...more] = Object.keys(value);
  const operator = operators[name];
  if (!operator) throw invalidPattern(where, `one of the comparisons ${Object.keys(operators).join(', ')}`, value);
  if (more.length > 0) throw invalidPattern(where, 'only one key in a comparison', value);
  return operator((value as Readonly<Record<string, unknown>>)[name], `${where}.${name}`);
};
