/**
 * Path sets beside packets: the local cloud's data plane follows every flow there and back, and knows tables only. After a
 * run every flow passes the same firewall both ways, and no set is larger than that takes.
 */
import { type Account, type Flow, isJudged, isSymmetric, roundTrip } from '@waykeeper/local-cloud/state';
import { networkOf } from '../../../lib/routes/network.ts';
import { claimedRoutes, pathSets } from '../../../lib/routes/path-sets.ts';
import { planRoutes } from '../../../lib/routes/plan.ts';
import type { PathSet } from '../../../lib/routes/types.ts';
import { shareOf } from '../../support/runs.ts';
import { chance, type Draw, lawOn, oneOf, some, Tally } from './support/random.ts';
import { lead, make, OUTSIDE, observedOf, type Topology, topology } from './support/random-topology.ts';

const WORLDS = 300;
const seen = new Tally();

const law = lawOn(topology, WORLDS);

/** Every flow between two hosts, and with what lies outside. */
const flowsOf = ({ ec2 }: Account): Flow[] => {
  const hosts = Object.values(ec2.subnets)
    .filter(({ id }) => /^subnet-\d+$/.test(id))
    .map(({ id, cidr }) => ({ subnet: id, address: cidr.replace('.0/24', '.10') }));
  return hosts.flatMap((host) => [
    ...hosts.filter((peer) => peer.subnet !== host.subnet).map((peer) => ({ host, peer })),
    ...['igw-1', 'vgw-1'].flatMap((gateway) => OUTSIDE.map((address) => ({ host, peer: { gateway, address } }))),
  ]);
};

const asymmetric = (account: Account): string[] =>
  flowsOf(account).flatMap((flow) => {
    const trip = roundTrip(account.ec2, flow);
    if (trip?.some(isJudged)) seen.count('flow through a firewall, both ways');
    if (trip && trip.length > 1 && trip.some(isJudged)) seen.count('and through a NAT gateway behind it');
    return trip && !isSymmetric(trip) ? [`${JSON.stringify(flow)} ${JSON.stringify(trip)}`] : [];
  });

const setsOf = ({ account, claims }: Topology): PathSet[] => {
  const network = networkOf(observedOf(account, undefined));
  return claims.groups.flatMap((group) => pathSets(group, claimedRoutes(group, network), network));
};

/** Runs until nothing is planned. */
const settle = ({ account, claims }: Topology, stopped: string | undefined): void => {
  for (let round = 0; round < 3; round += 1) {
    const { changes } = planRoutes(claims, observedOf(account, stopped));
    for (const change of changes) if (change.action === 'replace') seen.count(change.reason.code);
    if (changes.length === 0) return;
    make(account, changes);
  }
  expect(planRoutes(claims, observedOf(account, stopped)).changes).toEqual([]);
};

/** Leads each path set as a whole to a target of its own. */
const allOn = (world: Topology, target: () => string): void => {
  for (const { routes } of setsOf(world)) {
    const to = target();
    for (const { key } of routes) lead(world.account, key, to);
  }
};

/**
 * What a firewall leads to a NAT gateway only hosts inside begin, so that here no flow of others needs an edge route's return. And
 * behind a table with an unclaimed way straight out there may be what brings in outside traffic, a load balancer for example. Here
 * nothing but the NAT gateway does, which the controller cannot know.
 */
const meetsUnknown = ({ routes }: PathSet, { account }: Topology): boolean =>
  (account.ec2.natGateways['nat-1'] !== undefined && routes.some(({ table }) => table.gatewayIds.length > 0)) ||
  routes.some(
    ({ table }) =>
      table.id !== 'rtb-nat' &&
      table.gatewayIds.length === 0 &&
      table.routes.some(({ target, origin }) => /^[iv]gw-/.test(target) && origin === 'CreateRoute'),
  );

describe('path sets', () => {
  it('are enough: after a run every flow passes the same firewall there and back', () => {
    law((world, g) => {
      if (asymmetric(world.account).length > 0) seen.count('asymmetric before');
      settle(world, chance(g, 30) ? oneOf(g, 'i-a', 'i-b') : undefined);
      expect(asymmetric(world.account)).toEqual([]);
    });
    const through = ['flow through a firewall, both ways', 'and through a NAT gateway behind it'];
    const words = ['asymmetric before', ...through, 'MENDED', 'FAILOVER'];
    expect(seen.rare(words, shareOf(30))).toEqual([]);
  });

  it('move by themselves: whichever sets are on which firewall, every flow is symmetric, and no set is called split', () => {
    law((world, g) => {
      allOn(world, () => oneOf(g, 'eni-a', 'eni-b'));
      expect(asymmetric(world.account)).toEqual([]);
      const { changes, findings } = planRoutes(world.claims, observedOf(world.account, undefined));
      expect(changes.filter(({ action }) => action === 'replace')).toEqual([]);
      expect(findings.filter(({ reason }) => reason.code === 'SPLIT')).toEqual([]);
    });
  });

  it('are no larger than that takes: to split any of them breaks a flow, or meets what is not known', () => {
    law((world, g) => {
      for (const { routes } of setsOf(world).filter((set) => set.routes.length > 1 && !meetsUnknown(set, world))) {
        const part = properPart(
          g,
          routes.map(({ key }) => key),
        );
        allOn(world, () => 'eni-a');
        for (const key of part) lead(world.account, key, 'eni-b');
        seen.count('split');
        expect([part, asymmetric(world.account).length > 0]).toEqual([part, true]);
      }
    });
    expect(seen.rare(['split'], shareOf(20))).toEqual([]);
  });
});

/** Some of a list, neither none nor all. */
const properPart = (g: Draw, keys: readonly string[]): string[] => {
  const part = some(g, 50, keys);
  return part.length === 0 || part.length === keys.length ? keys.slice(0, 1) : part;
};
