/** Messages to and from a primary: updates (RFC 2136 section 2), questions, and what comes back. Pure. */
import { DnsUpdateError } from './errors.ts';
import type { Prerequisite, Rrset, Update } from './types.ts';
import { CLASSES, dataBytes, nameBytes, readData, readName, skipName, slice, TYPES, u16, u32 } from './wire.ts';

/** Kinds of messages (RFC 1035, RFC 2136). */
export const OPCODES = { QUERY: 0, UPDATE: 5 } as const;

/** Bytes of the header that each message begins with, and those of it that count the additional records. */
const HEADER = 12;
export const ADDITIONAL_COUNT = 10;

/** A record as it lies in a message; `value` is there when it has data of a type that we know. */
interface Record {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  readonly value?: string;
  /** Where in the message the record begins, and its data, in bytes. */
  readonly start: number;
  readonly dataStart: number;
  readonly dataLength: number;
}

/** In an update the four lists are the zone, the prerequisites, the changes and the rest (RFC 2136 section 2). */
export interface Message {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly rcode: number;
  readonly questions: readonly Pick<Record, 'name' | 'type' | 'class'>[];
  readonly answers: readonly Record[];
  readonly authorities: readonly Record[];
  readonly additionals: readonly Record[];
}

const message = (id: number, opcode: number, question: Buffer, ...lists: readonly (readonly Buffer[])[]): Buffer => {
  const counts = [1, lists[0]?.length ?? 0, lists[1]?.length ?? 0, 0];
  return Buffer.concat([u16(id), u16(opcode << 11), ...counts.map(u16), question, ...lists.flat()]);
};

const head = (name: string, type: number, group: number): Buffer =>
  Buffer.concat([nameBytes(name), u16(type), u16(group)]);

const record = (name: string, type: number, group: number, ttl: number, data: Buffer): Buffer =>
  Buffer.concat([head(name, type, group), u32(ttl), u16(data.length), data]);

const EMPTY = Buffer.alloc(0);

/** A question of one name and type, without recursion. */
export const encodeQuery = (id: number, name: string, type: Rrset['type']): Buffer =>
  message(id, OPCODES.QUERY, head(name, TYPES[type], CLASSES.IN));

/** That nothing is there is said by class NONE, that something is by class ANY, and exactly what by the zone's own class. */
const prerequisite = (wanted: Prerequisite): Buffer[] => {
  switch (wanted.kind) {
    case 'unused':
      return [record(wanted.name, TYPES.ANY, CLASSES.NONE, 0, EMPTY)];
    case 'used':
      return [record(wanted.name, TYPES.ANY, CLASSES.ANY, 0, EMPTY)];
    case 'lacks':
      return [record(wanted.name, TYPES[wanted.type], CLASSES.NONE, 0, EMPTY)];
    case 'holds': {
      const { name, type, values } = wanted;
      if (values.length === 0) return prerequisite({ kind: 'lacks', name, type });
      return values.map((value) => record(name, TYPES[type], CLASSES.IN, 0, dataBytes(type, value)));
    }
  }
};

/** Throws DnsUpdateError MALFORMED for a name or value that is none. */
export const encodeUpdate = (id: number, { zone, prerequisites, deletes, adds }: Update): Buffer => {
  const gone = deletes.map(({ name, type }) => record(name, TYPES[type], CLASSES.ANY, 0, EMPTY));
  const come = adds.flatMap(({ name, type, ttl, values }) =>
    values.map((value) => record(name, TYPES[type], CLASSES.IN, ttl, dataBytes(type, value))),
  );
  const section = head(zone, TYPES.SOA, CLASSES.IN);
  return message(id, OPCODES.UPDATE, section, prerequisites.flatMap(prerequisite), [...gone, ...come]);
};

const NAMES = new Map<number, Rrset['type']>(
  (['A', 'AAAA', 'CNAME', 'TXT'] as const).map((type) => [TYPES[type], type]),
);

/** The name of a record type by its number; nothing for one that is never read or written here. */
export const typeName = (type: number): Rrset['type'] | undefined => NAMES.get(type);

