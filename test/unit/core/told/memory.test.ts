import { decode, encode, type Memory, NOTHING } from '../../../../lib/core/told/memory.ts';

const MEMORY: Memory = {
  open: [
    { kind: 'finding', key: 'edge/vpc-1', code: 'SPLIT', print: '0123456789', since: 29_900_000, hours: 0 },
    { kind: 'blocked', key: 'Z1', code: 'TOO_MANY', print: 'abcdef0123', since: 29_900_005, hours: 3 },
  ],
  failing: { since: 29_900_000, hours: 1, prints: ['0123456789', 'abcdef0123'] },
  planned: ['fedcba9876'],
  rest: { since: 29_900_000, hours: 0, print: '0000000001' },
};

describe('what is remembered', () => {
  it.each([
    ['much', MEMORY],
    ['nothing', NOTHING],
  ])('is read as it was written: %s', (_, memory) => {
    expect(decode(encode(memory))).toEqual(memory);
  });

  it.each([
    ['there is no text', undefined],
    ['it is no text of ours', 'hello'],
    ['it was cut', encode(MEMORY).slice(0, 40)],
    ['it is of another layout', 'i65WMtRRio7VUTLUMVCKjQUA'],
  ])('is nothing where %s', (_, text) => {
    expect(decode(text)).toEqual(NOTHING);
  });

  it('of forty findings about things with ids is less than its share', () => {
    const id = (at: number): string => (BigInt(at + 1) * 0x9e3779b97f4a7c15n).toString(16).slice(0, 17);
    const open = Array.from({ length: 40 }, (_, at) => ({
      ...{ kind: 'finding' as const, key: `rtb-${id(at)}/0.0.0.0/0`, code: 'SPLIT' },
      ...{ print: id(at * 3 + 1).slice(0, 10), since: 29_900_000, hours: 0 },
    }));
    expect(encode({ open, planned: [] }).length).toBeLessThan(1_800);
  });
});
