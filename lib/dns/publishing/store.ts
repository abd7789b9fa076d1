/** Files that are published, wherever they are: `s3://bucket/key` or a path of this host. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { readObject, writeObject } from '../../aws/s3/objects.ts';
import type { StoredText } from '../../aws/types.ts';
import { readLocalFile, writeLocalFile } from './local-file.ts';

const objectOf = (to: string): { readonly bucket: string; readonly key: string } | undefined => {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(to) ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
};

/** Is it a file of this host? AWS has all others. */
export const isOnHost = (to: string): boolean => objectOf(to) === undefined;

/** Is there a folder that the file can be in? A bucket is asked by reading. */
export const hasFolder = (to: string): boolean => !isOnHost(to) || existsSync(dirname(to));

/** What is there, or nothing. Throws what S3 or the file system says. */
export const readText = (to: string): Promise<StoredText | undefined> => {
  const object = objectOf(to);
  return object ? readObject(object.bucket, object.key) : readLocalFile(to);
};

/** Replaces what was read as `version`, or makes it new; throws `PreconditionFailed` when it is no longer so. */
export const writeText = (to: string, text: string, version: string | undefined): Promise<void> => {
  const object = objectOf(to);
  return object ? writeObject(object.bucket, object.key, text, version) : writeLocalFile(to, text, version);
};
