/** The JSON Schema that editors check waykeeper.yml with, and the keys that it knows. */
import * as z from 'zod';
import { exampleConfigs, examplesOf } from './every-key.ts';
import { CHOSEN_BY } from './schema/common.ts';
import { configSchema } from './schema/index.ts';

/** A JSON Schema as plain data, as far as it is looked at here. */
export interface JsonSchema {
  readonly [key: string]: unknown;
  readonly description?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly not?: unknown;
}

/** The name of the format: whoever bundles the schema finds it by this, and it is fetched from nowhere. */
const ID = 'urn:waykeeper:config:1';

/** Draft 2020-12, made from the schema that the config is validated with. */
export const configJsonSchema = (): JsonSchema => {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-2020-12' });
  return {
    $schema,
    $id: ID,
    title: 'Waykeeper config',
    ...forEditors(rest as JsonSchema, '', exampleConfigs()),
  } as JsonSchema;
};

/** With examples, and with choices in a form that lets an editor say what is wrong in the branch that was meant. */
const forEditors = (schema: JsonSchema, path: string, config: readonly unknown[]): JsonSchema => {
  const { [CHOSEN_BY]: keys, properties, items, anyOf, additionalProperties, ...rest } = schema;
  const within = (inner: JsonSchema, below: string): JsonSchema => forEditors(inner, below, config);
  const branches = anyOf?.map((branch) => within(branch, path));
  return {
    ...rest,
    ...(properties && {
      properties: mapValues(properties, (value, key) => within(value, path === '' ? key : `${path}.${key}`)),
    }),
    ...(items && { items: within(items, `${path}[]`) }),
    ...(branches && (Array.isArray(keys) ? chosen(keys, branches) : { anyOf: branches })),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof additionalProperties === 'object' ? within(additionalProperties, `${path}.*`) : additionalProperties,
        }),
    ...exampleAt(schema, path, config),
  };
};

const mapValues = <From, To>(
  from: Readonly<Record<string, From>>,
  to: (value: From, key: string) => To,
): Record<string, To> => Object.fromEntries(Object.entries(from).map(([key, value]) => [key, to(value, key)]));

/** The branch whose key is written judges alone; without any of the keys that is all there is to say. */
const chosen = (keys: readonly string[], branches: readonly JsonSchema[]): JsonSchema =>
  branches.reduceRight<JsonSchema>(
    // biome-ignore lint/suspicious/noThenProperty: It is a keyword of JSON Schema.
    (otherwise, branch, at) => ({ if: { type: 'object', required: [keys[at] ?? ''] }, then: branch, else: otherwise }),
    noneChosen(keys, branches),
  );

const noneChosen = (keys: readonly string[], branches: readonly JsonSchema[]): JsonSchema => ({
  type: 'object',
  properties: Object.assign(
    {},
    ...branches.map(({ properties = {} }) => mapValues(properties, ({ description }) => ({ description }))),
  ),
  additionalProperties: false,
  anyOf: keys.map((key) => ({ required: [key] })),
});

/** Of a key with a value of its own; what stands in a list or a mapping has its own. */
const exampleAt = (schema: JsonSchema, path: string, config: readonly unknown[]): JsonSchema => {
  const isClosed = 'const' in schema || 'enum' in schema || 'not' in schema || schema.type === 'boolean';
  if (path === '' || isClosed) return {};
  const [example] = examplesOf(config, path).filter(isPlain);
  return example === undefined ? {} : { examples: [example] };
};

const isPlain = (value: unknown): boolean =>
  Array.isArray(value) ? value.every((item) => typeof item !== 'object') : typeof value !== 'object';

/** One key of the format: `connections[].services.tags`. Reserved ones may not be written. */
export interface KnownKey {
  readonly path: string;
  readonly schema: JsonSchema;
  readonly reserved: boolean;
  /** In what it stands in, where that is written. */
  readonly required: boolean;
}

/** Every key of the schema once, in its order; keys that the writer chooses (tags, roles) are `*`. */
export const knownKeys = (schema: JsonSchema, base = ''): KnownKey[] => {
  const keys = [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
      const path = base === '' ? key : `${base}.${key}`;
      return [
        { path, schema: value, reserved: 'not' in value, required: schema.required?.includes(key) === true },
        ...knownKeys(value, path),
      ];
    }),
    ...[...(schema.anyOf ?? []), schema.then, schema.else].flatMap((branch) => (branch ? knownKeys(branch, base) : [])),
    ...(schema.items ? knownKeys(schema.items, `${base}[]`) : []),
    ...(typeof schema.additionalProperties === 'object' ? knownKeys(schema.additionalProperties, `${base}.*`) : []),
  ];
  return keys.filter(({ path }, at) => keys.findIndex((key) => key.path === path) === at);
};
