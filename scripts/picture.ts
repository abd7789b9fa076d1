/**
 * Makes an SVG of a picture drawn with box characters, so that the source stays readable and a change shows in a diff.
 * Usage: node scripts/picture.ts docs/routes.txt docs/routes.svg
 */
import { readFileSync, writeFileSync } from 'node:fs';

/** The size of one character, in pixels. */
const WIDTH = 8.4;
const HEIGHT = 18;
const FONT_SIZE = 14;

/** Which sides of its cell a character's lines reach: up, right, down, left. */
const LINES: Readonly<Record<string, string>> = {
  '─': 'rl',
  '│': 'ud',
  '┌': 'rd',
  '┐': 'dl',
  '└': 'ur',
  '┘': 'ul',
  '├': 'urd',
  '┤': 'udl',
  '┬': 'rdl',
  '┴': 'url',
  '┼': 'urdl',
  '►': 'l',
};

const number = (value: number): string => String(Math.round(value * 10) / 10);
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The strokes of one line character, from the middle of its cell to its sides. */
const strokes = (sides: string, column: number, row: number): string => {
  const [x, y] = [(column + 0.5) * WIDTH, (row + 0.5) * HEIGHT];
  const ends: Readonly<Record<string, string>> = {
    u: `V${number(y - HEIGHT / 2)}`,
    d: `V${number(y + HEIGHT / 2)}`,
    l: `H${number(x - WIDTH / 2)}`,
    r: `H${number(x + WIDTH / 2)}`,
  };
  return [...sides].map((side) => `M${number(x)} ${number(y)}${ends[side]}`).join('');
};

const arrow = (column: number, row: number): string => {
  const [x, y] = [column * WIDTH, (row + 0.5) * HEIGHT];
  return `M${number(x + WIDTH / 4)} ${number(y - 4)}L${number(x + WIDTH)} ${number(y)}L${number(x + WIDTH / 4)} ${number(y + 4)}Z`;
};

/** Words of a line, each with its column; what is drawn as lines separates them. */
const words = (line: string): { readonly text: string; readonly column: number }[] =>
  [...line.matchAll(/[^\s─│┌┐└┘├┤┬┴┼►]+(?: [^\s─│┌┐└┘├┤┬┴┼►]+)*/g)].map(({ 0: text, index }) => ({
    text,
    column: index,
  }));

/** The SVG of a picture. */
export const svgOf = (picture: string): string => {
  const lines = picture.trimEnd().split('\n');
  const cells = lines.flatMap((line, row) => [...line].map((character, column) => ({ character, column, row })));
  const path = cells.map(({ character, column, row }) => strokes(LINES[character] ?? '', column, row)).join('');
  const arrows = cells
    .flatMap(({ character, column, row }) => (character === '►' ? [arrow(column, row)] : []))
    .join('');
  const texts = lines.flatMap((line, row) =>
    words(line).map(({ text, column }) => {
      const place = `x="${number(column * WIDTH)}" y="${number((row + 0.75) * HEIGHT)}" textLength="${number(text.length * WIDTH)}"`;
      return `<text ${place}>${escaped(text)}</text>`;
    }),
  );
  const width = Math.ceil((Math.max(...lines.map(({ length }) => length)) + 1) * WIDTH);
  const height = lines.length * HEIGHT + HEIGHT / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(lines[0]?.trim() ?? '')}</title>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<path d="${path}" fill="none" stroke="#456" stroke-width="1.5"/>`,
    `<path d="${arrows}" fill="#456"/>`,
    `<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="${FONT_SIZE}" fill="#123" xml:space="preserve">`,
    ...texts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
};

if (import.meta.main) {
  const [from, to] = process.argv.slice(2);
  if (from === undefined || to === undefined) throw new Error('expected two files: the picture and the SVG');
  writeFileSync(to, svgOf(readFileSync(from, 'utf8')));
}
