import { readFileSync } from 'node:fs';
import { configJsonSchema, type JsonSchema, knownKeys } from '../../../lib/config/jsonschema.ts';
import { DOCS_FILE, SCHEMA_FILE, schemaText, withKeyTable } from '../../../scripts/schema.ts';

const read = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

const schemaOf = (path: string): JsonSchema =>
  knownKeys(configJsonSchema()).find((key) => key.path === path)?.schema ?? {};

/** By which key each branch of a choice is chosen; each must want its key and refuse all foreign ones. */
const branches = (schema: JsonSchema = {}): unknown[] => {
  const { if: condition, then: branch, else: otherwise } = schema;
  if (!condition || !branch) return [];
  const [key] = condition.required as string[];
  expect(branch).toMatchObject({ additionalProperties: false, required: expect.arrayContaining([key]) });
  return [key, ...branches(otherwise)];
};

describe('what is generated from the schema', () => {
  it('is current in the repository: run `node scripts/schema.ts` after a change', () => {
    expect(read(SCHEMA_FILE)).toBe(schemaText());
    expect(read(DOCS_FILE)).toBe(withKeyTable(read(DOCS_FILE)));
  });

  it('is a strict JSON Schema of draft 2020-12', () => {
    expect(configJsonSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:waykeeper:config:1',
      type: 'object',
      required: ['version'],
      additionalProperties: false,
    });
  });

  it.each([
    ['dns.forwarders[].publish', ['resolverRule', 'record', 'file']],
    ['dns.answers[].publish', ['file', 'update']],
    ['routes[].appliances', ['interface', 'interfaces', 'endpoint', 'natGateway']],
  ])('judges an entry of %s by the branch whose key is written', (path, keys) => {
    expect(branches(schemaOf(path).items)).toEqual(keys);
  });

  it.each([
    ['dns.zones[].endpoint', ['id', 'ids', 'tags', 'service']],
    ['dns.answers[].from.endpoint', ['id', 'ids', 'tags', 'service']],
    ['dns.forwarders[].from', ['resolverEndpoint', 'vpcResolver', 'addresses']],
    ['connections[].services', ['id', 'ids', 'tags']],
    ['routes[].health.probe', ['tcp', 'http']],
  ])('judges %s by the branch whose key is written', (path, keys) => {
    expect(branches(schemaOf(path))).toEqual(keys);
  });

  it('says of a choice without any of its keys which there are', () => {
    const { else: otherwise } = schemaOf('routes[].health.probe').else ?? {};
    expect(otherwise).toMatchObject({
      additionalProperties: false,
      anyOf: [{ required: ['tcp'] }, { required: ['http'] }],
    });
    expect(Object.keys(otherwise?.properties ?? {})).toEqual(expect.arrayContaining(['tcp', 'http', 'from', 'rise']));
  });

  it('has no keyword that JSON Schema does not know', () => {
    expect(JSON.stringify(configJsonSchema())).not.toContain('chosenBy');
  });

  it('explains every key to an editor', () => {
    const silent = knownKeys(configJsonSchema()).filter(({ schema }) => !schema.description);
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('is refused without the markers of the table', () => {
    expect(() => withKeyTable('# Docs')).toThrow(/expected the markers/);
  });
});
