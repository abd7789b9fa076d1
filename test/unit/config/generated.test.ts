import { readFileSync } from 'node:fs';
import { configJsonSchema, knownKeys } from '../../../lib/config/jsonschema.ts';
import { DOCS_FILE, SCHEMA_FILE, schemaText, withKeyTable } from '../../../scripts/schema.ts';

const read = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

describe('what is generated from the schema', () => {
  it('is current in the repository: run `node scripts/schema.ts` after a change', () => {
    expect(read(SCHEMA_FILE)).toBe(schemaText());
    expect(read(DOCS_FILE)).toBe(withKeyTable(read(DOCS_FILE)));
  });

  it('is a strict JSON Schema of draft 2020-12', () => {
    expect(configJsonSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['version'],
      additionalProperties: false,
    });
  });

  it('explains every key to an editor', () => {
    const silent = knownKeys(configJsonSchema()).filter(({ schema }) => !schema.description);
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('is refused without the markers of the table', () => {
    expect(() => withKeyTable('# Docs')).toThrow(/expected the markers/);
  });
});
