/** Text in columns that fit a terminal. Pure. */
import { stripVTControlCharacters } from 'node:util';
import wrapAnsi from 'wrap-ansi';

const widthOf = (text: string): number => stripVTControlCharacters(text).length;

const pad = (text: string, width: number): string => `${text}${' '.repeat(Math.max(0, width - widthOf(text)))}`;

const linesOf = (text: string, width: number): string[] =>
  Number.isFinite(width) ? wrapAnsi(text, Math.max(1, width), { hard: true, trim: true }).split('\n') : [text];

/** A text behind what its first line begins with; its further lines stand below its first word. */
export const hanging = (lead: string, text: string, width: number): string[] =>
  linesOf(text, width - widthOf(lead)).map((line, at) =>
    `${at === 0 ? lead : ' '.repeat(widthOf(lead))}${line}`.trimEnd(),
  );

/** Cells side by side, each wrapped within its width, with the lead before the first line. */
export const beside = (lead: string, cells: readonly (readonly [text: string, width: number])[]): string[] => {
  const wrapped = cells.map(([text, width]) => linesOf(text, width));
  const height = Math.max(...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) => {
    const row = cells.map(([, width], column) =>
      pad(wrapped[column]?.[at] ?? '', width === Number.POSITIVE_INFINITY ? 0 : width),
    );
    return `${at === 0 ? lead : ' '.repeat(widthOf(lead))}${row.join('')}`.trimEnd();
  });
};

/** The widest of some texts. */
export const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(widthOf));
