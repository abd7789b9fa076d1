/** What a controller notes for its own next runs, whichever process makes them: a member of the stack's parameter beside what was told. */
import type { Member } from './document.ts';
import { readStored, writeStored } from './store.ts';

/** Where a controller notes something. Both throw what AWS refuses. */
export interface Notes {
  /** Nothing where nothing was noted. */
  read(): Promise<Member | undefined>;
  write(noted: Member): Promise<void>;
}

/** The notes of this name in the parameter. */
export const notesIn = (parameter: string, name: string): Notes => ({
  read: async () => (await readStored(parameter)).document[name],
  write: async (noted) => writeStored(parameter, await readStored(parameter), name, noted),
});
