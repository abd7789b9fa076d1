/** The TSIG keys of a run: each is read once, when it is needed first. */
import { readFile } from 'node:fs/promises';
import { readParameter } from '../../aws/parameters.ts';
import { parseTsigKey } from '../update/key.ts';
import type { TsigKey } from '../update/types.ts';

/** Gives the key that `ssm:<parameter name>` or `file:<path>` names. */
export type TsigKeys = (ref: string) => Promise<TsigKey>;

const PARAMETER = 'ssm:';
const FILE = 'file:';

/** Throws what SSM or the file system says, and `TsigKeyError` for a text that holds no key. No message holds the key. */
export const createTsigKeys = (): TsigKeys => {
  const keys = new Map<string, Promise<TsigKey>>();
  return (ref) => {
    const known = keys.get(ref) ?? load(ref);
    keys.set(ref, known);
    return known;
  };
};

const load = async (ref: string): Promise<TsigKey> => {
  const text = ref.startsWith(PARAMETER)
    ? await readParameter(ref.slice(PARAMETER.length))
    : await readFile(ref.slice(FILE.length), 'utf8');
  return parseTsigKey(text, ref);
};
