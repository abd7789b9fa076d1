/** What a warm process knows of whose things are whose, and when it does not trust that any more. */
import { rememberOwnThings } from '../../../lib/core/own-things.ts';

const TRUSTED_MS = 600_000;
const found = (ids: readonly string[], isWhole = true, unsure: readonly string[] = []) => [
  { entry: 'fw', ids, isWhole, unsure },
];

describe('a memory of whose things are whose', () => {
  it('takes everything for ours that it did not look at', () => {
    const own = rememberOwnThings();
    expect(own.mayOwn('fw', ['i-1'], 0)).toBe(true);
    own.note(found(['i-1'], false), 0);
    expect(own.mayOwn('fw', ['i-2'], 0)).toBe(true);
  });

  it('knows after a whole look what is ours, and what is not', () => {
    const own = rememberOwnThings();
    own.note(found(['i-1']), 0);
    expect([['i-1'], ['i-2'], ['i-2', 'i-1'], []].map((ids) => own.mayOwn('fw', ids, 1))).toEqual([
      ...[true, false, true, false],
    ]);
    expect(own.mayOwn('other', ['i-2'], 1)).toBe(true);
  });

  it('adds what a look at a part finds, and keeps what that does not speak of', () => {
    const own = rememberOwnThings();
    own.note(found(['i-1']), 0);
    own.note(found(['i-2'], false), 1);
    expect(['i-1', 'i-2', 'i-3'].map((id) => own.mayOwn('fw', [id], 2))).toEqual([true, true, false]);
  });

  it('keeps for a while what an answer lacks', () => {
    const own = rememberOwnThings();
    own.note(found(['i-1']), 0);
    own.note(found([]), TRUSTED_MS - 1);
    expect(own.mayOwn('fw', ['i-1'], TRUSTED_MS - 1)).toBe(true);
    own.note(found([]), TRUSTED_MS);
    expect(own.mayOwn('fw', ['i-1'], TRUSTED_MS)).toBe(false);
  });

  it('is not trusted once two sweeps should have been, and no look at a part makes it younger', () => {
    const own = rememberOwnThings();
    own.note(found(['i-1']), 0);
    own.note(found(['i-2'], false), TRUSTED_MS - 1);
    expect(own.mayOwn('fw', ['i-3'], TRUSTED_MS - 1)).toBe(false);
    expect(own.mayOwn('fw', ['i-3'], TRUSTED_MS)).toBe(true);
  });

  it('takes ids of a kind for ours of which the last whole look could not tell', () => {
    const own = rememberOwnThings();
    own.note(found([], true, ['i-']), 0);
    expect([own.mayOwn('fw', ['i-9'], 1), own.mayOwn('fw', ['rtb-9'], 1)]).toEqual([true, false]);
    own.note(found([]), 2);
    expect(own.mayOwn('fw', ['i-9'], 3)).toBe(false);
  });

  it('begins anew with another config', () => {
    const [own, one, other] = [rememberOwnThings(), {}, {}];
    own.under(one);
    own.note(found([]), 0);
    own.under(one);
    expect(own.mayOwn('fw', ['i-1'], 1)).toBe(false);
    own.under(other);
    expect(own.mayOwn('fw', ['i-1'], 1)).toBe(true);
  });
});
