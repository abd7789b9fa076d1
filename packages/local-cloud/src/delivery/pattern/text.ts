/** Tests on text values: prefix, suffix, ignoring case, wildcard. */
import { invalidPattern } from './fault.ts';

export type TextTest = (value: string) => boolean;

const textOf = (value: unknown, where: string, expected = 'a string'): string => {
  if (typeof value !== 'string') throw invalidPattern(where, expected, value);
  return value;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `"text"`, or `{"equals-ignore-case": "text"}` inside prefix and suffix. */
const foldable = (value: unknown, where: string): { readonly text: string; readonly fold: boolean } => {
  if (!isObject(value)) return { text: textOf(value, where, 'a string or {"equals-ignore-case": …}'), fold: false };
  const [name, ...more] = Object.keys(value);
  if (name !== 'equals-ignore-case' || more.length > 0) {
    throw invalidPattern(where, 'only the key equals-ignore-case', value);
  }
  return { text: textOf(value[name], `${where}.${name}`).toLowerCase(), fold: true };
};

const prefix = (value: unknown, where: string): TextTest => {
  const { text, fold } = foldable(value, where);
  return (found) => (fold ? found.toLowerCase() : found).startsWith(text);
};

const suffix = (value: unknown, where: string): TextTest => {
  const { text, fold } = foldable(value, where);
  return (found) => (fold ? found.toLowerCase() : found).endsWith(text);
};

const equalsIgnoreCase = (value: unknown, where: string): TextTest => {
  const text = textOf(value, where).toLowerCase();
  return (found) => found.toLowerCase() === text;
};

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `*` stands for any characters, also none; `\*` and `\\` for themselves. Two stars in a row are refused, as by AWS. */
const wildcard = (value: unknown, where: string): TextTest => {
  const text = textOf(value, where);
  const parts = text.match(/\\.|\\$|\*+|[^\\*]+/gs) ?? [];
  const source = parts.map((part) => {
    if (part === '*') return '.*';
    if (part.startsWith('*')) throw invalidPattern(where, 'no two wildcard characters in a row', text);
    if (!part.startsWith('\\')) return literal(part);
    if (part === '\\*' || part === '\\\\') return literal(part.slice(1));
    throw invalidPattern(where, 'a backslash only before * or another backslash', text);
  });
  const expression = new RegExp(`^${source.join('')}$`, 's');
  return (found) => expression.test(found);
};

/** The operators on text by their names; each builds its test or throws InvalidEventPatternException. */
export const textOperators: Readonly<Record<string, (value: unknown, where: string) => TextTest>> = {
  prefix,
  suffix,
  'equals-ignore-case': equalsIgnoreCase,
  wildcard,
};