const readRecord = (bytes: Buffer, start: number): { readonly record: Record; readonly end: number } => {
  const { name } = readName(bytes, start);
  const outline = outlineRecord(bytes, start);
  const { type, dataStart, dataLength } = outline;
  const known = outline.class === CLASSES.IN ? typeName(type) : undefined;
  const value = known && { value: readData(known, bytes, dataStart, dataLength) };
  return { record: { name, ...outline, ...value }, end: dataStart + dataLength };
};

const readRecords = (
  bytes: Buffer,
  count: number,
  start: number,
): { readonly records: Record[]; readonly end: number } => {
  const records: Record[] = [];
  let end = start;
  for (let at = 0; at < count; at += 1) {
    const read = readRecord(bytes, end);
    records.push(read.record);
    end = read.end;
  }
  return { records, end };
};

/** What is to be known of a message before its signature is proven; `start` is where its last additional record begins. */
export interface Outline {
  readonly id: number;
  readonly rcode: number;
  readonly last?: Omit<Record, 'name' | 'value'>;
}

/** Goes over a message without reading what it says. Throws like `decodeMessage`, though not for what a record holds. */
export const outlineMessage = (bytes: Buffer): Outline => {
  const header = slice(bytes, 0, HEADER);
  const [asked = 0, ...records] = [4, 6, 8, ADDITIONAL_COUNT].map((at) => header.readUInt16BE(at));
  let end = HEADER;
  for (let at = 0; at < asked; at += 1) {
    const after = skipName(bytes, end);
    end = after + slice(bytes, after, 4).length;
  }
  let last: Outline['last'];
  const count = records.reduce((sum, one) => sum + one, 0);
  for (let at = 0; at < count; at += 1) {
    last = outlineRecord(bytes, end);
    end = last.dataStart + last.dataLength;
  }
  if (end !== bytes.length) throw leftOver();
  const isAdditional = header.readUInt16BE(ADDITIONAL_COUNT) > 0;
  return {
    ...{ id: header.readUInt16BE(0), rcode: header.readUInt16BE(2) & 0xf },
    ...(last && isAdditional ? { last } : {}),
  };
};

const outlineRecord = (bytes: Buffer, start: number): Omit<Record, 'name' | 'value'> => {
  const end = skipName(bytes, start);
  const fixed = slice(bytes, end, 10);
  const [type, group, ttl] = [fixed.readUInt16BE(0), fixed.readUInt16BE(2), fixed.readUInt32BE(4)];
  const [dataStart, dataLength] = [end + 10, fixed.readUInt16BE(8)];
  slice(bytes, dataStart, dataLength);
  return { type, class: group, ttl, start, dataStart, dataLength };
};

const leftOver = (): DnsUpdateError => new DnsUpdateError('MALFORMED', 'the answer has bytes after its end');

/** Throws DnsUpdateError MALFORMED for what is no message, or has bytes left over. */
export const decodeMessage = (bytes: Buffer): Message => {
  const header = slice(bytes, 0, HEADER);
  const [id, flags, ...counts] = Array.from({ length: 6 }, (_, at) => header.readUInt16BE(2 * at)) as [number, number];
  const [asked = 0, answered = 0, authority = 0, additional = 0] = counts as number[];
  const questions: Pick<Record, 'name' | 'type' | 'class'>[] = [];
  let start = HEADER;
  for (let at = 0; at < asked; at += 1) {
    const { name, end } = readName(bytes, start);
    const fixed = slice(bytes, end, 4);
    questions.push({ name, type: fixed.readUInt16BE(0), class: fixed.readUInt16BE(2) });
    start = end + 4;
  }
  const answers = readRecords(bytes, answered, start);
  const authorities = readRecords(bytes, authority, answers.end);
  const additionals = readRecords(bytes, additional, authorities.end);
  if (additionals.end !== bytes.length) throw leftOver();
  return {
    ...{ id, questions, answers: answers.records, authorities: authorities.records, additionals: additionals.records },
    response: (flags & 0x80_00) !== 0,
    opcode: (flags >> 11) & 0xf,
    authoritative: (flags & 0x04_00) !== 0,
    truncated: (flags & 0x02_00) !== 0,
    rcode: flags & 0xf,
  };
};
