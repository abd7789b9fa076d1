import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse as parseYaml, stringify } from 'yaml';
import { parseConfig } from '../../../lib/config/parse.ts';
import { parseCidr } from '../../../lib/net/cidr.ts';
import { shareOf } from '../../support/runs.ts';
import { validConfigs } from './support/arbitrary.ts';
import { faultsOf } from './support/faults.ts';

const everything: unknown = parseYaml(readFileSync(new URL('support/everything.yml', import.meta.url), 'utf8'));

/** All places of a value, the root not counted. */
const placesOf = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...placesOf(inner, [...path, key])])
    : [];

const replaced = (value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown => {
  if (key === undefined) return by;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
};

describe('every config in order', () => {
  it('parses, and what comes of it is plain JSON that parses to itself', () => {
    fc.assert(
      fc.property(validConfigs, (written) => {
        const config = parseConfig(JSON.stringify(written), 'waykeeper.yml');
        expect(parseConfig(JSON.stringify(config), 'config.json')).toEqual(config);
        expect(JSON.parse(JSON.stringify(config))).toEqual(config);
      }),
      { numRuns: shareOf(200) },
    );
  });

  it('means the same as YAML and as JSON', () => {
    fc.assert(
      fc.property(validConfigs, (written) => {
        expect(parseConfig(stringify(written), 'a.yml')).toEqual(parseConfig(JSON.stringify(written), 'a.json'));
      }),
      { numRuns: shareOf(100) },
    );
  });
});

describe('every faulty config', () => {
  it('is refused with faults that have a place, whatever stands wherever', () => {
    const anything = fc.oneof(
      fc.constant(null),
      fc.integer(),
      fc.string(),
      fc.constant([]),
      fc.constant({}),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...placesOf(everything)), anything, (place, value) => {
        const text = stringify(replaced(everything, place, value));
        const lines = text.split('\n').length;
        for (const { line, column, expected, found } of faultsOf(text)) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThan(0);
          expect([expected, found]).not.toContain('');
        }
      }),
      { numRuns: shareOf(150) },
    );
  });

  it('that has an unknown key anywhere is refused at that key', () => {
    const mappings = placesOf(everything).filter((place) => {
      const value = place.reduce<unknown>((at, key) => Object(at)[key], everything);
      return typeof value === 'object' && !Array.isArray(value) && !['tags', 'interfaces'].includes(place.at(-1) ?? '');
    });
    expect(mappings.length).toBeGreaterThan(40);
    for (const place of mappings) {
      const faults = faultsOf(stringify(replaced(everything, [...place, 'unheardOf'], 1)));
      expect(faults.filter(({ path }) => path.endsWith('.unheardOf'))).toHaveLength(1);
    }
  });

  it('ends in faults even if it is any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(faultsOf(text).length).toBeGreaterThan(0);
      }),
      { numRuns: shareOf(500) },
    );
  });
});

describe('parseCidr', () => {
  it('is a fixed point', () => {
    const address = fc.oneof(fc.tuple(fc.ipV4(), fc.nat(32)), fc.tuple(fc.ipV6(), fc.nat(128)));
    fc.assert(
      fc.property(address, ([ip, prefix]) => {
        const canonical = parseCidr(`${ip}/${prefix}`) ?? '';
        expect(canonical.endsWith(`/${prefix}`)).toBe(true);
        expect(parseCidr(canonical)).toBe(canonical);
      }),
      { numRuns: shareOf(500) },
    );
  });
});
