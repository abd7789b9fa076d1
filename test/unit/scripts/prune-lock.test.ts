import { pruneLock } from '../../../scripts/prune-lock.ts';

describe('repairing the lock', () => {
  it('drops optional dependencies that have no entry, and names them', () => {
    const lock = {
      packages: {
        '': {},
        'node_modules/esbuild': { optionalDependencies: { '@esbuild/linux-x64': '1', '@esbuild/aix-ppc64': '1' } },
        'node_modules/@esbuild/linux-x64': {},
      },
    };
    expect(pruneLock(lock)).toEqual(['@esbuild/aix-ppc64']);
    expect(lock.packages['node_modules/esbuild']).toEqual({ optionalDependencies: { '@esbuild/linux-x64': '1' } });
  });

  it('keeps those that Node finds nested, beside or further up', () => {
    const lock = {
      packages: {
        '': { optionalDependencies: { top: '1' } },
        'node_modules/top': {},
        'node_modules/a': { optionalDependencies: { nested: '1', top: '1' } },
        'node_modules/a/node_modules/nested': {},
        'node_modules/a/node_modules/b': { optionalDependencies: { beside: '1', top: '1' } },
        'node_modules/a/node_modules/beside': {},
      },
    };
    expect(pruneLock(lock)).toEqual([]);
  });

  it('drops what only lies where Node does not look', () => {
    const lock = {
      packages: {
        'node_modules/a': { optionalDependencies: { hidden: '1' } },
        'node_modules/b/node_modules/hidden': {},
      },
    };
    expect(pruneLock(lock)).toEqual(['hidden']);
  });

  it('finds nothing more to do the second time', () => {
    const lock = { packages: { 'node_modules/a': { optionalDependencies: { gone: '1' } } } };
    pruneLock(lock);
    expect(pruneLock(lock)).toEqual([]);
  });
});
