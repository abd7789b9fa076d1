/** The runtime of functions alone, without queues or an API around it. */
import { emptyAccount } from '../../src/account.ts';
import { createFaults } from '../../src/faults/faults.ts';
import { createFunctions } from '../../src/functions/functions.ts';
import { createInFlight } from '../../src/functions/in-flight.ts';
import type { Finished } from '../../src/functions/pool.ts';
import { createJournal, type JournalEntry } from '../../src/journal.ts';
import type { FunctionState } from '../../src/services/lambda/state.ts';
import { definitionOf, moduleZip } from './package.ts';

/** The local time at which a world begins, far from real time. */
const START = Date.parse('2031-05-06T07:08:09Z');

export const createWorld = () => {
  const account = emptyAccount();
  const clock = { offset: START - Date.now() };
  const now = () => Date.now() + clock.offset;
  const journal = createJournal(now);
  const inFlight = createInFlight();
  const endpoint = () => 'http://127.0.0.1:1';
  const functions = createFunctions({
    account,
    journal,
    now,
    endpoint,
    inFlight,
    faults: createFaults({ account, journal, now }),
  });
  return {
    ...{ account, clock, now, journal, inFlight, functions },
    /** Installs the function `subject` from the source of an ES module. */
    install: (source: string, changes: Partial<FunctionState> = {}): Promise<void> =>
      functions.install(definitionOf('subject', changes), moduleZip(source)),
    invoke: (payload: unknown = {}): Promise<Finished> => functions.invoke('subject', JSON.stringify(payload)),
    entries: <K extends JournalEntry['kind']>(kind: K) =>
      journal.entries.filter((entry): entry is Extract<JournalEntry, { kind: K }> => entry.kind === kind),
  };
};

export type World = ReturnType<typeof createWorld>;

/** What an invocation returned; its fault, marked as unexpected, when it failed. */
export const returned = ({ outcome }: Finished): unknown =>
  'value' in outcome ? JSON.parse(outcome.value) : { unexpected: outcome.fault };

/** What an invocation failed with. */
export const thrown = ({ outcome }: Finished): unknown =>
  'fault' in outcome ? outcome.fault : { unexpected: outcome.value };
