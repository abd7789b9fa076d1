/** The `acknowledge` section: what people know of and leave as it is for a time. */
import * as z from 'zod';
import { ACKNOWLEDGEABLE, DEAD } from './acknowledgeable.ts';
import { day, guess, line, mapping, text } from './common.ts';

const knownCode = (input: unknown): string => {
  if (DEAD.some((code) => code === input)) {
    return 'another code: a route or a name leads nowhere, which nobody can acknowledge';
  }
  return `the code of a finding, or of what is stuck${guess(input, ACKNOWLEDGEABLE) || ', such as SPLIT'}`;
};

/** One thing that counts no more until a day is over. */
export const acknowledgement = mapping({
  code: z
    .enum(ACKNOWLEDGEABLE, { error: ({ input }) => knownCode(input) })
    .describe('Code of the finding, or of what is stuck, as reports show it.'),
  key: text(/^\S.*$/, 'the key of a finding, as reports show it').describe(
    'What it is about: its key, as reports show it.',
  ),
  until: day().describe('The last day (UTC) on which it does not count, such as 2027-01-31.'),
  reason: line().describe('Why it may stay, such as a ticket; it is shown.'),
});
