/** Make before break, target by target: the laws of what a target holds next. */
import fc from 'fast-check';
import {
  describeNext,
  makeBeforeBreak,
  type Next,
  withinLimit,
} from '../../../../lib/dns/publishing/make-before-break.ts';
import type { Source } from '../../../../lib/dns/publishing/types.ts';
import { shareOf } from '../../../support/runs.ts';

const TTL = 60_000;
const NOW = 1_000_000;
const source = (over: Partial<Source>): Source => ({
  id: 'rslvr-in-1',
  serving: [],
  doubtful: [],
  leaving: [],
  complete: true,
  ...over,
});
const next = (of: Partial<Source>, values: readonly string[], at = 0) =>
  makeBeforeBreak(source(of), { values, at }, NOW, TTL);

describe('what a target holds next', () => {
  it('is what the source serves where nothing is published yet', () => {
    expect(
      makeBeforeBreak(
        source({ serving: ['10.0.0.1'], leaving: ['10.0.0.9'], doubtful: ['10.0.0.8'] }),
        undefined,
        NOW,
        TTL,
      ),
    ).toEqual({ values: ['10.0.0.1'], draining: [], deferred: [], adds: true, from: ['rslvr-in-1'] });
  });

  it('adds at once, and keeps what may still answer until the target has drained', () => {
    const of = { serving: ['10.0.0.1', '10.0.0.3'], leaving: ['10.0.0.2'] };
    const added = next(of, ['10.0.0.1', '10.0.0.2']);
    expect(added).toMatchObject({ values: ['10.0.0.1', '10.0.0.2', '10.0.0.3'], draining: ['10.0.0.2'], adds: true });
    expect(next(of, added.values, NOW - TTL + 1)).toEqual({ ...added, adds: false });
    const drained = next(of, added.values, NOW - TTL);
    expect(drained).toMatchObject({ values: ['10.0.0.1', '10.0.0.3'], draining: [], adds: false });
  });

  it('lets go at once of an address that is gone', () => {
    expect(next({ serving: ['10.0.0.1', '10.0.0.3'] }, ['10.0.0.1', '10.0.0.2'], NOW).values).toEqual([
      '10.0.0.1',
      '10.0.0.3',
    ]);
  });

  it('keeps all of a set of which nothing is served any more, until the additions are made', () => {
    const of = { serving: ['10.0.1.1', '10.0.1.2'] };
    const first = next(of, ['10.0.0.1', '10.0.0.2']);
    expect(first.values).toEqual(['10.0.0.1', '10.0.0.2', '10.0.1.1', '10.0.1.2']);
    expect(next(of, first.values, NOW).values).toEqual(['10.0.1.1', '10.0.1.2']);
  });

  it('keeps the addresses of another source, of which this one knows nothing, until the target has drained', () => {
    const of = source({ serving: ['10.0.1.1', '10.0.1.2'] });
    const first = makeBeforeBreak(of, { values: ['10.0.0.1'], at: 0, from: ['rslvr-in-0'] }, NOW, TTL);
    expect(first).toMatchObject({ values: ['10.0.0.1', '10.0.1.1', '10.0.1.2'], from: ['rslvr-in-0', 'rslvr-in-1'] });
    const soon = makeBeforeBreak(of, { ...first, at: NOW }, NOW + TTL - 1, TTL);
    expect(soon).toMatchObject({ values: first.values, from: first.from });
    const later = makeBeforeBreak(of, { ...first, at: NOW }, NOW + TTL, TTL);
    expect(later).toMatchObject({ values: ['10.0.1.1', '10.0.1.2'], from: ['rslvr-in-1'] });
  });

  it('does not believe a time that lies ahead: a clock was wrong when the target was written', () => {
    const of = { serving: ['10.0.0.1'], leaving: ['10.0.0.2'] };
    const current = ['10.0.0.1', '10.0.0.2'];
    expect(next(of, current, NOW + TTL).values).toEqual(current);
    expect(makeBeforeBreak(source(of), { values: current, at: NOW * 1_000 }, NOW * 10, TTL).values).toEqual([
      '10.0.0.1',
    ]);
  });

  it('treats what left the config as an address that may still answer', () => {
    const of = { serving: ['10.0.0.1'], complete: false };
    expect(next(of, ['10.0.0.1', '10.0.0.2'], NOW).values).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(next(of, ['10.0.0.1', '10.0.0.2'], 0).values).toEqual(['10.0.0.1']);
  });

  it('leaves an address alone of which nothing is sure', () => {
    expect(next({ serving: ['10.0.0.1'], doubtful: ['10.0.0.2'] }, ['10.0.0.1', '10.0.0.2']).values).toEqual([
      '10.0.0.1',
      '10.0.0.2',
    ]);
    expect(next({ serving: ['10.0.0.1'], doubtful: ['10.0.0.2'] }, ['10.0.0.1']).values).toEqual(['10.0.0.1']);
  });
});

