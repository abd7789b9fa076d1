/** What tests say when a program that they need is not there. */
import { findProgram, missingPrograms } from '../../support/programs.ts';

describe('a program', () => {
  it('is found by its name, and nothing is found by any other', () => {
    expect(findProgram('sh')).toMatch(/\/sh$/);
    expect(findProgram('no-such-program-of-waykeeper')).toBeUndefined();
  });

  it('that is missing is named together with its Debian package', () => {
    const programs = [
      { name: 'sh', debianPackage: 'dash' },
      { name: 'no-such-a', debianPackage: 'no-such' },
      { name: 'no-such-b', debianPackage: 'no-such' },
    ];
    expect(missingPrograms(programs)).toBe('no-such-a, no-such-b not found (Debian: apt-get install no-such)');
    expect(missingPrograms(programs.slice(0, 1))).toBeUndefined();
  });
});
