/** Since when things are as they are, as far as the stack has told of them and remembers it. */
import { decode } from '../lib/core/told/memory.ts';
import { readStored } from '../lib/core/told/store.ts';
import { stateName } from '../resources/names.ts';

/** By key and code, in ms since the epoch. */
export type Since = (key: string, code: string) => number | undefined;

/** Reads the stack's memory with the caller's own credentials; without it, or the right to read it, nothing is known. */
export const readSince = async (stage: string, region: string): Promise<Since> => {
  try {
    const { document } = await readStored(stateName({ prefix: `waykeeper-${stage}`, stage, region }));
    const open = Object.values(document).flatMap(({ value }) => (typeof value === 'string' ? decode(value).open : []));
    const minutes = new Map(open.map(({ key, code, since }) => [`${code} ${key}`, since]));
    return (key, code) => {
      const since = minutes.get(`${code} ${key}`);
      return since === undefined ? undefined : since * 60_000;
    };
  } catch {
    return () => undefined;
  }
};
