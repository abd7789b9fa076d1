/** Writing and deleting objects: each write is whole or not at all, and the last one holds. */
import type * as shapes from '@aws-sdk/client-s3';
import { entryOf } from '../../find.ts';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { checksumsOf } from './checksums.ts';
import { checkWrite } from './conditions.ts';
import { etagOf, findBucket, refuse } from './find.ts';
import type { Described, StoredObject } from './state.ts';

const LACKING = [
  'GrantFullControl',
  'GrantRead',
  'GrantReadACP',
  'GrantWriteACP',
  'ObjectLockLegalHoldStatus',
  'ObjectLockMode',
  'SSECustomerAlgorithm',
  'SSECustomerKey',
  'Tagging',
  'WebsiteRedirectLocation',
  'WriteOffsetBytes',
];
const DESCRIBED = [
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'ContentType',
  'Metadata',
] as const;
/** Bytes in UTF-8 (S3 User Guide, "Naming objects"). */
const MAX_KEY_BYTES = 1024;

const describedOf = (input: shapes.PutObjectRequest): Described =>
  Object.fromEntries(DESCRIBED.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])));

const textOf = (body: Buffer): string => {
  const text = body.toString('utf8');
  if (Buffer.from(text).equals(body)) return text;
  throw new AwsError('NotImplemented', 'Objects that are no UTF-8 text are not simulated by the local cloud.', 501);
};

/** Throws NoSuchBucket, KeyTooLongError, BadDigest and what the conditions of a write throw. */
export const putObject = (input: shapes.PutObjectRequest & { Body?: Uint8Array }, { account, now }: Call) => {
  refuse(input, LACKING);
  const bucket = findBucket(account, input.Bucket);
  const key = String(input.Key);
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new AwsError('KeyTooLongError', 'Your key is too long');
  const body = Buffer.from(input.Body ?? []);
  const checksums = checksumsOf(input, body);
  checkWrite(input, { existing: entryOf(bucket.objects, key), key });
  const object: StoredObject = { body: textOf(body), modifiedAt: now, described: describedOf(input), checksums };
  bucket.objects[key] = object;
  return { ETag: etagOf(object), ServerSideEncryption: 'AES256', ...checksums };
};

/** Deleting what is not there succeeds. */
export const deleteObject = (input: shapes.DeleteObjectRequest, { account }: Call) => {
  refuse(input, ['VersionId', 'MFA', 'IfMatchLastModifiedTime', 'IfMatchSize']);
  const bucket = findBucket(account, input.Bucket);
  const key = String(input.Key);
  const { IfMatch } = input;
  checkWrite(IfMatch === undefined ? {} : { IfMatch }, { existing: entryOf(bucket.objects, key), key });
  delete bucket.objects[key];
  return {};
};
