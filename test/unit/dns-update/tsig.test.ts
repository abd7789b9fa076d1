/** Signatures: what is signed with a key verifies with it, and nothing else does. */
import fc from 'fast-check';
import { encodeUpdate } from '../../../lib/dns-update/message.ts';
import { type Signed, sign, verify } from '../../../lib/dns-update/tsig.ts';
import type { TsigKey } from '../../../lib/dns-update/types.ts';
import { FAKE_KEY, macOf, plainReply, signedReply } from '../../servers/dns-update/support/fake-primary.ts';
import { update } from '../../servers/dns-update/support/random.ts';
import { shareOf } from '../../support/runs.ts';

const NOW = Date.UTC(2026, 10, 21);
const SECONDS = NOW / 1000;

const requestOf = (given: Parameters<typeof encodeUpdate>[1], key: TsigKey = FAKE_KEY): Signed =>
  sign(encodeUpdate(7, given), key, NOW);

const EMPTY = { zone: 'corp.example', prerequisites: [], deletes: [], adds: [] };
const request = requestOf(EMPTY);
const ANSWERS = [{ name: 'www.corp.example', type: 'A', ttl: 60, data: '10.0.0.1' }];
const reply = signedReply(request.bytes, plainReply(request.bytes, { answers: ANSWERS }), { time: SECONDS });

const codeOf = (bytes: Buffer, now = NOW, to: Signed = request, key: TsigKey = FAKE_KEY): string => {
  try {
    verify(bytes, to, key, now);
    return 'NOERROR';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a signed message', () => {
  it('is the message with one record more, whose MAC the answer covers', () => {
    fc.assert(
      fc.property(update, (given) => {
        const plain = encodeUpdate(7, given);
        const { bytes, mac } = sign(plain, FAKE_KEY, NOW);
        expect(bytes.readUInt16BE(10)).toBe(1);
        expect(bytes.subarray(12, plain.length)).toEqual(plain.subarray(12));
        expect(macOf(bytes)).toEqual(mac);
      }),
      { numRuns: shareOf(100) },
    );
  });

  it('has another MAC with another key, algorithm or time', () => {
    const plain = encodeUpdate(7, EMPTY);
    const macs = [
      sign(plain, FAKE_KEY, NOW),
      sign(plain, FAKE_KEY, NOW + 1000),
      sign(plain, { ...FAKE_KEY, name: 'other' }, NOW),
      sign(plain, { ...FAKE_KEY, secret: Buffer.alloc(32, 2) }, NOW),
      sign(plain, { ...FAKE_KEY, algorithm: 'hmac-sha512' }, NOW),
    ].map(({ mac }) => mac.toString('hex'));
    expect(new Set(macs).size).toBe(macs.length);
  });
});

describe('a signed answer', () => {
  it('is what it says', () => {
    const { rcode, answers, authoritative } = verify(reply, request, FAKE_KEY, NOW);
    expect([rcode, authoritative, answers[0]?.name, answers[0]?.value]).toEqual([
      0,
      true,
      'www.corp.example',
      '10.0.0.1',
    ]);
  });

  it('is refused when any byte of it is another one, unless that is the case of the key or algorithm', () => {
    const names = reply.length - (5 + 10 + 13 + 16 + 32);
    const isName = (at: number): boolean => (at >= names && at < names + 5) || (at >= names + 15 && at < names + 28);
    fc.assert(
      fc.property(fc.nat(reply.length - 1), fc.integer({ min: 1, max: 255 }), (at, flips) => {
        const was = reply[at] ?? 0;
        const isLetter = /[a-z]/.test(String.fromCharCode(was));
        const sameName = isName(at) && isLetter && flips === 0x20;
        const bytes = Buffer.from(reply);
        bytes[at] = was ^ flips;
        expect(codeOf(bytes) === 'NOERROR').toBe(sameName);
      }),
      { numRuns: shareOf(2_000) },
    );
  });

  it('is not read before its signature is proven', () => {
    const plain = plainReply(request.bytes);
    const record = Buffer.from([0, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2, 0xc0, 0xff]);
    const wrong = Buffer.concat([plain, record]);
    wrong.writeUInt16BE(1, 6);
    const signing = { time: SECONDS };
    expect(codeOf(signedReply(request.bytes, wrong, { ...signing, secret: Buffer.alloc(32, 2) }))).toBe('BADSIG');
    expect(codeOf(wrong)).toBe('UNSIGNED');
    expect(codeOf(signedReply(request.bytes, wrong, signing))).toBe('MALFORMED');
  });

  it('is refused when it ends early', () => {
    for (let length = 0; length < reply.length; length += 1) {
      expect(codeOf(reply.subarray(0, length))).toBe('MALFORMED');
    }
  });

  it('is refused as the answer to another request, and with another key', () => {
    expect(codeOf(reply, NOW, requestOf({ ...EMPTY, zone: 'other.example' }))).toBe('BADSIG');
    expect(codeOf(reply, NOW, request, { ...FAKE_KEY, name: 'other' })).toBe('BADSIG');
    expect(codeOf(reply, NOW, request, { ...FAKE_KEY, algorithm: 'hmac-sha512' })).toBe('BADSIG');
  });

  it('is good for 300 seconds by our clock, in both directions', () => {
    const codes = [-301, -300, 300, 301].map((late) => codeOf(reply, NOW + late * 1000));
    expect(codes).toEqual(['BADTIME', 'NOERROR', 'NOERROR', 'BADTIME']);
  });

  it('that finds our time wrong tells both times and how far they are apart', () => {
    const other = Buffer.alloc(6);
    other.writeUIntBE(SECONDS + 3_601, 0, 6);
    const late = signedReply(request.bytes, plainReply(request.bytes, { rcode: 9 }), {
      time: SECONDS,
      error: 18,
      other,
    });
    const text =
      "the clocks differ too much: the server's says 2026-11-21T01:00:01Z, ours 2026-11-21T00:00:00Z (3601 seconds apart, of at most 300; found by the server)";
    expect(() => verify(late, request, FAKE_KEY, NOW)).toThrow(
      expect.objectContaining({ code: 'BADTIME', message: text }),
    );
  });
});
