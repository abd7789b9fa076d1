import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLE, exampleRoles, PAGE, withPermissions } from '../../../scripts/permissions.ts';

const read = (file: string): string => readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');

describe('what the functions may do', () => {
  it('stands in the docs as in the table that roles are made of (node scripts/permissions.ts)', () => {
    expect(withPermissions(read(PAGE))).toBe(read(PAGE));
  });

  it('with the example config is what eyes have reviewed (node scripts/permissions.ts)', () => {
    expect(exampleRoles()).toBe(read(EXAMPLE));
  });

  it('is missed where the page has no place for it', () => {
    expect(() => withPermissions('# Security')).toThrow('expected the markers');
  });
});
