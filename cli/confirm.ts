/** Asks a person, where there is one. */
import { createInterface } from 'node:readline';
import { UsageError } from './errors.ts';
import type { Terminal } from './terminal.ts';

const isTerminal = (stream: unknown): boolean => (stream as { readonly isTTY?: boolean } | undefined)?.isTTY === true;

/** Did the person type `yes` to what a verb such as `apply` names? Throws UsageError where nobody can. */
export const confirm = async (
  question: string,
  what: string,
  terminal: Terminal,
  ended: AbortSignal,
): Promise<boolean> => {
  if (!terminal.in || !isTerminal(terminal.in)) {
    throw new UsageError(`nobody is here to answer: pass --yes to ${what} without a question`);
  }
  // Without `terminal` Ctrl-C stays a signal, which ends the question.
  const reader = createInterface({ input: terminal.in, terminal: false });
  const end = (): void => reader.close();
  ended.addEventListener('abort', end, { once: true });
  try {
    terminal.err.write(`${question} Type yes to ${what}: `);
    const { value } = await reader[Symbol.asyncIterator]().next();
    return !ended.aborted && value?.trim() === 'yes';
  } finally {
    ended.removeEventListener('abort', end);
    reader.close();
  }
};
