/** Reads and writes the members of the stack's parameter: what each controller told, and what one notes for its next runs. */
import { readVersion, writeParameter } from '../../aws/ssm/parameters.ts';
import { type Document, documentIn, isAsNew, type Member, newest, withMember } from './document.ts';

/** What stood in the parameter when it was read. */
export interface Stored {
  readonly version: number;
  readonly document: Document;
}

/** Throws where the parameter cannot be read, or holds no document. */
export const readStored = async (parameter: string): Promise<Stored> => {
  const { value, version } = await readVersion(parameter);
  const document = documentIn(value);
  if (!document) throw new Error(`${parameter} holds something else than Waykeeper's members`);
  return { version, document };
};

/** How often a writer mends what it has put back, and how many versions of others it looks at. */
const TRIES = 4;
const MISSED = 20;

/**
 * Writes the member of that name. Whoever finds that it has overwritten versions which it had not read reads them, and puts back
 * what they changed. Throws what AWS refuses.
 */
export const writeStored = async (parameter: string, before: Stored, name: string, told: Member): Promise<void> => {
  let read = before.version;
  let ours = withMember(before.document, name, told);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const version = await writeParameter(parameter, JSON.stringify(ours));
    if (version <= read + 1) return;
    const missed = await readMissed(parameter, read + 1, version);
    const latest = await readStored(parameter);
    ours = newest([ours, ...missed, latest.document]);
    if (isAsNew(latest.document, ours)) return;
    read = latest.version;
  }
};

/** The versions from one up to another. One that is gone already, or that holds no document, has nothing to restore. */
const readMissed = async (parameter: string, from: number, to: number): Promise<Document[]> => {
  const versions = Array.from({ length: to - from }, (_, at) => from + at).slice(-MISSED);
  const read = await Promise.allSettled(versions.map((version) => readVersion(`${parameter}:${version}`)));
  const documents = read.map((each) => (each.status === 'fulfilled' ? documentIn(each.value.value) : undefined));
  return documents.filter((document) => document !== undefined);
};
