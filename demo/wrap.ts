/** Text for people in lines that fit their terminal; a pipe gets whole lines, which machines can read. */
import { stripVTControlCharacters } from 'node:util';
import wrapAnsi from 'wrap-ansi';

/** Columns of a terminal that does not tell how many it has. */
const USUAL_WIDTH = 80;

/** How much further than the first line the others of a wrapped text are indented. */
const HANGING = 2;

/** The columns of what is written to; nothing where that is no terminal. */
export const widthOf = ({ isTTY, columns }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>): number | undefined =>
  isTTY ? columns || USUAL_WIDTH : undefined;

/**
 * The text after what stands before it on its first line, such as the time or an indent. Lines end between words only,
 * so that an id longer than the width stays whole; colours take no columns.
 */
export const wrapped = (before: string, text: string, width: number | undefined): string => {
  if (width === undefined) return `${before}${text}`;
  const indent = stripVTControlCharacters(before).length + HANGING;
  const [first = '', ...others] = wrapAnsi(text, Math.max(1, width - indent)).split('\n');
  return [`${before}${first}`, ...others.map((line) => `${' '.repeat(indent)}${line}`)].join('\n');
};
