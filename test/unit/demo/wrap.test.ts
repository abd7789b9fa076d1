import { stripVTControlCharacters, styleText } from 'node:util';
import { widthOf, wrapped } from '../../../demo/wrap.ts';

const WIDTHS = [40, 80, 120];
const INDENTS = ['', '  ', '              '];
const ID = 'Z0S3/*.vpce-0123456789abcdef0-01234567.s3.eu-west-2.vpce.amazonaws.com/AAAA';
const WHY =
  'the zone now follows endpoint vpce-0123456789abcdef0, since the one before it was deleted: its addresses left';
const TEXT = `left ${ID}, ${ID}: ${WHY} [ENDPOINT_CHANGED]`;

const CASES = WIDTHS.flatMap((width) => INDENTS.map((indent) => [width, indent] as const));

describe('a text in a terminal', () => {
  it.each(CASES)('of %i columns, indented by "%s", has lines that fit or are one word', (width, indent) => {
    for (const line of wrapped(indent, TEXT, width).split('\n')) {
      expect(line.length <= width || !line.trim().includes(' ')).toBe(true);
    }
  });

  it.each(CASES)('of %i columns, indented by "%s", has each word once and whole', (width, indent) => {
    const lines = wrapped(indent, TEXT, width).split('\n');
    expect(lines.map((line) => line.trim()).join(' ')).toBe(TEXT);
  });

  it('hangs two columns further in than it starts', () => {
    expect(wrapped('10:00  ', 'one two three', 16)).toBe('10:00  one two\n         three');
  });

  it.each(WIDTHS)('of %i columns breaks where it would without its colours', (width) => {
    const painted = styleText('red', TEXT, { validateStream: false });
    const before = styleText('dim', '10:00  ', { validateStream: false });
    expect(stripVTControlCharacters(wrapped(before, painted, width))).toBe(wrapped('10:00  ', TEXT, width));
  });

  it('has a word in each line where there is no room for more', () => {
    expect(wrapped('          ', 'one two', 8)).toBe('          one\n            two');
  });
});

describe('the width of what is written to', () => {
  it.each([
    ['the columns of a terminal', { isTTY: true, columns: 132 }, 132],
    ['80 where a terminal does not tell', { isTTY: true, columns: 0 }, 80],
    ['none in a pipe, which gets whole lines', { isTTY: false, columns: 0 }, undefined],
  ])('is %s', (_, stream, width) => {
    expect(widthOf(stream)).toBe(width);
    expect(wrapped('  ', TEXT, width)).toBe(width === undefined ? `  ${TEXT}` : wrapped('  ', TEXT, width));
  });
});
