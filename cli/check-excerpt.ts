/** The lines of a file around a fault, with a caret under its place. */
import type { LocatedProblem } from '../lib/config/errors.ts';

/** Lines that are shown before the one with the fault. */
const BEFORE = 2;
/** Columns of the file that are shown at most, since a config may be one line of JSON. */
const WIDEST = 120;
/** A piece of a longer line begins so far before the fault. */
const LEAD = 40;

/** The line with the fault and those before it, numbered, and a caret; nothing where the file has no such line. */
export const excerpt = (
  text: string,
  { line, column }: Pick<LocatedProblem, 'line' | 'column'>,
  width: number,
): string[] => {
  const all = text.split(/\r?\n/);
  if (all[line - 1] === undefined || text.trim() === '') return [];
  const digits = String(line).length;
  const room = Math.max(20, Math.min(width - digits - 5, WIDEST));
  const from = column > room ? column - 1 - Math.min(LEAD, room / 2) : 0;
  const first = Math.max(1, line - BEFORE);
  const shown = all
    .slice(first - 1, line)
    .map((content, at) => numbered(String(first + at), piece(content, from, room)));
  return [...shown, numbered('', `${' '.repeat(column - 1 - from + (from > 0 ? 1 : 0))}^`)].map((row) =>
    `  ${row.padStart(digits + row.length - row.indexOf(' |'))}`.trimEnd(),
  );
};

const numbered = (number: string, content: string): string => `${number} | ${content}`;

/** As many columns of a line as there is room for. A tab is one column, and nothing of a file controls a terminal. */
const piece = (content: string, from: number, room: number): string => {
  const plain = content.replaceAll('\t', ' ').replaceAll(/\p{Cc}/gu, '·');
  const cut = plain.slice(from, from + room);
  return `${from > 0 ? '…' : ''}${cut}${plain.length > from + room ? '…' : ''}`;
};
