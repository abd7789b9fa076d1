/** What a key of the config means, what it may be, and how it is written. */
import type { Writable } from 'node:stream';
import { stringify } from 'yaml';
import { examplesOf } from '../lib/config/every-key.ts';
import { configJsonSchema, type JsonSchema, type KnownKey, knownKeys } from '../lib/config/jsonschema.ts';
import type { Answer } from './terminal.ts';
import { styled } from './terminal.ts';
import { type Field, fields, paragraph } from './view/fields.ts';

/** Those keys that may be written. */
export const writableKeys = (): KnownKey[] => knownKeys(configJsonSchema()).filter(({ reserved }) => !reserved);

/**
 * The keys that a person means: by their whole path, with or without the numbers of entries, or else by its end, such as
 * `failback` or `probe.rise`.
 */
export const keysMeant = (asked: string, keys: readonly KnownKey[]): KnownKey[] => {
  const plain = plainPath(asked);
  const whole = keys.filter(({ path }) => fits(plain, plainPath(path)));
  return whole.length > 0 ? whole : keys.filter(({ path }) => plainPath(path).endsWith(`.${plain}`));
};

const plainPath = (path: string): string => path.replaceAll(/\[\d*\]/g, '');

/** A name that the writer of a config chose stands for `*`. */
const fits = (asked: string, known: string): boolean => {
  const [some, others] = [asked.split('.'), known.split('.')];
  return some.length === others.length && others.every((step, at) => step === '*' || step === some[at]);
};

/** What is known of the format. */
export interface Format {
  readonly keys: readonly KnownKey[];
  /** A config that has every key. */
  readonly example: readonly unknown[];
}

/** One key. */
export const explainKey = (key: KnownKey, { keys, example: config }: Format, out: Writable): Answer => {
  const below = keysBelow(key.path, keys);
  const value = exampleAt(config, key.path);
  const example = exampleText(key.path, value);
  const facts = factsOf(key);
  return {
    text: () => [
      `${styled(out, 'bold', key.path)} ${styled(out, 'dim', key.required ? 'required' : 'optional')}`,
      ...paragraph(key.schema.description ?? '', out),
      '',
      ...fields([...facts, ['example', example]], out),
      ...(below.length > 0
        ? ['', '  keys', ...fields(below.map(named(key.path)), out).map((line) => `  ${line}`)]
        : []),
    ],
    json: () => ({
      ...{ path: key.path, required: key.required, description: key.schema.description },
      ...Object.fromEntries(facts.filter(([, text]) => text.length > 0)),
      ...{ example: value, keys: below.map(({ path }) => path) },
    }),
    markdown: () => [
      `### \`${key.path}\``,
      '',
      key.schema.description ?? '',
      '',
      ...facts.flatMap(([name, text]) => (text.length > 0 ? [`- ${name}: ${String(text)}`] : [])),
      ...['', '```yaml', ...example, '```'],
    ],
  };
};

const keysBelow = (path: string, keys: readonly KnownKey[]): KnownKey[] =>
  keys.filter((key) => key.path.startsWith(path) && /^(\[\])?\.[^.[]+$/.test(key.path.slice(path.length)));

const named =
  (path: string) =>
  (key: KnownKey): Field => [key.path.slice(path.length).replace(/^(\[\])?\./, ''), key.schema.description ?? ''];

const factsOf = ({ path, schema }: KnownKey): Field[] => [
  ['values', valuesOf(schema)],
  ['default', schema.default === undefined || isEmpty(schema.default) ? '' : JSON.stringify(schema.default)],
  ['docs', path === '' ? '' : 'docs/config.md'],
];

const isEmpty = (value: unknown): boolean => JSON.stringify(value) === '{}';

/** In words, what may be written. */
const valuesOf = (schema: JsonSchema): string => {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(' or ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(valuesOf))].join(', or ');
  if (schema.then) return `a mapping with ${branchKeys(schema).join(' or ')}`;
  switch (schema.type) {
    case 'array':
      return `a list${schema.items ? `; each entry: ${valuesOf(schema.items)}` : ''}`;
    case 'boolean':
      return 'true or false';
    case 'integer':
    case 'number':
      return `a whole number${rangeOf(schema)}`;
    case 'object':
      return schema.properties
        ? `a mapping with ${Object.keys(schema.properties)
            .filter((key) => !('not' in (schema.properties?.[key] ?? {})))
            .join(', ')}`
        : 'a mapping whose keys you choose';
    default:
      return 'text';
  }
};

/** The keys that choose between the branches of a choice. */
const branchKeys = ({ if: condition, else: otherwise }: JsonSchema): unknown[] =>
  condition ? [(condition.required as unknown[])[0], ...branchKeys(otherwise ?? {})] : [];

const rangeOf = ({ minimum, maximum }: JsonSchema): string => {
  const [least, most] = [minimum, maximum].map((bound) =>
    Math.abs(Number(bound)) < Number.MAX_SAFE_INTEGER ? bound : undefined,
  );
  if (least === undefined) return '';
  return most === undefined ? ` of at least ${least}` : ` from ${least} to ${most}`;
};

/** Of a list of mappings the first entry is enough. */
const exampleAt = (configs: readonly unknown[], path: string): unknown => {
  const [value] = examplesOf(configs, path);
  return Array.isArray(value) && typeof value[0] === 'object' ? value.slice(0, 1) : value;
};

/** The example in the keys that lead to it. */
const exampleText = (path: string, value: unknown): string[] => {
  const steps = path.replaceAll('[]', '.[]').split('.');
  const wrapped = steps.reduceRight<unknown>((inner, step) => (step === '[]' ? [inner] : { [step]: inner }), value);
  return stringify(wrapped, { lineWidth: 0 }).trimEnd().split('\n');
};
