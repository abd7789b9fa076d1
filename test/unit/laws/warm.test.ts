/** A process that leaves events alone, since it knows whose things are whose, ends where one ends that looks at each of them. */
import type { Change, ObservedBase } from '../../../lib/core/plan.ts';
import { shareOf } from '../../support/runs.ts';
import { chance, type Draw, lawOn, Tally, whole } from './support/random.ts';
import { connectionsWorld, inConnections, playedConnections } from './support/warm-connections.ts';
import { dnsWorld, inDns, playedDns } from './support/warm-dns.ts';
import { type Happening, namedIn, type Played, processOf } from './support/warm-process.ts';
import { inRoutes, playedRoutes, routesWorld } from './support/warm-routes.ts';

const STREAMS = 1_500;
const SWEEP_MS = 300_000;

/** The world after a run over everything: what begins to know nothing begins with nothing to do. */
const inOrder = <World, O extends ObservedBase, C extends Change>(played: Played<World, O, C>, world: World): World => {
  processOf(played, world, 'none').sweep(0);
  return world;
};

const BY_CHANCE = 'found by chance';

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Plays streams of events to both processes. What is lost, the sweep finds that follows. Counts what was looked at and what left. */
const play = <World, O extends ObservedBase, C extends Change>(
  played: Played<World, O, C>,
  worldOf: () => World,
  happening: (g: Draw, world: World, at: number) => Happening<World>,
): Tally => {
  const seen = new Tally();
  lawOn(
    (g) => whole(g, 5, 25),
    STREAMS,
  )((length, g) => {
    const [warm, other] = [
      processOf(played, inOrder(played, worldOf()), 'warm'),
      processOf(played, inOrder(played, worldOf()), 'none'),
    ];
    let now = 0;
    let swept = 0;
    const sweep = (): void => {
      swept = now;
      for (const one of [warm, other]) one.sweep(now);
    };
    for (let at = 0; at < length; at += 1) {
      now += whole(g, 0, 120_000);
      if (now - swept >= SWEEP_MS) sweep();
      const before = played.ownIn(other.world);
      const { what, body, change, isForSweep } = happening(g, other.world, at);
      for (const { world } of [warm, other]) change(world);
      const after = played.ownIn(other.world);
      if (chance(g, 10)) sweep();
      else {
        other.wake(body, now);
        const looked = warm.wake(body, now);
        const isOurs = namedIn(played.name, body).some((id) => before.has(id) || after.has(id));
        if (isOurs) expect({ what, body, looked }).toEqual({ what, body, looked: true });
        seen.count(`${what} ${looked ? 'looked at' : 'left'}`);
        // Who looks at what is nobody's may find by chance what an earlier event left: to find that is the sweep's to do.
        const isByChance = !isOurs && !looked && !isSame(played.stateOf(warm.world), played.stateOf(other.world));
        if (isByChance) seen.count(BY_CHANCE);
        if (isForSweep || isByChance) sweep();
      }
      expect({ what, body, is: played.stateOf(warm.world) }).toEqual({ what, body, is: played.stateOf(other.world) });
    }
  });
  return seen;
};

/** Were there enough of each, and were none of those left that may bring something of ours? */
const expectOf = (seen: Tally, left: readonly string[], arriving: readonly string[]): void => {
  const words = [...left.map((what) => `${what} left`), ...[...left, ...arriving].map((what) => `${what} looked at`)];
  expect(seen.rare(words, shareOf(30))).toEqual([]);
  expect(seen.of(BY_CHANCE)).toBeLessThanOrEqual(shareOf(5));
  expect(arriving.map((what) => seen.of(`${what} left`))).toEqual(arriving.map(() => 0));
};

it('routes lead after every event where they would without its memory', () => {
  const seen = play(playedRoutes, routesWorld, inRoutes);
  const left = ['state stopped', 'state terminated', 'untag', 'route', 'modify'];
  expectOf(seen, left, ['launch of ours', 'launch of others', 'tag', 'attach', 'detach', 'table']);
});

it('records lead after every event where they would without its memory', () => {
  const seen = play(playedDns, dnsWorld, inDns);
  expectOf(seen, ['untag', 'modify', 'delete'], ['create', 'tag', 'record']);
  expect([seen.of('record of others looked at'), seen.of('record of others left') > 0]).toEqual([0, true]);
});

it('connections are after every event as they would be without its memory', () => {
  const seen = play(playedConnections, connectionsWorld, inConnections);
  expectOf(seen, ['untag', 'ask', 'modify', 'delete'], ['create', 'tag']);
});
