/** How a plan differs from the one that was reviewed. */
import type { Writable } from 'node:stream';
import type { Change, Difference } from '../../lib/core/plan.ts';
import { brief } from '../../lib/core/report/text.ts';
import { widthOf } from '../terminal.ts';
import { hanging } from './columns.ts';

interface Plans {
  readonly before: readonly Change[];
  readonly now: readonly Change[];
}

/** What was planned and is no longer, what came, and what is another change of the same thing; the keys alone would not tell. */
export const differenceLines = (
  controller: string,
  { came, went, changed }: Difference,
  { before, now }: Plans,
  out: Writable,
): string[] => {
  const line = (words: string, text: string): string[] => hanging(`  ${words.padEnd(9)}`, text, widthOf(out));
  const of = (changes: readonly Change[], key: string): string => {
    const change = changes.find((one) => one.key === key);
    return change ? `${change.action} ${brief(change.before)} → ${brief(change.after)}` : '';
  };
  return [
    `${controller}:`,
    ...came.flatMap((key) => line('came', `${key}: ${of(now, key)}`)),
    ...went.flatMap((key) => line('went', `${key}: ${of(before, key)}`)),
    ...changed.flatMap((key) => line('changed', `${key}: was ${of(before, key)}, is ${of(now, key)}`)),
  ];
};
