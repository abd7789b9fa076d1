import { excerpt } from '../../../cli/check-excerpt.ts';
import { githubAnnotations, sarif } from '../../../cli/check-formats.ts';

const WIDE = Number.POSITIVE_INFINITY;

describe('the lines around a fault', () => {
  const text = ['one', 'two', 'three', '\tfour: x', 'five'].join('\n');

  it('are the line and two before it, with a caret under the place', () => {
    expect(excerpt(text, { line: 4, column: 8 }, WIDE)).toEqual([
      '  2 | two',
      '  3 | three',
      '  4 |  four: x',
      '    |        ^',
    ]);
  });

  it('are aligned where numbers get longer', () => {
    const long = Array.from({ length: 12 }, (_, at) => `l${at + 1}`).join('\n');
    expect(excerpt(long, { line: 10, column: 2 }, WIDE)).toEqual(['   8 | l8', '   9 | l9', '  10 | l10', '     |  ^']);
  });

  it('are no longer than the terminal is wide, and keep the place in sight', () => {
    const json = `{"a": ${'x'.repeat(300)}, "moode": 1}`;
    const lines = excerpt(json, { line: 1, column: json.indexOf('"moode"') + 1 }, 80);
    expect(lines.every((line) => line.length <= 80)).toBe(true);
    expect(lines[0]?.slice(lines[1]?.indexOf('^'))).toMatch(/^"moode": 1}/);
    expect(excerpt(json, { line: 1, column: 1 }, 80)[0]).toMatch(/^ {2}1 \| \{"a": x+…$/);
  });

  it('write nothing that a terminal obeys', () => {
    expect(excerpt('a\u001b[31m: x', { line: 1, column: 1 }, WIDE)).toEqual(['  1 | a·[31m: x', '    | ^']);
  });

  it('are none of an empty file', () => {
    expect(excerpt('\n', { line: 1, column: 1 }, WIDE)).toEqual([]);
    expect(excerpt('a', { line: 3, column: 1 }, WIDE)).toEqual([]);
  });
});

describe('annotations', () => {
  it('escape what separates their parts', () => {
    const remark = {
      level: 'warning',
      path: 'tags["a,b:c"]',
      line: 2,
      column: 3,
      text: '100 %\nsure, is it?',
    } as const;
    expect(githubAnnotations('a,b.yml', [remark])).toEqual([
      '::warning file=a%2Cb.yml,line=2,col=3,title=tags["a%2Cb%3Ac"]::100 %25%0Asure, is it?',
    ]);
  });
});

describe('SARIF', () => {
  const uri = (file: string): unknown =>
    JSON.stringify(sarif(file, [{ level: 'error', path: '', line: 1, column: 1, text: 'x' }])).match(
      /"uri":"([^"]*)"/,
    )?.[1];

  it('names the file as code scanning finds it', () => {
    expect(uri('waykeeper.yml')).toBe('waykeeper.yml');
    expect(uri('./a b/c.yml')).toBe('a%20b/c.yml');
    expect(uri(`${process.cwd()}/net/waykeeper.yml`)).toBe('net/waykeeper.yml');
    expect(uri('/elsewhere/waykeeper.yml')).toBe('file:///elsewhere/waykeeper.yml');
  });
});
