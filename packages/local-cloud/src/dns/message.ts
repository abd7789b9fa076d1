/** DNS messages in and out: from a packet to a question, and from what was resolved to a packet. */
import packet, { type Answer, type Packet } from 'dns-packet';
import type { Account } from '../account.ts';
import type { View } from './choose.ts';
import { plainName } from './names.ts';
import { type Answered, resolve } from './resolve.ts';

/** Without EDNS a UDP answer holds no more (RFC 1035). */
const PLAIN_UDP = 512;
const LARGEST_UDP = 4_096;
const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

type Rcode = keyof typeof RCODES;

/** What the resolver of a VPC answers to a message; nothing to what is no question. A UDP answer may be cut short. */
export const answer = (
  account: Account,
  message: Uint8Array,
  overUdp: boolean,
  view: View = {},
): Buffer | undefined => {
  const query = read(message);
  if (!query) return message.length < 12 ? undefined : formatError(message);
  if (query.type !== 'query') return undefined;
  const [question, ...more] = query.questions ?? [];
  if (query.opcode !== 'QUERY') return reply(query, 'NOTIMP', {});
  if (!question || more.length > 0) return reply(query, 'FORMERR', {});
  const { rcode, answers, soa } = resolve(account, question.name, question.type, view);
  const lists = { answers: answers.map(toAnswer), authorities: soa ? [toAnswer(soa)] : [] };
  const whole = reply(query, rcode, lists);
  return overUdp && whole.length > udpSize(query) ? reply(query, rcode, {}, packet.TRUNCATED_RESPONSE) : whole;
};

const read = (message: Uint8Array): Packet | undefined => {
  try {
    return packet.decode(message);
  } catch {
    return undefined;
  }
};

/** Keeps the id and says FORMERR. */
const formatError = (message: Uint8Array): Buffer => {
  const header = Buffer.alloc(12);
  header.set(message.subarray(0, 2));
  header.writeUInt16BE(0x80_00 | RCODES.FORMERR, 2);
  return header;
};

const ednsOf = (query: Packet): Answer | undefined => query.additionals?.find(({ type }) => type === 'OPT');

const udpSize = (query: Packet): number =>
  Math.min(LARGEST_UDP, Math.max(PLAIN_UDP, ednsOf(query)?.udpPayloadSize ?? PLAIN_UDP));

const reply = (
  query: Packet,
  rcode: Rcode,
  { answers = [], authorities = [] }: Pick<Packet, 'answers' | 'authorities'>,
  more = 0,
): Buffer => {
  const asked = (query.flags ?? 0) & packet.RECURSION_DESIRED;
  const edns = { name: '.', type: 'OPT', udpPayloadSize: LARGEST_UDP, flags: 0, options: [] };
  return packet.encode({
    ...{ id: query.id ?? 0, type: 'response', opcode: query.opcode ?? 'QUERY' },
    flags: asked | packet.RECURSION_AVAILABLE | more | RCODES[rcode],
    questions: query.questions ?? [],
    ...{ answers, authorities, additionals: ednsOf(query) ? [edns] : [] },
  });
};

const toAnswer = ({ name, type, ttl, value }: Answered): Answer => ({
  name,
  type,
  class: 'IN',
  ttl,
  data: dataOf(type, value),
});

const TEXT = /"((?:[^"\\]|\\.)*)"/g;

/** A value as dns-packet wants it. */
const dataOf = (type: string, value: string): unknown => {
  const parts = value.split(/\s+/);
  const [first = '', second = '', third = '', fourth = ''] = parts;
  switch (type) {
    case 'TXT':
    case 'SPF':
      return [...value.matchAll(TEXT)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
    case 'MX':
      return { preference: Number(first), exchange: plainName(second) };
    case 'SRV':
      return { priority: Number(first), weight: Number(second), port: Number(third), target: plainName(fourth) };
    case 'CAA':
      return { flags: Number(first), tag: second, value: third.replace(/^"|"$/g, '') };
    case 'SOA':
      return soaData(parts);
    case 'A':
    case 'AAAA':
      return value;
    default:
      return plainName(value);
  }
};

const soaData = ([mname = '', rname = '', ...numbers]: readonly string[]): unknown => {
  const [serial, refresh, retry, expire, minimum] = numbers.map(Number);
  return { mname: plainName(mname), rname: plainName(rname), serial, refresh, retry, expire, minimum };
};
