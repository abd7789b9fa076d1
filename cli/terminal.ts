/** Where a subcommand writes: the process's own streams, or what a test passes. */
import type { Writable } from 'node:stream';
import { styleText } from 'node:util';

export interface Terminal {
  readonly out: Writable;
  readonly err: Writable;
}

type Style = Parameters<typeof styleText>[0];

/** Colours text, if the stream is a terminal that wants colours. */
export const styled = (stream: Writable, style: Style, text: string): string => styleText(style, text, { stream });

export const printLine = (stream: Writable, line = ''): void => void stream.write(`${line}\n`);

/** Rows with their columns aligned, indented by two spaces. */
export const aligned = (rows: readonly (readonly string[])[]): string[] => {
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    `  ${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(width(column) + 2))).join('')}`.trimEnd(),
  );
};
