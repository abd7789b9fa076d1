/** In which order routes are moved, and how many of those that nobody waits for. */
import { putOff } from '../../../lib/core/more.ts';
import { voluntarySet } from '../../../lib/routes/guard.ts';
import { routeStages } from '../../../lib/routes/stages.ts';
import type { RouteMove } from '../../../lib/routes/types.ts';

/** So many routes of one path set, each in a table of its own. */
const set = (pathSet: string, routes: number, more: Partial<RouteMove> = {}): RouteMove[] =>
  Array.from({ length: routes }, (_, at) => ({
    ...{ action: 'replace', key: `rtb-${pathSet}${at}/0.0.0.0/0`, tableId: `rtb-${pathSet}${at}` },
    ...{ destination: '0.0.0.0/0', group: 'fw', pathSet, edge: false, weight: 1, voluntary: false },
    ...{ before: { target: 'eni-a', state: 'active' }, after: { target: 'eni-b', state: 'active' } },
    ...{ reason: { code: 'FAILOVER', message: '' }, ...more },
  }));

const batches = (changes: readonly RouteMove[]): string[] =>
  routeStages(changes).flatMap((stage) =>
    stage.map((batch) => `${batch.length} of ${batch.map((one) => ('pathSet' in one ? one.pathSet : '')).at(0)}`),
  );

describe('routes that are moved', () => {
  it('go path set by path set, the busiest first, whole', () => {
    const changes = [...set('quiet', 2), ...set('busy', 3, { weight: 9 }), ...set('also', 2)];
    expect(batches(changes)).toEqual(['3 of busy', '2 of also', '2 of quiet']);
  });

  it('go before those that nobody waits for, however busy these are', () => {
    const changes = [...set('back', 2, { weight: 9, voluntary: true }), ...set('dead', 2)];
    expect(batches(changes)).toEqual(['2 of dead', '2 of back']);
  });

  it('go in parts where their set is larger than half of what EC2 takes at once', () => {
    expect(batches(set('huge', 60))).toEqual(['25 of huge', '25 of huge', '10 of huge']);
  });

  it('are not taken for one set where two groups call theirs the same', () => {
    const changes = [...set('a', 2), ...set('a', 2, { group: 'other' })].map((one, at) => ({ ...one, key: `${at}` }));
    expect(batches(changes)).toEqual(['2 of a', '2 of a']);
  });
});

describe('routes that nobody waits for', () => {
  const voluntary = { setOf: voluntarySet, most: 25, forMs: 10_000 };
  const later = (changes: readonly RouteMove[], made: readonly RouteMove[] = []): string[] =>
    [
      ...new Set(putOff({ voluntary, stages: routeStages }, changes, made).map((one) => (one as RouteMove).pathSet)),
    ].sort();

  it('are moved up to half of what EC2 takes at once, in whole sets; the rest is left to the next run', () => {
    const changes = ['a', 'b', 'c'].flatMap((name) => set(name, 10, { voluntary: true }));
    expect(later(changes)).toEqual(['c']);
    expect(later(changes, set('before', 20, { voluntary: true }))).toEqual(['a', 'b', 'c']);
  });

  it('are moved whole, however large their set is, where it is the first', () => {
    expect(later([...set('a', 40, { voluntary: true }), ...set('b', 2, { voluntary: true })])).toEqual(['b']);
  });

  it('hold up nothing that somebody waits for', () => {
    const changes = [...set('back', 30, { voluntary: true }), ...set('dead', 200)];
    expect(later(changes)).toEqual([]);
    expect(later([...changes, ...set('more', 2, { voluntary: true })])).toEqual(['more']);
  });
});
