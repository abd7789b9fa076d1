/** What a call that AWS takes or refuses as a whole comes to, item by item. */
import fc from 'fast-check';
import { bisect, DENIED_TO_ALL } from '../../../lib/aws/bisect.ts';
import { awsError } from '../core/support/cabinet.ts';

/** An API that refuses whatever holds one of the wrong items. */
const refusing = (wrong: readonly number[], code = 'InvalidPrincipal') => {
  const calls: (readonly number[])[] = [];
  const taken: number[] = [];
  return {
    ...{ calls, taken },
    call: async (items: readonly number[]): Promise<void> => {
      calls.push(items);
      if (items.some((item) => wrong.includes(item))) throw awsError(code);
      taken.push(...items);
    },
  };
};

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('a batch', () => {
  it('is one call where nothing is refused', async () => {
    const { call, calls } = refusing([]);
    expect(await bisect(upTo(10), call)).toEqual([]);
    expect(calls).toHaveLength(1);
  });

  it('loses exactly what is refused, whatever is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.array(fc.nat(60)), async (size, wrong) => {
        const { call, taken } = refusing(wrong);
        const refused = await bisect(upTo(size), call);
        expect(refused.map(({ item }) => item)).toEqual(upTo(size).filter((item) => wrong.includes(item)));
        expect(taken).toEqual(upTo(size).filter((item) => !wrong.includes(item)));
      }),
    );
  });

  it('loses one item alone that is denied, among a thousand', async () => {
    for (const wrong of [0, 511, 999]) {
      const { call, calls } = refusing([wrong], 'AccessDenied');
      expect((await bisect(upTo(1_000), call)).map(({ item }) => item)).toEqual([wrong]);
      expect(calls.length).toBeLessThan(22);
    }
  });

  it.each(['AccessDeniedException', 'UnauthorizedOperation', 'NoSuchHostedZone', 'InvalidVpcEndpointId.NotFound'])(
    'that is refused in every part with %s is given up soon',
    async (code) => {
      const { call, calls } = refusing(upTo(1_000), code);
      const refused = await bisect(upTo(1_000), call);
      expect(refused.map(({ item }) => item)).toEqual(upTo(1_000));
      expect(calls.length).toBeLessThan(30);
    },
  );

  it('that is denied to all is one call', async () => {
    const { call, calls } = refusing([3], 'AccessDeniedException');
    expect(await bisect(upTo(10), call, DENIED_TO_ALL)).toHaveLength(10);
    expect(calls).toHaveLength(1);
  });

  it('is not parted for what passes', async () => {
    const { call, calls } = refusing([3], 'RequestLimitExceeded');
    expect(await bisect(upTo(10), call)).toHaveLength(10);
    expect(calls).toHaveLength(1);
  });

  it('is parted by what its error names', async () => {
    const { call, calls } = refusing([3]);
    const part = (items: readonly number[]) => [items.filter((item) => item !== 3), [3]] as const;
    expect((await bisect(upTo(10), call, { part })).map(({ item }) => item)).toEqual([3]);
    expect(calls).toHaveLength(3);
  });
});
