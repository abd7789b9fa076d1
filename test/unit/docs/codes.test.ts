import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

const read = (pattern: string): string =>
  globSync(pattern, { cwd: ROOT })
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n');

/** Where lib/ gives a reason, a skip, a finding or an outcome its code. */
const GIVEN = [
  /\breason\(\s*'([A-Z][A-Z0-9_]+)'/g,
  /\b(?:skip|leave|failed)\(\s*[^,()]+(?:\([^()]*\))?,\s*'([A-Z][A-Z0-9_]+)'/g,
  /\bleave\(\s*'([A-Z][A-Z0-9_]+)'/g,
  /\bcode: '([A-Z][A-Z0-9_]+)'/g,
  /\bconst ([A-Z_]+) = '\1';/g,
];

const codes = (): string[] => {
  const source = read('lib/**/*.ts');
  return [...new Set(GIVEN.flatMap((pattern) => [...source.matchAll(pattern)].map(([, code]) => code ?? '')))].sort();
};

describe('every code that a report can hold', () => {
  it('is found in the source', () => {
    expect(codes().length).toBeGreaterThan(40);
    expect(codes()).toEqual(
      expect.arrayContaining(['NOT_OURS', 'SPLIT', 'CLAIMED_TWICE', 'UNCONFIRMED', 'ALARM_NOT_FOUND']),
    );
  });

  it('is explained in the docs', () => {
    const docs = read('docs/*.md');
    expect(codes().filter((code) => !docs.includes(`\`${code}\``))).toEqual([]);
  });
});
