/** The MD5 digests that SQS answers with and that its clients verify. */
import { createHash } from 'node:crypto';
import type { MessageAttribute } from './state.ts';

/** MD5 of the body, in hexadecimal. */
export const digestOfBody = (body: string): string => createHash('md5').update(body).digest('hex');

/**
 * MD5 of the attributes in order of their names: length-prefixed name, type, one byte for text (1) or binary (2), and
 * length-prefixed value (SQS Developer Guide, "Calculating the MD5 message digest for message attributes").
 */
export const digestOfAttributes = (
  attributes: Readonly<Record<string, MessageAttribute>> | undefined,
): string | undefined => {
  const names = Object.keys(attributes ?? {}).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { dataType = '', stringValue, binaryBase64 = '' } = attributes?.[name] ?? {};
    add(Buffer.from(name));
    add(Buffer.from(dataType));
    hash.update(Buffer.of(dataType.startsWith('Binary') ? 2 : 1));
    add(stringValue === undefined ? Buffer.from(binaryBase64, 'base64') : Buffer.from(stringValue));
  }
  return hash.digest('hex');
};
