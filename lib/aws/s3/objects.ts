/** S3 objects: where files for DNS servers are published. */

import { read, write } from '../clients.ts';
import { errorCode } from '../errors.ts';
import type { StoredText } from '../types.ts';

/**
 * The text of an object, or nothing when there is none. Throws `NoSuchBucket`, and `AccessDenied`: without
 * `s3:ListBucket` on the bucket also for an object that is not there.
 */
export const readObject = async (bucket: string, key: string): Promise<StoredText | undefined> => {
  const { getObject } = await import('../lazy/s3.ts');
  try {
    const { object, text } = await read(getObject(bucket, key));
    return { text, version: object.ETag ?? '', modifiedAt: object.LastModified?.getTime() ?? 0 };
  } catch (error) {
    if (errorCode(error) === 'NoSuchKey') return undefined;
    throw error;
  }
};

/**
 * Writes an object as a whole, if it still is as it was read: at this version, or not there at all where there is none.
 * Throws what a later run mends: `PreconditionFailed` when somebody else wrote it (or when AWS took a try of ours whose
 * answer was lost), `NoSuchKey` when somebody deleted it, `ConditionalRequestConflict` when others write it right now.
 */
export const writeObject = async (
  bucket: string,
  key: string,
  text: string,
  version: string | undefined,
): Promise<void> => {
  const { putObject } = await import('../lazy/s3.ts');
  await write(putObject(bucket, key, text, version === undefined ? { IfNoneMatch: '*' } : { IfMatch: version }));
};
