/** Listing the objects of a bucket, in the order of the bytes of their keys. */
import type * as shapes from '@aws-sdk/client-s3';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { etagOf, findBucket, refuse } from './find.ts';
import type { StoredObject } from './state.ts';

const MAX_KEYS = 1000;

/** An object, or all objects whose keys begin alike up to the delimiter. */
type Line = { readonly key: string; readonly object: StoredObject } | { readonly prefix: string };

const nameOf = (line: Line): string => ('prefix' in line ? line.prefix : line.key);
const isAfter = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) > 0;

const linesOf = (
  objects: Readonly<Record<string, StoredObject>>,
  { Prefix = '', Delimiter, StartAfter = '' }: shapes.ListObjectsV2Request,
): Line[] => {
  const keys = Object.keys(objects)
    .filter((key) => key.startsWith(Prefix) && isAfter(key, StartAfter))
    .sort((a, b) => (isAfter(a, b) ? 1 : -1));
  const lines = new Map<string, Line>();
  for (const key of keys) {
    const end = Delimiter ? key.indexOf(Delimiter, Prefix.length) : -1;
    const object = objects[key];
    if (end >= 0) {
      const prefix = key.slice(0, end + String(Delimiter).length);
      lines.set(prefix, { prefix });
    } else if (object) lines.set(key, { key, object });
  }
  return [...lines.values()];
};

const tokenOf = (line: Line): string => Buffer.from(`after:${nameOf(line)}`).toString('base64url');

const startOf = (lines: readonly Line[], token: string | undefined): number => {
  if (token === undefined) return 0;
  const after = /^after:(.*)$/s.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (after === undefined) throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect');
  // What was the last of a page may be gone by now.
  const next = lines.findIndex((line) => isAfter(nameOf(line), after));
  return next < 0 ? lines.length : next;
};

const sizeOf = (asked = MAX_KEYS): number => {
  if (asked >= 0) return Math.min(asked, MAX_KEYS);
  throw new AwsError('InvalidArgument', 'Argument maxKeys must be an integer between 0 and 2147483647');
};

/** Throws NoSuchBucket and InvalidArgument. */
export const listObjects = (input: shapes.ListObjectsV2Request, { account }: Call) => {
  refuse(
    input,
    ['FetchOwner', 'OptionalObjectAttributes'].filter((name) => input[name as keyof typeof input]),
  );
  const { Bucket, Prefix = '', Delimiter, EncodingType, ContinuationToken, StartAfter } = input;
  const shown = (name: string): string =>
    EncodingType === 'url' ? encodeURIComponent(name).replaceAll('%2F', '/') : name;
  const lines = linesOf(findBucket(account, Bucket).objects, input);
  const [start, size] = [startOf(lines, ContinuationToken), sizeOf(input.MaxKeys)];
  const page = lines.slice(start, start + size);
  const last = page.at(-1);
  const more = size > 0 && start + size < lines.length;
  return {
    ...{ Name: Bucket, Prefix: shown(Prefix), MaxKeys: size, KeyCount: page.length, IsTruncated: more },
    ...{ Delimiter: Delimiter && shown(Delimiter), EncodingType, ContinuationToken, StartAfter },
    NextContinuationToken: more && last ? tokenOf(last) : undefined,
    Contents: page.flatMap((line) =>
      'prefix' in line
        ? []
        : {
            ...{ Key: shown(line.key), LastModified: new Date(line.object.modifiedAt), ETag: etagOf(line.object) },
            ...{ Size: Buffer.byteLength(line.object.body), StorageClass: 'STANDARD' },
          },
    ),
    CommonPrefixes: page.flatMap((line) => ('prefix' in line ? { Prefix: shown(line.prefix) } : [])),
  };
};
