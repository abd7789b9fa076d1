/** Where a subcommand reads and writes: the process's own streams, or what a test passes. */
import type { Readable, Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { Output } from './options.ts';

export interface Terminal {
  readonly out: Writable;
  readonly err: Writable;
  /** Where a person answers; without it nobody is asked. */
  readonly in?: Readable;
}

type Style = Parameters<typeof styleText>[0];

/** Colours text, if the stream is a terminal that wants colours (`NO_COLOR`). */
export const styled = (stream: Writable, style: Style, text: string): string => styleText(style, text, { stream });

export const printLine = (stream: Writable, line = ''): void => void stream.write(`${line}\n`);

/** How many columns a line may have: those of the terminal, and any number in a pipe. */
export const widthOf = (stream: Writable): number => {
  const { columns, isTTY } = stream as Writable & { readonly columns?: number; readonly isTTY?: boolean };
  return isTTY && columns ? columns : Number.POSITIVE_INFINITY;
};

/** The same answer in each of the forms that a person may ask for. */
export interface Answer {
  /** Lines as the stream shows them. */
  readonly text: () => readonly string[];
  readonly json: () => unknown;
  readonly markdown: () => readonly string[];
}

/** Prints an answer on standard output. */
export const printAnswer = ({ out }: Terminal, output: Output, answer: Answer): void => {
  if (output === 'json') printLine(out, JSON.stringify(answer.json(), null, 2));
  else for (const line of answer[output]()) printLine(out, line);
};

/** Rows with their columns aligned, indented by two spaces. */
export const aligned = (rows: readonly (readonly string[])[]): string[] => {
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    `  ${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(width(column) + 2))).join('')}`.trimEnd(),
  );
};
