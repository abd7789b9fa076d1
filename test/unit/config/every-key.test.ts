import { exampleConfigs, examplesOf } from '../../../lib/config/every-key.ts';
import { configJsonSchema, type JsonSchema, knownKeys } from '../../../lib/config/jsonschema.ts';
import { sentences } from './support/faults.ts';

const configs = exampleConfigs();

describe('the examples of every key', () => {
  it('are configs in order', () => {
    for (const config of configs) expect(sentences(JSON.stringify(config))).toEqual([]);
  });

  it('have every key', () => {
    const keys = knownKeys(configJsonSchema()).filter(({ reserved }) => !reserved);
    expect(keys.filter(({ path }) => examplesOf(configs, path).length === 0).map(({ path }) => path)).toEqual([]);
  });

  it('are looked up through lists and through mappings of the writer', () => {
    expect(examplesOf(configs, 'connections[].accept[].maxPerAccount')).toEqual([5]);
    expect(examplesOf(configs, 'routes[].appliances[].interfaces.*')[0]).toBe('eni-0aout');
    expect(examplesOf(configs, 'routes[].name')).toEqual(['edge-firewall', 'inspection', 'egress']);
    expect(examplesOf(configs, 'routes.name')).toEqual([]);
    expect(examplesOf(configs, 'nothing[].of')).toEqual([]);
  });
});

describe('the examples of the JSON Schema', () => {
  const schemas = (schema: JsonSchema): JsonSchema[] => [
    schema,
    ...[
      ...Object.values(schema.properties ?? {}),
      ...(schema.anyOf ?? []),
      schema.items,
      schema.then,
      schema.else,
    ].flatMap((inner) => (inner ? schemas(inner) : [])),
  ];

  it('are given for each key whose values are text or numbers', () => {
    const isOpen = ({ type, enum: words }: JsonSchema) => (type === 'string' || type === 'integer') && !words;
    const open = knownKeys(configJsonSchema()).filter(({ schema }) => isOpen(schema));
    expect(open.filter(({ schema }) => !schema.examples).map(({ path }) => path)).toEqual([]);
    expect(open.length).toBeGreaterThan(50);
  });

  it('fit the patterns that stand beside them', () => {
    const withPattern = schemas(configJsonSchema()).filter(({ examples, pattern }) => examples && pattern);
    expect(withPattern.length).toBeGreaterThan(30);
    for (const { examples, pattern } of withPattern) {
      for (const example of examples as string[]) expect(example).toMatch(new RegExp(String(pattern)));
    }
  });
});
