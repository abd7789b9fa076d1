import { build } from 'esbuild';

describe('what a function loads of the config', () => {
  it.each(['types', 'errors'])('%s.ts brings neither schema library nor YAML parser', async (file) => {
    const { metafile } = await build({
      entryPoints: [`lib/config/${file}.ts`],
      bundle: true,
      write: false,
      platform: 'node',
      metafile: true,
    });
    expect(Object.keys(metafile.inputs)).toEqual([`lib/config/${file}.ts`]);
  });
});
