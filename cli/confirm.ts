/** Asks a person, where there is one. */
import { createInterface } from 'node:readline/promises';
import { UsageError } from './errors.ts';
import type { Terminal } from './terminal.ts';

const isTerminal = (stream: unknown): boolean => (stream as { readonly isTTY?: boolean } | undefined)?.isTTY === true;

/** Did the person type `yes`? Throws UsageError where nobody can. */
export const confirm = async (question: string, terminal: Terminal, ended: AbortSignal): Promise<boolean> => {
  if (!terminal.in || !isTerminal(terminal.in)) {
    throw new UsageError('nobody is here to answer: pass --yes to apply without a question');
  }
  // Without `terminal` Ctrl-C stays a signal, which ends the question.
  const reader = createInterface({ input: terminal.in, output: terminal.err, terminal: false });
  const hungUp = new Promise<string>((done) => reader.once('close', () => done('')));
  try {
    const answer = reader.question(`${question} Type yes to apply: `, { signal: ended });
    return (await Promise.race([answer, hungUp])).trim() === 'yes';
  } catch (error) {
    if (ended.aborted) return false;
    throw error;
  } finally {
    reader.close();
  }
};
