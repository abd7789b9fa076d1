/** The primaries of dynamic zones in one run: their keys, and which of them cannot be reached. */
import { errorCode } from '../../aws/errors.ts';
import { readParameter } from '../../aws/ssm/parameters.ts';
import type { TsigKey } from '../../dns-update/types.ts';
import { FileError, readLocalFile } from './local-file.ts';

/** What one run remembers of them. */
export interface Primaries {
  /**
   * The TSIG key that `ssm:<parameter name>` or `file:<path>` names, read once. Throws what SSM says, `FileError`,
   * and `TsigKeyError` for a text that holds no key. No message holds the key.
   */
  key(ref: string): Promise<TsigKey>;
  /** Asks a server, unless it could not be reached before in this run: then it fails at once, with the same error. */
  reach<T>(server: string, ask: () => Promise<T>): Promise<T>;
}

const PARAMETER = 'ssm:';
const FILE = 'file:';

/** How a way that leads nowhere shows: silence, or a code of the system. */
const UNREACHABLE = /^(?:TIMEOUT|E[A-Z]+)$/;

/** The memory of one run: it begins with nothing known. */
export const createPrimaries = (): Primaries => {
  const keys = new Map<string, Promise<TsigKey>>();
  const unreachable = new Map<string, unknown>();
  return {
    key: (ref) => {
      const known = keys.get(ref) ?? load(ref);
      keys.set(ref, known);
      return known;
    },
    reach: async (server, ask) => {
      if (unreachable.has(server)) throw unreachable.get(server);
      try {
        return await ask();
      } catch (error) {
        if (UNREACHABLE.test(errorCode(error))) unreachable.set(server, error);
        throw error;
      }
    },
  };
};

const load = async (ref: string): Promise<TsigKey> => {
  const text = ref.startsWith(PARAMETER)
    ? await readParameter(ref.slice(PARAMETER.length))
    : await readKeyFile(ref.slice(FILE.length));
  const { parseTsigKey } = await import('../../dns-update/lazy/update.ts');
  return parseTsigKey(text, ref);
};

const readKeyFile = async (path: string): Promise<string> => {
  const found = await readLocalFile(path);
  if (!found) throw new FileError('ENOENT', `there is no file ${path}`, false);
  return found.text;
};
