/** Names and record data as bytes (RFC 1035 section 3.1, RFC 3596), out and in. Pure. */
import { isIP } from 'node:net';
import { DnsUpdateError } from './errors.ts';
import type { Rrset } from './types.ts';

/** Numbers of record types (IANA, DNS parameters). */
export const TYPES = { A: 1, CNAME: 5, SOA: 6, TXT: 16, AAAA: 28, TSIG: 250, ANY: 255 } as const;
/** Numbers of classes (RFC 1035, RFC 2136). */
export const CLASSES = { IN: 1, NONE: 254, ANY: 255 } as const;

/** Lengths in bytes: of a label, of a name, of one string of a TXT record. */
const LONGEST_LABEL = 63;
const LONGEST_NAME = 255;
const LONGEST_STRING = 255;

/** A name has no more labels, and a pointer without a label before it says nothing. */
const MOST_POINTERS = 127;

/** Two bytes, network order. */
export const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
};

/** Four bytes, network order. */
export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const malformed = (what: string): DnsUpdateError => new DnsUpdateError('MALFORMED', what);

/** One label's bytes; `\ddd` is the byte of that decimal number (RFC 1035 section 5.1). */
const labelBytes = (label: string, name: string): Buffer => {
  if (!/^(?:[!-[\]-~]|\\\d{3})*$/.test(label)) throw notName(name);
  const plain = label.replace(/\\(\d{3})/g, (_, digits: string) => String.fromCharCode(Number(digits)));
  const bytes = Buffer.from(plain, 'latin1');
  if (bytes.length === 0 || bytes.length > LONGEST_LABEL) throw notName(name);
  return bytes;
};

const notName = (name: string): DnsUpdateError =>
  malformed(
    `expected a domain name (labels of 1 to 63 characters, ${LONGEST_NAME} bytes in all), found ${JSON.stringify(name)}`,
  );

/** A name without compression; the empty one is the root. Throws DnsUpdateError MALFORMED for what is no name. */
export const nameBytes = (name: string): Buffer => {
  const labels = name === '' ? [] : name.split('.').map((label) => labelBytes(label, name));
  const bytes = Buffer.concat([...labels.flatMap((label) => [Buffer.from([label.length]), label]), Buffer.from([0])]);
  if (bytes.length > LONGEST_NAME) throw notName(name);
  return bytes;
};

/** Bytes that would read otherwise as text are written as `\ddd`. */
const labelText = (bytes: Buffer): string =>
  [...bytes]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[!-~]/.test(character) && !/[.\\]/.test(character) ? character : `\\${String(byte).padStart(3, '0')}`;
    })
    .join('')
    .toLowerCase();

/** Labels in a row, where they end, and where a pointer at their end leads. */
const readRun = (message: Buffer, start: number) => {
  const labels: Buffer[] = [];
  for (let at = start; ; ) {
    const length = byteAt(message, at);
    if (length === 0) return { labels, end: at + 1 };
    if (length >= 0xc0) return { labels, end: at + 2, target: ((length & 0x3f) << 8) | byteAt(message, at + 1) };
    if (length > LONGEST_LABEL) throw malformed('a name in the answer has a label of an unknown kind');
    labels.push(slice(message, at + 1, length));
    bounded(labels);
    at += length + 1;
  }
};

const bounded = (labels: readonly Buffer[]): void => {
  const size = labels.reduce((sum, label) => sum + label.length + 1, 1);
  if (size > LONGEST_NAME) throw malformed(`a name in the answer has more than ${LONGEST_NAME} bytes`);
};

/** Where the bytes after a name begin; what the name says is not looked at. */
export const skipName = (message: Buffer, offset: number): number => {
  for (let at = offset; ; ) {
    const length = byteAt(message, at);
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 1 + slice(message, at + 1, 1).length;
    if (length > LONGEST_LABEL) throw malformed('a name in the answer has a label of an unknown kind');
    at += length + 1;
  }
};

/**
 * The name at an offset, in normal form, and where the bytes after it begin. Follows pointers, which only lead back, and
 * no more of them than a name has labels: an answer with a long chain of them keeps nobody busy.
 */
