/** Messages as bytes: what is written is read again, by us and by another reader. */
import packet from 'dns-packet';
import fc from 'fast-check';
import { DnsUpdateError } from '../../../lib/dns-update/errors.ts';
import { decodeMessage, encodeQuery, encodeUpdate, outlineMessage } from '../../../lib/dns-update/message.ts';
import type { Prerequisite, Update } from '../../../lib/dns-update/types.ts';
import { dataBytes, nameBytes, readName } from '../../../lib/dns-update/wire.ts';
import { domain, type, update } from '../../servers/dns-update/support/random.ts';
import { shareOf } from '../../support/runs.ts';

const TYPES = { A: 1, CNAME: 5, TXT: 16, AAAA: 28, ANY: 255 } as const;
const CLASSES = { IN: 1, NONE: 254, ANY: 255 } as const;

type Line = readonly [string, number, number, number, string | undefined];

/** The records that RFC 2136 section 2.4 has for a prerequisite, as name, type, class, TTL and value. */
const required = (one: Prerequisite): Line[] => {
  if (one.kind === 'unused') return [[one.name, TYPES.ANY, CLASSES.NONE, 0, undefined]];
  if (one.kind === 'used') return [[one.name, TYPES.ANY, CLASSES.ANY, 0, undefined]];
  if (one.kind === 'lacks') return [[one.name, TYPES[one.type], CLASSES.NONE, 0, undefined]];
  return one.values.map((value) => [one.name, TYPES[one.type], CLASSES.IN, 0, value]);
};

const changes = ({ deletes, adds }: Update): Line[] => [
  ...deletes.map((one): Line => [one.name, TYPES[one.type], CLASSES.ANY, 0, undefined]),
  ...adds.flatMap((set) => set.values.map((value): Line => [set.name, TYPES[set.type], CLASSES.IN, set.ttl, value])),
];

const read = (records: ReturnType<typeof decodeMessage>['answers']): Line[] =>
  records.map((one) => [one.name, one.type, one.class, one.ttl, one.value]);

describe('an update', () => {
  it('is read again as it was written', () => {
    fc.assert(
      fc.property(fc.nat(65_535), update, (id, given) => {
        const message = decodeMessage(encodeUpdate(id, given));
        expect(message).toMatchObject({ id, opcode: 5, response: false, rcode: 0, additionals: [] });
        expect(message.questions).toEqual([{ name: given.zone, type: 6, class: 1 }]);
        expect(read(message.answers)).toEqual(given.prerequisites.flatMap(required));
        expect(read(message.authorities)).toEqual(changes(given));
      }),
      { numRuns: shareOf(100) },
    );
  });

  it('is read by another reader too', () => {
    const bytes = encodeUpdate(7, {
      zone: 'corp.example',
      prerequisites: [{ kind: 'unused', name: 'a.corp.example' }],
      deletes: [{ name: 'b.corp.example', type: 'TXT' }],
      adds: [
        { name: '*.c.corp.example', type: 'AAAA', ttl: 60, values: ['2a05::1'] },
        { name: 'd.corp.example', type: 'CNAME', ttl: 61, values: ['x.example'] },
      ],
    });
    const { opcode, questions, authorities = [] } = packet.decode(bytes);
    expect([opcode, questions]).toEqual(['UPDATE', [{ name: 'corp.example', type: 'SOA', class: 'IN' }]]);
    expect(authorities.slice(1)).toEqual([
      expect.objectContaining({ name: '*.c.corp.example', type: 'AAAA', ttl: 60, data: '2a05::1' }),
      expect.objectContaining({ name: 'd.corp.example', type: 'CNAME', ttl: 61, data: 'x.example' }),
    ]);
  });
});

describe('a question', () => {
  it('asks for one name and type, without recursion', () => {
    fc.assert(
      fc.property(fc.nat(65_535), domain, type, (id, name, of) => {
        const bytes = encodeQuery(id, name, of);
        expect(bytes.readUInt16BE(2)).toBe(0);
        expect(packet.decode(bytes)).toMatchObject({ id, questions: [{ name, type: of, class: 'IN' }] });
      }),
      { numRuns: shareOf(100) },
    );
  });
});

