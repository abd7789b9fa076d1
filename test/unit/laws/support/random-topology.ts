/** Random networks as the local cloud holds them, with two firewalls. */
import {
  addCoreNetworkAttachment,
  addGatewayLoadBalancerEndpoint,
  addInstance,
  addInternetGateway,
  addNatGateway,
  addNetworkInterface,
  addRouteTable,
  addSubnet,
  addTransitGatewayAttachment,
  addVpc,
} from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';
import type { RoutesConfig } from '../../../../lib/routes/types.ts';
import { type GroupInput, routesConfig } from '../../../support/configs.ts';
import { chance, type Draw, oneOf, some, times, whole } from './random.ts';

export interface Topology {
  readonly account: Account;
  readonly claims: RoutesConfig;
  /** What the two firewalls are, as targets of routes: interfaces of instances, or Gateway Load Balancer endpoints. */
  readonly firewalls: readonly string[];
}

const VPC = 'vpc-1';
/** What routes to an attachment lead to: a transit gateway, or a core network. */
const TRANSIT = 'tgw-1';
const CORE = 'arn:aws:networkmanager::999988887777:core-network/core-network-1';

/** Addresses outside, one in each range that a route may lead to. */
export const OUTSIDE = ['198.51.100.7', '192.168.5.5', '10.200.0.7'];
export const OUTSIDE_IPV6 = ['2606:4700::7', '2001:db8:ffff::7'];
const OUTWARD = ['0.0.0.0/0', '192.168.0.0/16', '10.0.0.0/8'];
const OUTWARD_IPV6 = ['::/0', '2001:db8:ffff::/48'];
const NAT64 = '64:ff9b::/96';

interface Cidrs {
  readonly cidr: string;
  readonly ipv6Cidr?: string;
}

const cidrsOf = (at: number, dual: boolean): Cidrs => ({
  cidr: `10.0.${at}.0/24`,
  ...(dual ? { ipv6Cidr: `2001:db8:0:${at.toString(16)}::/64` } : {}),
});

/** The blocks of a subnet, of both families. */
export const blocksOf = ({ cidr, ipv6Cidr }: Cidrs): string[] => [cidr, ...(ipv6Cidr === undefined ? [] : [ipv6Cidr])];

/** What a network is made of beside its subnets and tables. */
interface Means {
  readonly dual: boolean;
  readonly firewalls: readonly string[];
  readonly nat: boolean;
  /** Where what leaves unclaimed may go. */
  readonly exits: readonly string[];
  /** The attachment's target, in a network that has one. */
  readonly beyond?: string;
}

const meansOf = (g: Draw): Means => {
  const firewalls = ['a', 'b'].map((name) => `${oneOf(g, 'eni', 'eni', 'vpce')}-${name}`);
  const beyond = chance(g, 50) ? oneOf(g, TRANSIT, TRANSIT, CORE) : undefined;
  // The table of a virtual private gateway takes no endpoint.
  const exits = firewalls.every((id) => id.startsWith('eni')) ? ['igw-1', 'vgw-1'] : ['igw-1'];
  return { dual: chance(g, 50), firewalls, nat: chance(g, 40), exits, ...(beyond === undefined ? {} : { beyond }) };
};

/** The claimed routes of a table: destinations, each on any of the two firewalls. */
interface Claimed {
  readonly table: string;
  readonly destinations: readonly string[];
}

export const topology = (g: Draw): Topology => {
  const means = meansOf(g);
  const account = emptyAccount({ id: '999988887777', region: 'eu-west-2' });
  addVpc(account, { id: VPC, cidr: '10.0.0.0/16', ...(means.dual ? { ipv6Cidr: '2001:db8::/56' } : {}) });
  addInternetGateway(account, { id: 'igw-1', vpc: VPC });
  account.ec2.vpnGateways['vgw-1'] = { id: 'vgw-1', vpcId: VPC, tags: {} };
  for (const [at, id] of means.firewalls.entries()) addFirewall(account, id, at, means);
  const count = whole(g, 2, 5);
  const subnets = times(count, (at) => ({
    ...{ id: `subnet-${at + 1}`, ...cidrsOf(at + 1, means.dual && chance(g, 80)), az: oneOf(g, 'a', 'b') },
  }));
  for (const { az, ...seed } of subnets) addSubnet(account, { ...seed, vpc: VPC, az: `eu-west-2${az}` });
  if (means.beyond !== undefined) addAttachment(g, account, subnets, means.beyond);
  const placed = subnets.map(({ id }) => ({ id, table: whole(g, 0, count) }));
  const outward = [...OUTWARD, ...(means.dual ? OUTWARD_IPV6 : []), ...(means.dual && means.nat ? [NAT64] : [])];
  const inner = times(count + 1, (at): Claimed => {
    const own = placed.filter(({ table }) => table === at).map(({ id }) => id);
    const others = subnets.filter(({ id }) => !own.includes(id) || own.length > 1).flatMap(blocksOf);
    return addTable(g, account, `rtb-${at}`, [...some(g, 60, outward), ...some(g, 35, others)], means, {
      ...(at === 0 ? { main: true } : {}),
      subnets: own,
    });
  });
  const nat = means.nat ? [addNat(g, account, subnets.flatMap(blocksOf), means)] : [];
  const inward = [...subnets.flatMap(blocksOf), ...some(g, 20, ['10.0.0.0/16'])];
  const edges = some(g, 60, means.exits).map((gateway) =>
    addTable(g, account, `rtb-${gateway}`, some(g, 70, inward), means, { gateway }),
  );
  return { account, claims: claimsOf(g, [...inner, ...nat, ...edges], means), firewalls: means.firewalls };
};

