/**
 * Path sets beside packets: the local cloud's data plane follows every flow there and back, and knows tables only. After a
 * run every flow passes the same firewall both ways, and no set is larger than that takes.
 */
import {
  type Account,
  embedded,
  type Flow,
  isJudged,
  isSymmetric,
  roundTrip,
  trace,
  transits,
} from '@waykeeper/local-cloud/state';
import type { RouteTable } from '../../../lib/aws/types.ts';
import { networkOf } from '../../../lib/routes/network.ts';
import { claimedRoutes, pathSets } from '../../../lib/routes/path-sets.ts';
import { planRoutes } from '../../../lib/routes/plan.ts';
import type { PathSet } from '../../../lib/routes/types.ts';
import { shareOf } from '../../support/runs.ts';
import { chance, type Draw, lawOn, oneOf, some, Tally } from './support/random.ts';
import { OUTSIDE, OUTSIDE_IPV6, type Topology, topology } from './support/random-topology.ts';
import { lead, make, observedOf } from './support/topology-observed.ts';

const WORLDS = 200;
const seen = new Tally();

const law = lawOn(topology, WORLDS);

interface Host {
  readonly subnet: string;
  readonly address: string;
}

const hostsOf = ({ ec2 }: Account, family: 4 | 6): Host[] =>
  Object.values(ec2.subnets)
    .filter(({ id }) => /^subnet-\d+$/.test(id))
    .flatMap(({ id, cidr, ipv6Cidr }) => {
      const block = family === 4 ? cidr.replace('.0/24', '.') : ipv6Cidr?.replace('/64', '');
      return block === undefined ? [] : [{ subnet: id, address: `${block}10` }];
    });

const GATEWAYS = ['igw-1', 'vgw-1', 'eigw-1'];

const outsideOf = (family: 4 | 6): readonly string[] =>
  family === 4 ? OUTSIDE : [...OUTSIDE_IPV6, ...OUTSIDE.slice(0, 1).map(embedded)];

const attachedIn = ({ ec2 }: Account): string[] =>
  [...Object.values(ec2.transitGatewayAttachments), ...Object.values(ec2.coreNetworkAttachments)].flatMap(
    ({ subnetIds }) => subnetIds,
  );

/** Every flow between two hosts, and with what lies outside. */
const flowsOf = (account: Account, family: 4 | 6): Flow[] => {
  const hosts = hostsOf(account, family);
  return hosts.flatMap((host) => [
    ...hosts.filter((peer) => peer.subnet !== host.subnet).map((peer) => ({ host, peer })),
    ...outsideOf(family).flatMap((address) => [
      ...GATEWAYS.map((gateway) => ({ host, peer: { gateway, address } })),
      ...attachedIn(account).map((enters) => ({ host, peer: { attachment: 'attachment-1', enters, address } })),
    ]),
  ]);
};

/** Flows whose directions pass different appliances: of hosts of the VPC, and of those beyond an attachment. */
const asymmetric = (account: Account): string[] => [
  ...([4, 6] as const).flatMap((family) =>
    flowsOf(account, family).flatMap((flow) => {
      const trip = roundTrip(account.ec2, flow);
      if (trip?.some(isJudged)) seen.count(`IPv${family} flow through a firewall, both ways`);
      if (trip?.some(isJudged) && 'attachment' in flow.peer) seen.count('and back by an attachment');
      if (trip && trip.length > 1 && trip.some(isJudged))
        seen.count(`and through a NAT gateway behind it, IPv${family}`);
      if (trip?.some(({ there }) => there.some((id) => id.startsWith('vpce')))) seen.count('and an endpoint');
      return trip && !isSymmetric(trip) ? [`${JSON.stringify(flow)} ${JSON.stringify(trip)}`] : [];
    }),
  ),
  ...[...pairsOf(OUTSIDE), ...pairsOf(OUTSIDE_IPV6)].flatMap(([from, to]) => {
    const ways = transits(account.ec2, 'attachment-1', [from, to]);
    if (ways.some(isJudged)) seen.count('flow that is only inspected');
    return isSymmetric(ways) ? [] : [`${from} ${to} ${JSON.stringify(ways)}`];
  }),
];

const pairsOf = (addresses: readonly string[]): (readonly [string, string])[] =>
  addresses.flatMap((one, at) => addresses.slice(at + 1).map((other) => [one, other] as const));

/** Packets of the two families from one place to one host that pass different appliances: which is taken is the host's whim. */
const unlike = (account: Account): string[] => {
  const { ec2 } = account;
  const ipv6 = new Map(hostsOf(account, 6).map(({ subnet, address }) => [subnet, address]));
  const inner = hostsOf(account, 4).flatMap(({ subnet, address }) =>
    [ipv6.get(subnet) ?? []].flat().map((other) => [address, other] as const),
  );
  const outer = outsideOf(4).flatMap((address) => outsideOf(6).map((other) => [address, other] as const));
  const subnets = Object.keys(ec2.subnets).filter((id) => /^subnet-(?:\d+|nat)$/.test(id));
  const from = [
    ...subnets.map((subnet) => ({ entrance: { subnet }, to: [...inner, ...outer] })),
    ...GATEWAYS.map((gateway) => ({ entrance: { gateway, vpc: 'vpc-1' }, to: inner })),
  ];
  return from.flatMap(({ entrance, to }) =>
    to.flatMap((addresses) => {
      const [one = [], other = []] = addresses.map((address) => arriving(trace(ec2, entrance, address)));
      const isUnlike = one.length > 0 && other.length > 0 && one.join() !== other.join();
      return isUnlike ? [`${JSON.stringify(entrance)} ${addresses.join(' ')} ${one.join()} ${other.join()}`] : [];
    }),
  );
};

