/** Files of this host: read as a whole, and replaced as a whole. */
import { createHash, randomUUID } from 'node:crypto';
import { chmod, chown, link, open, readdir, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
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

/** What a crash left behind is taken away by a later write, once nobody can still be writing it. */
const STALE_MS = 3_600_000;

/** What file systems say that have no hard links (FAT, some network and FUSE ones). */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** What the system says to whoever may not give a file away, or not to that id (inside a container). */
const NOT_GIVEN = new Set(['EPERM', 'EINVAL']);

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'Unknown';

/** The same for the same text. */
export const versionOf = (text: string): string => createHash('sha256').update(text).digest('hex');

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

/** A name beside the file for a text that is not finished: with its dot, includes of a whole folder pass over it. */
export const temporaryBeside = (path: string): string => join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);

/** Where links lead, even to a file that is not there yet. Throws what the system says, `ELOOP` of a circle. */
export const followLinks = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const next = await readlink(path).catch(() => undefined);
  return next === undefined ? path : followLinks(resolve(await realpath(dirname(path)), next));
};

/**
 * Replaces the file by renaming a finished one over it: a reader sees the old text or the new one. A link is followed;
 * permissions stay, and owner and group as far as this process may give files away: when a former owner or group could
 * no longer read it, nothing is written and FileError `EPERM` is thrown. `version` is that of what was read, nothing when
 * there was no file; when that is no longer so, nothing is written and FileError `PreconditionFailed` is thrown, which a
 * new round mends. Where there are no hard links, a new file is empty for a moment.
 */
export const writeLocalFile = async (path: string, text: string, version: string | undefined): Promise<void> => {
  try {
    const file = await followLinks(path);
    const now = await readLocalFile(file);
    if (now?.version !== version) throw changedMeanwhile(path);
    await replace(file, text, version === undefined);
  } catch (error) {
    throw failure('the file could not be written', error);
  }
};

const changedMeanwhile = (path: string): FileError =>
  new FileError('PreconditionFailed', `somebody else wrote ${path} meanwhile`, true);

const replace = async (path: string, text: string, isNew: boolean): Promise<void> => {
  const finished = temporaryBeside(path);
  const file = await open(finished, 'wx', NEW_FILE);
  try {
    await file.writeFile(text);
    await file.sync();
    await removeStale(path, (await file.stat()).mtimeMs - STALE_MS);
    if (!isNew) await keepOwner(path, finished);
    if (isNew) await putNew(finished, path);
    else await rename(finished, path);
  } finally {
    await file.close();
    await rm(finished, { force: true });
  }
};

/**
 * Gives the finished file its name unless there is one of that name, which is FileError `PreconditionFailed`. Where the
 * file system has no hard links, the name is taken by an empty file first, so that of two writers one fails; a reader may
 * see that one.
 * @internal Exported for its tests.
 */
export const putNew = async (finished: string, path: string, makeLink = link): Promise<void> => {
  try {
    // A link, unlike a renaming, fails where there is a file.
    await makeLink(finished, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw changedMeanwhile(path);
    if (!NO_LINKS.has(codeOf(error))) throw error;
    await putNewWithoutLink(finished, path);
  }
};

const putNewWithoutLink = async (finished: string, path: string): Promise<void> => {
  const taken = await open(path, 'wx', NEW_FILE).catch((error) => {
    throw codeOf(error) === 'EEXIST' ? changedMeanwhile(path) : error;
  });
  await taken.close();
  try {
    await rename(finished, path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
};

/** Takes away unfinished files beside this one that were last written before `before` (ms, by the clock of the file system). */
const removeStale = async (path: string, before: number): Promise<void> => {
  const start = `.${basename(path)}.`;
  const isOurs = (name: string): boolean =>
    name.startsWith(start) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/.test(name.slice(start.length));
  // One that cannot be seen or removed harms nobody: servers pass over it, and the file that matters can still be written.
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names.filter(isOurs)) {
    const left = join(dirname(path), name);
    const { mtimeMs = before } = (await stat(left).catch(() => undefined)) ?? {};
    if (mtimeMs < before) await rm(left, { force: true }).catch(() => undefined);
  }
};

const keepOwner = async (from: string, to: string): Promise<void> => {
  const { mode, uid, gid } = await stat(from);
  await chmod(to, mode & 0o7777);
  // Only root may give a file away, but an owner may choose among the groups that it is in.
  if (!(await give(to, uid, gid))) await give(to, -1, gid);
  const now = await stat(to);
  // Root reads everything; the others must still have a way that does not depend on who they are.
  const losesOwner = (mode & 0o400) !== 0 && uid !== 0 && now.uid !== uid;
  const losesGroup = (mode & 0o040) !== 0 && now.gid !== gid;
  if ((mode & 0o004) !== 0 || !(losesOwner || losesGroup)) return;
  const who = losesOwner ? `owner ${uid}` : `group ${gid}`;
  throw new FileError(
    'EPERM',
    `the file could not be written: it belongs to ${uid}:${gid}, a new one would belong to ${now.uid}:${now.gid}, and ${who} could no longer read it; ` +
      'run as its owner and in its group, or as root, or let all read it',
    false,
  );
};

/** False when this process may not. */
const give = async (file: string, uid: number, gid: number): Promise<boolean> => {
  try {
    await chown(file, uid, gid);
    return true;
  } catch (error) {
    if (NOT_GIVEN.has(codeOf(error))) return false;
    throw error;
  }
};