/** What a firewall lets through goes on by the table of its subnet: out of the VPC, to a NAT gateway, or back to the attachment. */
const addFirewall = (account: Account, id: string, at: number, { dual, nat, beyond }: Means): void => {
  const place = {
    id: `subnet-${id}`,
    vpc: VPC,
    ...cidrsOf(100 + at, dual),
    az: at === 0 ? 'eu-west-2a' : 'eu-west-2b',
  };
  addSubnet(account, place);
  const back = beyond === undefined ? [] : [...OUTWARD.slice(1), ...OUTWARD_IPV6];
  addRouteTable(account, {
    ...{ id: `rtb-${id}`, vpc: VPC, subnets: [place.id] },
    routes: [
      { destination: '0.0.0.0/0', target: nat ? 'nat-1' : (beyond ?? 'igw-1') },
      ...(nat ? [{ destination: NAT64, target: 'nat-1' }] : []),
      ...(beyond === undefined ? [{ destination: '::/0', target: at === 0 ? 'eigw-1' : 'igw-1' }] : []),
      ...back.map((destination) => ({ destination, target: beyond ?? '' })),
    ],
  });
  const [privateIp, ipv6] = [`10.0.${100 + at}.10`, `2001:db8:0:${(100 + at).toString(16)}::10`];
  if (id.startsWith('vpce')) {
    const service = 'com.amazonaws.vpce.eu-west-2.vpce-svc-1';
    addGatewayLoadBalancerEndpoint(account, {
      id,
      vpc: VPC,
      service,
      placement: { subnet: place.id, ip: privateIp, ipv6 },
    });
    Object.assign(account.ec2.endpoints[id] ?? {}, { addressType: 'dualstack' });
    return;
  }
  const instanceId = id.replace('eni-', 'i-');
  addInstance(account, { id: instanceId, subnet: place.id });
  const publicIp = `203.0.113.${at + 1}`;
  const fit = { subnet: place.id, privateIp, ipv6, instance: instanceId, publicIp, sourceDestCheck: false };
  addNetworkInterface(account, { id, ...fit });
};

/** An attachment takes one subnet of each Availability Zone. */
const addAttachment = (
  g: Draw,
  account: Account,
  placed: readonly { readonly id: string; readonly az: string }[],
  beyond: string,
): void => {
  const subnets = [...new Map(placed.map(({ id, az }) => [az, id])).values()];
  const seed = { id: 'attachment-1', vpc: VPC, subnets, applianceMode: chance(g, 50) };
  if (beyond === TRANSIT) addTransitGatewayAttachment(account, { ...seed, transitGateway: TRANSIT });
  else addCoreNetworkAttachment(account, { ...seed, coreNetworkArn: CORE });
};

/** A NAT gateway behind the firewalls: what it brings back passes them again, by the routes of its own table. */
const addNat = (g: Draw, account: Account, cidrs: readonly string[], { firewalls }: Means): Claimed => {
  addSubnet(account, { id: 'subnet-nat', vpc: VPC, cidr: '10.0.110.0/24', az: 'eu-west-2a' });
  addNatGateway(account, { id: 'nat-1', subnet: 'subnet-nat', privateIp: '10.0.110.10', publicIp: '203.0.113.9' });
  const destinations = some(g, 70, cidrs);
  addRouteTable(account, {
    ...{ id: 'rtb-nat', vpc: VPC, subnets: ['subnet-nat'] },
    routes: [
      { destination: '0.0.0.0/0', target: 'igw-1' },
      ...destinations.map((destination) => ({ destination, target: oneOf(g, ...firewalls) })),
    ],
  });
  return { table: 'rtb-nat', destinations };
};

/** Most routes of a table are claimed; the others lead past the firewalls, announced or not. */
const addTable = (
  g: Draw,
  account: Account,
  id: string,
  destinations: readonly string[],
  { firewalls, exits, beyond }: Means,
  given: { readonly main?: true; readonly subnets?: readonly string[]; readonly gateway?: string },
): Claimed => {
  const isEdge = given.gateway !== undefined;
  const outward = [...OUTWARD, ...OUTWARD_IPV6];
  const unclaimed = isEdge
    ? []
    : some(
        g,
        15,
        destinations.filter((one) => outward.includes(one)),
      );
  const claimed = destinations.filter((one) => !unclaimed.includes(one));
  addRouteTable(account, {
    ...{ id, vpc: VPC },
    ...given,
    routes: [
      ...unclaimed.map((destination) => ({ destination, target: oneOf(g, ...exits, ...(beyond ? [beyond] : [])) })),
      ...claimed.flatMap((destination) => [
        ...(chance(g, 10) ? [{ destination, target: 'vgw-1', origin: 'EnableVgwRoutePropagation' as const }] : []),
        { destination, target: oneOf(g, ...firewalls) },
      ]),
    ],
  });
  return { table: id, destinations: claimed };
};

const nameOf = (firewall: string): string => `fw-${firewall.split('-')[1]}`;

const claimsOf = (g: Draw, tables: readonly Claimed[], { firewalls }: Means): RoutesConfig => {
  const legs: GroupInput['legs'] = tables
    .filter(({ destinations }) => destinations.length > 0)
    .map(({ table, destinations }) => ({ tables: { id: table }, destinations: [...destinations] }));
  return routesConfig({
    name: 'fw',
    appliances: firewalls.map((id) => ({
      ...{ name: nameOf(id) },
      ...(id.startsWith('eni') ? { interface: id } : { endpoint: id }),
    })),
    choose: oneOf(g, 'preferred', 'az'),
    legs: legs.length > 0 ? legs : [{ tables: { id: 'rtb-none' }, destinations: ['0.0.0.0/0'] }],
  });
};