const arriving = ({ end, passed }: ReturnType<typeof trace>): readonly string[] =>
  end === 'delivered' || end === 'left' ? passed : [];

const broken = (account: Account): string[] => [...asymmetric(account), ...unlike(account)];

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

/** What of a set the tables do not show, so that it may be larger than this network needs. */
const UNKNOWN: Readonly<Record<string, (set: PathSet, world: Topology) => boolean>> = {
  // What a firewall leads to a NAT gateway only hosts inside begin, so that no flow of others needs the return of an edge's route.
  'who begins': ({ routes }, { account }) =>
    account.ec2.natGateways['nat-1'] !== undefined &&
    routes.some(({ table }) => table.gatewayIds.length > 0 || isAttached(table, account)),
  // Behind a firewall some leaves by the NAT gateway, and some by an attachment.
  'what is behind': ({ routes }, { account }) =>
    attachedIn(account).length > 0 && routes.some(({ table }) => table.id === 'rtb-nat'),
  // Behind a table with an unclaimed way straight out there may be a load balancer, which brings in outside traffic.
  'who brings in': ({ routes }) =>
    routes.some(
      ({ table }) =>
        table.id !== 'rtb-nat' &&
        table.gatewayIds.length === 0 &&
        table.routes.some(({ target, origin }) => /^(?:[iv]gw-|tgw-|arn:)/.test(target) && origin === 'CreateRoute'),
    ),
  // Where no flow enters that way, there may be one tomorrow; and of a core network nobody tells the appliance mode.
  'where it enters': ({ routes }, { account }) =>
    routes.some(
      ({ table }) =>
        isAttached(table, account) && account.ec2.transitGatewayAttachments['attachment-1']?.applianceMode !== true,
    ),
  'who will use a table that serves no subnet': ({ routes }, { account }) =>
    routes.some(({ table }) => table.gatewayIds.length === 0 && servedBy(table, account).length === 0),
};

const servedBy = ({ id, main }: RouteTable, { ec2 }: Account): string[] => {
  const named = Object.values(ec2.routeTables).flatMap(({ associations }) =>
    associations.flatMap(({ subnetId }) => subnetId ?? []),
  );
  const own = ec2.routeTables[id]?.associations.flatMap(({ subnetId }) => subnetId ?? []) ?? [];
  return [...own, ...Object.keys(ec2.subnets).filter((subnet) => main && !named.includes(subnet))];
};

const isAttached = (table: RouteTable, account: Account): boolean =>
  servedBy(table, account).some((id) => attachedIn(account).includes(id));

const meetsUnknown = (set: PathSet, world: Topology): boolean =>
  Object.values(UNKNOWN).some((isUnknown) => isUnknown(set, world));

const KINDS = ['split', 'split of both families', 'split of an attachment’s'];

const kindsOf = (routes: PathSet['routes'], { account }: Topology): string[] => {
  const families = new Set(routes.map(({ destination }) => destination.includes(':')));
  const attached = routes.some(({ table }) => isAttached(table, account));
  return KINDS.filter((_, at) => [true, families.size > 1, attached][at]);
};

describe('path sets', () => {
  it('are enough: after a run every flow passes the same firewall there and back', () => {
    law((world, g) => {
      if (broken(world.account).length > 0) seen.count('asymmetric before');
      settle(world, chance(g, 30) ? oneOf(g, ...world.firewalls) : undefined);
      expect(broken(world.account)).toEqual([]);
    });
    const through = [4, 6].flatMap((family) => [
      `IPv${family} flow through a firewall, both ways`,
      `and through a NAT gateway behind it, IPv${family}`,
    ]);
    const others = ['and back by an attachment', 'and an endpoint', 'flow that is only inspected'];
    const words = ['asymmetric before', ...through, ...others, 'MENDED', 'FAILOVER'];
    expect(seen.rare(words, shareOf(30))).toEqual([]);
  });

  it('move by themselves: whichever sets are on which firewall, every flow is symmetric, and no set is called split', () => {
    law((world, g) => {
      allOn(world, () => oneOf(g, ...world.firewalls));
      expect(broken(world.account)).toEqual([]);
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
        const [first = '', second = ''] = world.firewalls;
        allOn(world, () => first);
        for (const key of part) lead(world.account, key, second);
        for (const kind of kindsOf(routes, world)) seen.count(kind);
        expect([part, broken(world.account).length > 0]).toEqual([part, true]);
      }
    }, WORLDS);
    expect(seen.rare(KINDS, 10)).toEqual([]);
  });
});

/** Some of a list, neither none nor all. */
const properPart = (g: Draw, keys: readonly string[]): string[] => {
  const part = some(g, 50, keys);
  return part.length === 0 || part.length === keys.length ? keys.slice(0, 1) : part;
};
