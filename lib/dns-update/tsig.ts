/** Signs messages and checks the signatures of answers (TSIG, RFC 8945). Pure: the time is given. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { DnsUpdateError, rcodeName, tsigErrorName } from './errors.ts';
import { ADDITIONAL_COUNT, decodeMessage, type Message, type Outline, outlineMessage } from './message.ts';
import type { TsigKey } from './types.ts';
import { CLASSES, nameBytes, readName, slice, TYPES, u16, u32 } from './wire.ts';

/** Seconds that the clocks of the two sides may differ (RFC 8945 section 10 recommends 300). */
const FUDGE_SECONDS = 300;

const BAD_SIGNATURE = 16;
const BAD_KEY = 17;
const BAD_TIME = 18;

const HASHES = { 'hmac-sha256': 'sha256', 'hmac-sha512': 'sha512' } as const;

/** A message as it is sent, and its MAC, which the answer's signature covers too. */
export interface Signed {
  readonly bytes: Buffer;
  readonly mac: Buffer;
}

/** A message's last record, as it lies there. */
type Last = NonNullable<Outline['last']>;

/** What a TSIG record says. */
interface Tsig {
  readonly algorithm: string;
  readonly seconds: number;
  readonly fudge: number;
  readonly mac: Buffer;
  readonly id: number;
  readonly error: number;
  readonly other: Buffer;
}

const u48 = (value: number): Buffer => Buffer.concat([u16(Math.floor(value / 2 ** 32)), u32(value % 2 ** 32)]);

/** The record's words that the MAC covers (RFC 8945 section 4.3.3); TTL is always 0. */
const variables = (key: TsigKey, { seconds, fudge, error, other }: Omit<Tsig, 'mac' | 'id' | 'algorithm'>): Buffer =>
  Buffer.concat([
    ...[nameBytes(key.name), u16(CLASSES.ANY), u32(0), nameBytes(key.algorithm)],
    ...[u48(seconds), u16(fudge), u16(error), u16(other.length), other],
  ]);

