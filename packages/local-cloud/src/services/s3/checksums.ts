/** Checksums that come with a body: those that Node can compute are verified, the others are believed. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../../wire/error.ts';

const crc32Text = (body: Buffer): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
};

const hashed =
  (algorithm: string) =>
  (body: Buffer): string =>
    createHash(algorithm).update(body).digest('base64');

const COMPUTED: Readonly<Record<string, (body: Buffer) => string>> = {
  ChecksumCRC32: crc32Text,
  ChecksumSHA1: hashed('sha1'),
  ChecksumSHA256: hashed('sha256'),
  ChecksumSHA512: hashed('sha512'),
};

/** The checksums of a request, by member name. Throws BadDigest for one that does not fit the body, Content-MD5 too. */
export const checksumsOf = (input: object, body: Buffer): Record<string, string> => {
  const given = Object.entries(input).filter(
    ([name, value]) => name.startsWith('Checksum') && name !== 'ChecksumAlgorithm' && typeof value === 'string',
  ) as [string, string][];
  for (const [name, value] of given) {
    const computed = COMPUTED[name]?.(body);
    if (computed !== undefined && computed !== value) {
      throw new AwsError(
        'BadDigest',
        `The ${name.slice('Checksum'.length)} you specified did not match the calculated checksum.`,
      );
    }
  }
  const { ContentMD5: md5 } = input as { ContentMD5?: string };
  if (md5 !== undefined && md5 !== hashed('md5')(body)) {
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  return Object.fromEntries(given);
};