describe('an answer', () => {
  it('may point back to names that were there before', () => {
    const message = Buffer.concat([
      Buffer.from('\x07example\0\x04corp'),
      Buffer.from([0xc0, 0]),
      Buffer.from([0xc0, 9]),
    ]);
    expect(readName(message, 9)).toEqual({ name: 'corp.example', end: 16 });
    expect(readName(message, 16)).toEqual({ name: 'corp.example', end: 18 });
  });

  it('with a chain of pointers is read as far as a name has labels, and no further', () => {
    const chain = (links: number): Buffer =>
      Buffer.concat([
        Buffer.from('\x01a\0'),
        ...Array.from({ length: links }, (_, at) => pointer(at === 0 ? 0 : 1 + 2 * at)),
      ]);
    const pointer = (to: number): Buffer => Buffer.from([0xc0 | (to >> 8), to & 0xff]);
    const last = (links: number): number => 1 + 2 * links;
    expect(readName(chain(127), last(127))).toEqual({ name: 'a', end: last(128) });
    for (const links of [128, 8_000]) {
      expect(() => readName(chain(links), last(links))).toThrow('a name in the answer has more than 127 pointers');
    }
  });

  it.each([
    ['points to itself', [0xc0, 0]],
    ['points ahead', [0xc0, 2, 0]],
    ['has a label of an unknown kind', [0x80, 0]],
    ['ends too early', [3, 97]],
    ['ends before its end', [1, 97]],
    ['is longer than a name may be', [...Array.from({ length: 128 }, () => [1, 97]).flat(), 0]],
  ])('with a name that %s is malformed', (_, bytes) => {
    expect(() => readName(Buffer.from(bytes), 0)).toThrow(expect.objectContaining({ code: 'MALFORMED' }));
  });

  it('of any bytes is read or malformed, whatever they are', () => {
    const malformed = (bytes: Uint8Array): boolean => {
      try {
        decodeMessage(Buffer.from(bytes));
        return false;
      } catch (error) {
        expect(error).toBeInstanceOf(DnsUpdateError);
        expect(error).toMatchObject({ code: 'MALFORMED', retryable: false });
        return true;
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 11 }), malformed), { numRuns: shareOf(100) });
    fc.assert(
      fc.property(update, fc.nat(), fc.nat(255), (given, at, byte) => {
        const bytes = encodeUpdate(1, given);
        bytes[at % bytes.length] = byte;
        malformed(bytes);
        expect(malformed(bytes.subarray(0, at % bytes.length))).toBe(true);
        expect(() => outlineMessage(bytes.subarray(0, at % bytes.length))).toThrow(DnsUpdateError);
      }),
      { numRuns: shareOf(100) },
    );
  });
});

describe('a name', () => {
  it('with bytes that mean something in text is written with their numbers, and read again', () => {
    const bytes = Buffer.from('\x05a.b \\\x02\xc3\xbc\x01X\0', 'latin1');
    const { name } = readName(bytes, 0);
    expect(name).toBe('a\\046b\\032\\092.\\195\\188.x');
    expect(readName(nameBytes(name), 0).name).toBe(name);
  });

  it.each(['a..b', 'a.b.', '.a', 'a b', 'ü.example', 'a\\b', 'a\n.b', 'x'.repeat(64), `${'abcdefg.'.repeat(32)}x`])(
    'is none: %j',
    (name) => {
      expect(() => nameBytes(name)).toThrow(`expected a domain name (labels of 1 to 63 characters`);
    },
  );
});

describe('a value', () => {
  it.each([
    ['A', '10.0.0', 'an IPv4 address, found "10.0.0"'],
    ['A', '::1', 'an IPv4 address, found "::1"'],
    ['AAAA', '10.0.0.1', 'an IPv6 address, found "10.0.0.1"'],
    ['AAAA', 'fe80::1%eth0', 'an IPv6 address, found "fe80::1%eth0"'],
    ['CNAME', 'a..b', 'a domain name'],
  ] as const)('that is none of its type is refused: %s %s', (of, value, text) => {
    expect(() => dataBytes(of, value)).toThrow(`expected ${text}`);
  });

  it('that is text is cut into strings of 255 bytes, empty text into one', () => {
    expect([...dataBytes('TXT', '')]).toEqual([0]);
    const long = dataBytes('TXT', 'x'.repeat(256));
    expect([long.length, long[0], long[256]]).toEqual([258, 255, 1]);
  });

  it('that is an IPv6 address may be spelled in any way', () => {
    const spelled = ['2a05::1', '2A05:0:0:0:0:0:0:1', '2a05::0.0.0.1'].map((one) =>
      dataBytes('AAAA', one).toString('hex'),
    );
    expect(new Set(spelled)).toEqual(new Set(['2a050000000000000000000000000001']));
  });
});