export const readName = (message: Buffer, offset: number): { readonly name: string; readonly end: number } => {
  const { labels, end, target: first } = readRun(message, offset);
  let [start, target] = [offset, first];
  for (let followed = 0; target !== undefined; followed += 1) {
    if (target >= start) throw malformed('a name in the answer points ahead');
    if (followed === MOST_POINTERS) throw malformed(`a name in the answer has more than ${MOST_POINTERS} pointers`);
    const run = readRun(message, target);
    labels.push(...run.labels);
    bounded(labels);
    [start, target] = [target, run.target];
  }
  return { name: labels.map(labelText).join('.'), end };
};

const byteAt = (message: Buffer, at: number): number => {
  const byte = message[at];
  if (byte === undefined) throw malformed('the answer ends in the middle of a name');
  return byte;
};

/** Bytes of a message. Throws when it ends before. */
export const slice = (message: Buffer, offset: number, length: number): Buffer => {
  if (offset + length > message.length) throw malformed('the answer ends in the middle of a record');
  return message.subarray(offset, offset + length);
};

const v4Bytes = (value: string): Buffer => {
  if (isIP(value) !== 4) throw malformed(`expected an IPv4 address, found ${JSON.stringify(value)}`);
  return Buffer.from(value.split('.').map(Number));
};

/** The one canonical spelling of an IPv6 address, in which an embedded IPv4 address is hexadecimal too. */
const canonicalV6 = (address: string): string => new URL(`http://[${address}]/`).hostname.slice(1, -1);

const v6Bytes = (value: string): Buffer => {
  if (isIP(value) !== 6 || value.includes('%')) {
    throw malformed(`expected an IPv6 address, found ${JSON.stringify(value)}`);
  }
  const [head = [], tail = []] = canonicalV6(value)
    .split('::')
    .map((half) => half.split(':').filter(Boolean));
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return Buffer.concat(groups.map((group) => u16(Number.parseInt(group, 16))));
};

/** Text is cut into strings of at most 255 bytes; empty text is one empty string. */
const txtBytes = (value: string): Buffer => {
  const text = Buffer.from(value);
  const count = Math.max(1, Math.ceil(text.length / LONGEST_STRING));
  const strings = Array.from({ length: count }, (_, at) =>
    text.subarray(at * LONGEST_STRING, (at + 1) * LONGEST_STRING),
  );
  return Buffer.concat(strings.flatMap((one) => [Buffer.from([one.length]), one]));
};

/** A record's data. Throws DnsUpdateError MALFORMED for a value that is none of its type. */
export const dataBytes = (type: Rrset['type'], value: string): Buffer => {
  switch (type) {
    case 'A':
      return v4Bytes(value);
    case 'AAAA':
      return v6Bytes(value);
    case 'CNAME':
      return nameBytes(value);
    case 'TXT':
      return txtBytes(value);
  }
};

const readTxt = (data: Buffer): string => {
  const strings: Buffer[] = [];
  for (let at = 0; at < data.length; at += 1 + (data[at] ?? 0)) strings.push(slice(data, at + 1, data[at] ?? 0));
  return Buffer.concat(strings).toString();
};

const readV6 = (data: Buffer): string =>
  canonicalV6(Array.from({ length: 8 }, (_, group) => data.readUInt16BE(2 * group).toString(16)).join(':'));

/** The value of a record whose data lies at an offset. Throws DnsUpdateError MALFORMED when it is none of its type. */
export const readData = (type: Rrset['type'], message: Buffer, offset: number, length: number): string => {
  const data = slice(message, offset, length);
  const fixed = { A: 4, AAAA: 16 } as const;
  if ((type === 'A' || type === 'AAAA') && length !== fixed[type]) {
    throw malformed(`the answer has an ${type} record of ${length} bytes`);
  }
  switch (type) {
    case 'A':
      return data.join('.');
    case 'AAAA':
      return readV6(data);
    case 'CNAME': {
      const { name, end } = readName(message, offset);
      if (end !== offset + length) throw malformed('the answer has a CNAME record that does not end with its name');
      return name;
    }
    case 'TXT':
      return readTxt(data);
  }
};
