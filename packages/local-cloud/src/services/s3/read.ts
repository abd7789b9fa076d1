/** Reading objects. */
import type * as shapes from '@aws-sdk/client-s3';
import type { Call } from '../../service.ts';
import { checkRead } from './conditions.ts';
import { etagOf, findObject, refuse } from './find.ts';
import type { StoredObject } from './state.ts';

const LACKING = ['Range', 'PartNumber', 'VersionId', 'SSECustomerAlgorithm', 'SSECustomerKey'];

/** S3 tells checksums only to those who ask (`x-amz-checksum-mode: ENABLED`). */
const headOf = (object: StoredObject, { ChecksumMode }: shapes.GetObjectRequest) => ({
  AcceptRanges: 'bytes',
  ContentLength: Buffer.byteLength(object.body),
  ContentType: 'binary/octet-stream',
  ETag: etagOf(object),
  LastModified: new Date(object.modifiedAt),
  ServerSideEncryption: 'AES256',
  ...object.described,
  ...(ChecksumMode === 'ENABLED' ? { ...object.checksums, ChecksumType: 'FULL_OBJECT' } : {}),
});

const overrides = (input: shapes.GetObjectRequest) => {
  const { ResponseCacheControl: CacheControl, ResponseContentType: ContentType } = input;
  return { ...(CacheControl ? { CacheControl } : {}), ...(ContentType ? { ContentType } : {}) };
};

const read = (input: shapes.GetObjectRequest, { account }: Call): StoredObject => {
  refuse(input, LACKING);
  const object = findObject(account, input.Bucket, input.Key);
  checkRead(input, object);
  return object;
};

export const getObject = (input: shapes.GetObjectRequest, call: Call) => {
  const object = read(input, call);
  return { ...headOf(object, input), ...overrides(input), Body: Buffer.from(object.body) };
};

export const headObject = (input: shapes.HeadObjectRequest, call: Call) => headOf(read(input, call), input);
