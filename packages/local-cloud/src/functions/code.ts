/** A function's zip on disk: where it is unpacked, and that nothing of it stays behind. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, sep } from 'node:path';
import { unzipSync } from 'fflate';

/** A function's code, ready to run; `remove` deletes it and everything that the function wrote to its own temporary directory. */
export interface Code {
  /** The directory that Lambda calls LAMBDA_TASK_ROOT. */
  readonly root: string;
  /** What the function sees as its temporary directory. */
  readonly temporary: string;
  readonly size: number;
  /** In base64, as Lambda reports it. */
  readonly sha256: string;
  remove(): Promise<void>;
  /** As `remove`, for a program that is about to exit. */
  removeNow(): void;
}

/** Unpacks a zip into a fresh directory. Throws when an entry's path leads out of it, or when the zip is not one. */
export const unpack = async (name: string, zip: Uint8Array): Promise<Code> => {
  const files = Object.entries(unzipSync(zip)).filter(([path]) => !path.endsWith('/'));
  const outside = files.find(([path]) => normalize(path).startsWith('..') || path.startsWith('/'));
  if (outside) throw new Error(`The zip of ${name} holds a path that leads out of it: ${outside[0]}`);
  const home = await mkdtemp(join(tmpdir(), 'local-lambda-'));
  const code: Code = {
    root: join(home, 'task'),
    temporary: join(home, 'tmp'),
    size: zip.byteLength,
    sha256: createHash('sha256').update(zip).digest('base64'),
    remove: () => rm(home, { recursive: true, force: true }),
    removeNow: () => rmSync(home, { recursive: true, force: true }),
  };
  try {
    await Promise.all([mkdir(code.root), mkdir(code.temporary)]);
    for (const [path, content] of files) {
      const target = join(code.root, ...path.split('/'))
        .split('/')
        .join(sep);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
    }
  } catch (error) {
    await code.remove();
    throw error;
  }
  return code;
};