const hmac = (key: TsigKey, ...parts: readonly Buffer[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHmac(HASHES[key.algorithm], key.secret)).digest();

const secondsOf = (ms: number): number => Math.floor(ms / 1000);

/** Signs a message that has no TSIG record yet. `now` in ms since 1970. */
export const sign = (message: Buffer, key: TsigKey, now: number): Signed => {
  const said = { seconds: secondsOf(now), fudge: FUDGE_SECONDS, error: 0, other: Buffer.alloc(0) };
  const mac = hmac(key, message, variables(key, said));
  const data = Buffer.concat([
    ...[nameBytes(key.algorithm), u48(said.seconds), u16(said.fudge), u16(mac.length), mac],
    ...[message.subarray(0, 2), u16(said.error), u16(said.other.length)],
  ]);
  const head = Buffer.concat([nameBytes(key.name), u16(TYPES.TSIG), u16(CLASSES.ANY), u32(0), u16(data.length)]);
  const bytes = Buffer.concat([message, head, data]);
  bytes.writeUInt16BE(bytes.readUInt16BE(ADDITIONAL_COUNT) + 1, ADDITIONAL_COUNT);
  return { bytes, mac };
};

const readTsig = (bytes: Buffer, { dataStart, dataLength }: Last): Tsig => {
  const { name, end } = readName(bytes, dataStart);
  const fixed = slice(bytes, end, 10);
  const mac = slice(bytes, end + 10, fixed.readUInt16BE(8));
  const rest = slice(bytes, end + 10 + mac.length, 6);
  const other = slice(bytes, end + 16 + mac.length, rest.readUInt16BE(4));
  if (end + 16 + mac.length + other.length !== dataStart + dataLength) {
    throw new DnsUpdateError('MALFORMED', 'the answer has a TSIG record of the wrong length');
  }
  const seconds = fixed.readUInt16BE(0) * 2 ** 32 + fixed.readUInt32BE(2);
  const [id, error] = [rest.readUInt16BE(0), rest.readUInt16BE(2)];
  return { algorithm: name, seconds, fudge: fixed.readUInt16BE(6), mac, id, error, other };
};

/** The answer as it was before it was signed. */
const unsigned = (bytes: Buffer, record: Last, id: number): Buffer => {
  const message = Buffer.from(bytes.subarray(0, record.start));
  message.writeUInt16BE(id, 0);
  message.writeUInt16BE(message.readUInt16BE(ADDITIONAL_COUNT) - 1, ADDITIONAL_COUNT);
  return message;
};

const utc = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** The server's time is in the six bytes that a BADTIME answer carries (RFC 8945 section 5.2.3). */
const badTime = (theirs: number, now: number, by: string): DnsUpdateError => {
  const ours = secondsOf(now);
  const apart = `${Math.abs(ours - theirs)} seconds apart, of at most ${FUDGE_SECONDS}`;
  return new DnsUpdateError(
    'BADTIME',
    `the clocks differ too much: the server's says ${utc(theirs)}, ours ${utc(ours)} (${apart}; found by ${by})`,
  );
};

/** What the server says of our signature. Without a MAC that is a claim which no one can check: never a success. */
const refusal = (error: number, key: TsigKey): DnsUpdateError => {
  const code = tsigErrorName(error);
  const algorithm = `key "${key.name}" (${key.algorithm})`;
  if (error === BAD_KEY) return new DnsUpdateError(code, `the server does not know the ${algorithm}`);
  const why = error === BAD_SIGNATURE ? 'another secret is configured there' : `TSIG error ${error}`;
  return new DnsUpdateError(code, `the server does not accept the signature by ${algorithm}: ${why}`);
};

const isSigned = (bytes: Buffer, id: number, record: Last, tsig: Tsig, key: TsigKey, request: Signed) => {
  const { name } = readName(bytes, record.start);
  const ours = name === key.name && record.class === CLASSES.ANY && record.ttl === 0;
  if (!ours || tsig.algorithm !== key.algorithm || tsig.id !== id) return false;
  const words = variables(key, tsig);
  const expected = hmac(key, u16(request.mac.length), request.mac, unsigned(bytes, record, tsig.id), words);
  return expected.length === tsig.mac.length && timingSafeEqual(expected, tsig.mac);
};

/**
 * The answer to a signed request, read once its signature is proven; `now` in ms. Throws DnsUpdateError: UNSIGNED (SERVFAIL when it says
 * no more than that: worth another attempt, never a success); BADSIG (the
 * answer's signature is wrong, or the server says so of ours), BADKEY, BADTIME, BADTRUNC; MALFORMED for what is no message.
 */
export const verify = (bytes: Buffer, request: Signed, key: TsigKey, now: number): Message => {
  const { id, rcode: code, last: record } = outlineMessage(bytes);
  if (record?.type !== TYPES.TSIG) {
    const rcode = rcodeName(code);
    throw new DnsUpdateError(rcode === 'SERVFAIL' ? rcode : 'UNSIGNED', `the server's answer (${rcode}) is not signed`);
  }
  const tsig = readTsig(bytes, record);
  if (tsig.mac.length === 0 && tsig.error !== 0) throw refusal(tsig.error, key);
  if (!isSigned(bytes, id, record, tsig, key, request)) {
    throw new DnsUpdateError('BADSIG', `the server's answer is not signed by key "${key.name}" (${key.algorithm})`);
  }
  if (tsig.error === BAD_TIME && tsig.other.length === 6) {
    throw badTime(tsig.other.readUIntBE(0, 6), now, 'the server');
  }
  if (tsig.error !== 0) throw refusal(tsig.error, key);
  if (Math.abs(tsig.seconds - secondsOf(now)) > FUDGE_SECONDS) throw badTime(tsig.seconds, now, 'us');
  return decodeMessage(bytes);
};
