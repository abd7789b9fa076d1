/** The JSON Schema that editors check waykeeper.yml with, and the keys that it knows. */
import * as z from 'zod';
import { configSchema } from './schema/index.ts';

/** A JSON Schema as plain data, as far as it is looked at here. */
export interface JsonSchema {
  readonly [key: string]: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly default?: unknown;
  readonly not?: unknown;
}

/** Draft 2020-12, made from the schema that the config is validated with. */
export const configJsonSchema = (): JsonSchema => {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-2020-12' });
  return { $schema, title: 'Waykeeper config', ...rest } as JsonSchema;
};

/** One key of the format: `connections[].services.tags`. Reserved ones may not be written. */
export interface KnownKey {
  readonly path: string;
  readonly schema: JsonSchema;
  readonly reserved: boolean;
}

/** Every key of the schema once, in its order; keys that the writer chooses (tags, roles) are `*`. */
export const knownKeys = (schema: JsonSchema, base = ''): KnownKey[] => {
  const keys = [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
      const path = base === '' ? key : `${base}.${key}`;
      return [{ path, schema: value, reserved: 'not' in value }, ...knownKeys(value, path)];
    }),
    ...(schema.anyOf ?? []).flatMap((branch) => knownKeys(branch, base)),
    ...(schema.items ? knownKeys(schema.items, `${base}[]`) : []),
    ...(typeof schema.additionalProperties === 'object' ? knownKeys(schema.additionalProperties, `${base}.*`) : []),
  ];
  return keys.filter(({ path }, at) => keys.findIndex((key) => key.path === path) === at);
};
