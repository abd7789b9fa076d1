import { readFileSync } from 'node:fs';
import { svgOf } from '../../../scripts/picture.ts';

const read = (file: string): string => readFileSync(new URL(`../../../docs/${file}`, import.meta.url), 'utf8');

describe('a picture of the docs', () => {
  it.each(['architecture', 'routes'])(
    'is made from its text: run `node scripts/picture.ts docs/%s.txt docs/%s.svg` after a change',
    (name) => {
      expect(read(`${name}.svg`)).toBe(svgOf(read(`${name}.txt`)));
    },
  );

  it('draws lines as lines and words as words', () => {
    const svg = svgOf('┌─►a < b\n');
    expect(svg).toContain('<text x="25.2" y="13.5" textLength="42">a &lt; b</text>');
    expect(svg).toMatch(/<path d="M[^"]+" fill="none"/);
  });
});
