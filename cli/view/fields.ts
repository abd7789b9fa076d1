/** Named pieces of text in two columns, in lines that fit the terminal. */
import type { Writable } from 'node:stream';
import wrapAnsi from 'wrap-ansi';
import { styled, widthOf } from '../terminal.ts';

/** A name, and its text; lines of a text that must not be wrapped are a list. */
export type Field = readonly [name: string, text: string | readonly string[]];

const INDENT = 2;
/** Text is wrapped to no less, however narrow the terminal is. */
const NARROWEST = 24;

/** The names on the left, what they stand for on the right. Fields without text are left out. */
export const fields = (all: readonly Field[], out: Writable): string[] => {
  const filled = all.filter(([, text]) => text.length > 0);
  const column = INDENT + Math.max(0, ...filled.map(([name]) => name.length)) + 2;
  return filled.flatMap(([name, text]) => {
    const lines = typeof text === 'string' ? wrap(text, widthOf(out) - column) : text;
    return lines.map((line, at) => {
      const left = at === 0 ? `${' '.repeat(INDENT)}${name}` : '';
      return `${styled(out, 'dim', left)}${' '.repeat(column - left.length)}${line}`;
    });
  });
};

/** A paragraph, indented. */
export const paragraph = (text: string, out: Writable): string[] =>
  wrap(text, widthOf(out) - INDENT).map((line) => `${' '.repeat(INDENT)}${line}`);

/** Between words only: an id or a command that is longer stays whole. */
const wrap = (text: string, width: number): string[] =>
  Number.isFinite(width) ? wrapAnsi(text, Math.max(NARROWEST, width)).split('\n') : text.split('\n');
