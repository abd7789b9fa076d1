/** Files of this host: read as a whole, and replaced as a whole. */
import { createHash, randomUUID } from 'node:crypto';
import { chmod, chown, link, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import type { StoredText } from '../../aws/types.ts';

/** A file could not be read or written; `name` is the system's code, such as EACCES. Trying again changes nothing. */
export class FileError extends Error {
  readonly retryable: boolean;

  constructor(code: string, message: string, retryable: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = code;
    this.retryable = retryable;
  }
}

const NEW_FILE = 0o644;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'Unknown';

const versionOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const failure = (what: string, error: unknown): FileError =>
  error instanceof FileError
    ? error
    : new FileError(codeOf(error), `${what}: ${(error as Error).message}`, false, { cause: error });

/** The file as it is, or nothing when there is none. Throws FileError. */
export const readLocalFile = async (path: string): Promise<StoredText | undefined> => {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { text, version: versionOf(text), modifiedAt: Math.floor(mtimeMs) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw failure('the file could not be read', error);
  }
};

/**
 * Replaces the file by renaming a finished one over it: a reader sees the old text or the new one. A link is followed;
 * owner and permissions stay. `version` is that of what was read, nothing when there was no file; when that is no longer
 * so, nothing is written and FileError `PreconditionFailed` is thrown, which a new look mends.
 */
export const writeLocalFile = async (path: string, text: string, version: string | undefined): Promise<void> => {
  try {
    const place = version === undefined ? path : await realpath(path);
    const now = await readLocalFile(place);
    if (now?.version !== version) throw changedMeanwhile(path);
    await replace(place, text, version === undefined);
  } catch (error) {
    throw failure('the file could not be written', error);
  }
};

const changedMeanwhile = (path: string): FileError =>
  new FileError('PreconditionFailed', `somebody else wrote ${path} meanwhile`, true);

const replace = async (place: string, text: string, isNew: boolean): Promise<void> => {
  const finished = `${place}.${randomUUID()}.tmp`;
  const file = await open(finished, 'wx', NEW_FILE);
  try {
    await file.writeFile(text);
    await file.sync();
    if (!isNew) await keepOwner(place, finished);
    // A link, unlike a renaming, fails where there is a file.
    if (isNew) await link(finished, place).catch((error) => refuseExisting(place, error));
    else await rename(finished, place);
  } finally {
    await file.close();
    await rm(finished, { force: true });
  }
};

const refuseExisting = (place: string, error: unknown): never => {
  throw codeOf(error) === 'EEXIST' ? changedMeanwhile(place) : error;
};

const keepOwner = async (from: string, to: string): Promise<void> => {
  const { mode, uid, gid } = await stat(from);
  await chmod(to, mode);
  // Only root may give a file away; whoever owns it already changes nothing by it.
  await chown(to, uid, gid).catch((error) => {
    if (codeOf(error) !== 'EPERM') throw error;
  });
};
