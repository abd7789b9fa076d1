import { sourceOf } from '../../../scripts/sources.ts';

describe('what a function loads of the config', () => {
  it.each(['types', 'errors'])('%s.ts brings neither schema library nor YAML parser', (file) => {
    expect(sourceOf(`lib/config/${file}.ts`).valueImports).toEqual([]);
  });
});
