import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACKNOWLEDGEABLE_FILE, acknowledgeableText, TABLES, withCodeTables } from '../../../scripts/codes.ts';

const read = (page: string): string => readFileSync(join(import.meta.dirname, '../../..', page), 'utf8');

describe('the tables of codes in the docs', () => {
  it.each(Object.keys(TABLES))('of %s are those of the lists (node scripts/codes.ts)', (page) => {
    expect(withCodeTables(page, read(page))).toBe(read(page));
  });

  it('are missed where a page has no place for them', () => {
    expect(() => withCodeTables('docs/by-hand.md', '# By hand')).toThrow('expected the markers');
  });
});

it('the codes that a config may acknowledge are those of the lists (node scripts/codes.ts)', () => {
  expect(read(ACKNOWLEDGEABLE_FILE)).toBe(acknowledgeableText());
});
