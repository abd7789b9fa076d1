import { by, chunks } from '../../../lib/std/lists.ts';

describe('things', () => {
  it('are ordered by a text of theirs, capitals first, and left in their order where it is the same', () => {
    const things = ['b2', 'ä3', 'a1', 'Z4', 'b1'].map((id) => ({ id, key: id.slice(0, 1) }));
    expect(things.toSorted(by(({ key }) => key)).map(({ id }) => id)).toEqual(['Z4', 'a1', 'b2', 'b1', 'ä3']);
  });
});

describe('a list', () => {
  it.each([
    [[], []],
    [['a'], [['a']]],
    [['a', 'b'], [['a', 'b']]],
    [
      ['a', 'b', 'c'],
      [['a', 'b'], ['c']],
    ],
  ])('of %j in parts of at most two is %j', (list, parts) => {
    expect(chunks(list, 2)).toEqual(parts);
  });
});