const address = fc.integer({ min: 0, max: 12 }).map((last) => `10.0.0.${last}`);
const some = fc.uniqueArray(address, { maxLength: 8 });
const anySource = fc
  .record({
    serving: fc.uniqueArray(address, { minLength: 1, maxLength: 6 }),
    rest: some,
    cut: fc.nat(8),
    complete: fc.boolean(),
  })
  .map(({ serving, rest, cut, complete }) => {
    const others = rest.filter((one) => !serving.includes(one));
    return source({ serving, doubtful: others.slice(0, cut), leaving: others.slice(cut), complete });
  });
const anyCurrent = fc.record({ values: some, at: fc.integer({ min: NOW - 2 * TTL, max: NOW }) });

describe('whatever a source offers and a target holds', () => {
  it('a target always holds what is served, and never anything that neither it nor the source named', () => {
    fc.assert(
      fc.property(anySource, anyCurrent, (of, current) => {
        const { values } = makeBeforeBreak(of, current, NOW, TTL);
        expect(of.serving.filter((one) => !values.includes(one))).toEqual([]);
        expect(values.filter((one) => !of.serving.includes(one) && !current.values.includes(one))).toEqual([]);
      }),
      { numRuns: shareOf(100) },
    );
  });

  it('nothing that may still answer goes in the write that adds, nor before the target has drained', () => {
    fc.assert(
      fc.property(anySource, anyCurrent, (of, current) => {
        const { values, adds } = makeBeforeBreak(of, current, NOW, TTL);
        const gone = current.values.filter((one) => !values.includes(one));
        if (adds || NOW - current.at < TTL)
          expect(gone.filter((one) => of.leaving.includes(one) || !of.complete)).toEqual([]);
      }),
      { numRuns: shareOf(100) },
    );
  });

  it('it comes to rest: once written and drained, the target holds what is served and what is in doubt', () => {
    fc.assert(
      fc.property(anySource, anyCurrent, (of, current) => {
        const first = makeBeforeBreak(of, current, NOW, TTL);
        const later = makeBeforeBreak(of, { values: first.values, at: NOW }, NOW + TTL, TTL);
        const doubtful = current.values.filter((one) => of.doubtful.includes(one));
        expect(later.values).toEqual([...of.serving, ...doubtful].sort());
        expect(makeBeforeBreak(of, { values: later.values, at: NOW + TTL }, NOW + TTL, TTL).values).toEqual(
          later.values,
        );
      }),
      { numRuns: shareOf(100) },
    );
  });
});

describe('a target that takes only so many', () => {
  const servers = (...last: readonly number[]): string[] => last.map((one) => `10.0.0.${one}`);
  const fitted = (serving: readonly string[], present: readonly string[], isSettled: boolean) =>
    withinLimit(next({ serving, complete: false }, present, NOW), present, 4, isSettled);

  it('is filled as far as there is room, and the rest waits', () => {
    expect(fitted(servers(5, 6, 7), servers(1, 2), false)).toMatchObject({
      ...{ values: servers(1, 2, 5, 6), draining: servers(1, 2), deferred: servers(7), adds: true },
    });
  });

  it('exchanges one at a time once it is full, each time that it has drained', () => {
    expect(fitted(servers(5, 6), servers(1, 2, 3, 4), false)).toMatchObject({
      values: servers(1, 2, 3, 4),
      adds: false,
    });
    const first = fitted(servers(5, 6), servers(1, 2, 3, 4), true);
    expect(first).toMatchObject({ values: servers(2, 3, 4, 5), deferred: servers(6) });
    expect(fitted(servers(5, 6), first.values, true)).toMatchObject({ values: servers(3, 4, 5, 6), deferred: [] });
  });
});

describe('the words for it', () => {
  it('say who joins, who leaves and who goes later', () => {
    const of = source({ serving: ['10.0.0.3', '10.0.0.4'], leaving: ['10.0.0.2'] });
    const current = ['10.0.0.1', '10.0.0.2', '10.0.0.4'];
    expect(describeNext(current, makeBeforeBreak(of, { values: current, at: NOW }, NOW, TTL))).toBe(
      '10.0.0.3 joins; 10.0.0.1 leaves; 10.0.0.2 may still answer and goes later',
    );
    const still: Next = { values: ['10.0.0.3'], draining: [], deferred: [], adds: false, from: [] };
    expect(describeNext(['10.0.0.3'], still)).toBe('');
    expect(describeNext(['10.0.0.3'], { ...still, deferred: ['10.0.0.4'] })).toBe('10.0.0.4 waits for room');
  });
});
