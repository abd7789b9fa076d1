/**
 * A run that asks a note whose an endpoint was that is gone ends where one ends that looks at everything. Each run is made by a
 * process that knows nothing else.
 */
import { type FollowedIds, followedIn, mayHold, withIds } from '../../../lib/dns/followed.ts';
import { readTrigger } from '../../../lib/entry/read-trigger.ts';
import { shareOf } from '../../support/runs.ts';
import { chance, lawOn, Tally, whole } from './support/random.ts';
import { type DnsWorld, dnsWorld, FOLLOWERS, inDns, observe, playedDns } from './support/warm-dns.ts';

const STREAMS = 1_000;

const run = (world: DnsWorld, scope: Parameters<typeof observe>[1], note?: FollowedIds): FollowedIds | undefined => {
  const observed = observe(world, scope, 0, note ? (id) => mayHold(note, id) : undefined);
  const { changes } = playedDns.judgement.plan(observed);
  playedDns.apply(world, changes);
  const after = observe(world, scope, 0, note ? (id) => mayHold(note, id) : undefined);
  const ids = followedIn(FOLLOWERS, observed).union(followedIn(FOLLOWERS, after));
  if (scope === 'all') return withIds(ids);
  return note && changes.length > 0 ? withIds(ids, note) : note;
};

it('records lead where they would if every zone were read for an endpoint that is gone', () => {
  const seen = new Tally();
  lawOn(
    (g) => whole(g, 5, 25),
    STREAMS,
  )((length, g) => {
    const [narrow, full] = [dnsWorld(), dnsWorld()];
    let note = run(narrow, 'all');
    run(full, 'all');
    for (let at = 0; at < length; at += 1) {
      const { what, body, change, isForSweep } = inDns(g, full, at);
      for (const world of [narrow, full]) change(world);
      const reading = readTrigger('dns', body, []);
      const scope = reading.kind === 'scope' ? reading.scope : 'all';
      const isGone = what === 'delete' && scope !== 'all';
      if (isGone && note) seen.count(scope.ids.some((id) => note && mayHold(note, id)) ? 'looked' : 'left');
      note = run(narrow, scope, note);
      run(full, scope);
      if (isForSweep || chance(g, 10)) {
        note = run(narrow, 'all');
        run(full, 'all');
      }
      expect({ what, body, is: playedDns.stateOf(narrow) }).toEqual({ what, body, is: playedDns.stateOf(full) });
    }
  });
  expect(seen.rare(['looked', 'left'], shareOf(200))).toEqual([]);
});
