/** Random networks as the local cloud holds them, with two firewalls, and what the routes controller would observe of them. */
import {
  addInstance,
  addInternetGateway,
  addNatGateway,
  addNetworkInterface,
  addRouteTable,
  addSubnet,
  addVpc,
} from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';
import type { RouteTable } from '../../../../lib/aws/types.ts';
import type { ObservedRoutes, RouteChange, RoutesConfig } from '../../../../lib/routes/types.ts';
import { checks, eni, instance, secondsAgo, subnet } from '../../../support/aws.ts';
import { type GroupInput, routesConfig } from '../../../support/configs.ts';
import { network, written } from '../../../support/routing.ts';
import { chance, type Draw, oneOf, some, times, whole } from './random.ts';

export interface Topology {
  readonly account: Account;
  readonly claims: RoutesConfig;
}

const VPC = 'vpc-1';
const FIREWALLS = ['eni-a', 'eni-b'];
const GATEWAYS = ['igw-1', 'vgw-1'];

/** Addresses outside, one in each range that a route may lead to. */
export const OUTSIDE = ['198.51.100.7', '192.168.5.5', '10.200.0.7'];
const OUTWARD = ['0.0.0.0/0', '192.168.0.0/16', '10.0.0.0/8'];

const cidrOf = (at: number): string => `10.0.${at}.0/24`;

/** The claimed routes of a table: destinations, each on any of the two firewalls. */
interface Claimed {
  readonly table: string;
  readonly destinations: readonly string[];
}

export const topology = (g: Draw): Topology => {
  const account = emptyAccount({ id: '999988887777', region: 'eu-west-2' });
  addVpc(account, { id: VPC, cidr: '10.0.0.0/16' });
  addInternetGateway(account, { id: 'igw-1', vpc: VPC });
  account.ec2.vpnGateways['vgw-1'] = { id: 'vgw-1', vpcId: VPC, tags: {} };
  for (const [at, id] of FIREWALLS.entries()) addFirewall(account, id, at);
  const count = whole(g, 2, 5);
  const subnets = times(count, (at) => ({ id: `subnet-${at + 1}`, cidr: cidrOf(at + 1), az: oneOf(g, 'a', 'b') }));
  for (const { id, cidr, az } of subnets) addSubnet(account, { id, vpc: VPC, cidr, az: `eu-west-2${az}` });
  const placed = subnets.map(({ id }) => ({ id, table: whole(g, 0, count) }));
  const inner = times(count + 1, (at): Claimed => {
    const own = placed.filter(({ table }) => table === at).map(({ id }) => id);
    const others = subnets.filter(({ id }) => !own.includes(id) || own.length > 1).map(({ cidr }) => cidr);
    return addTable(g, account, `rtb-${at}`, [...some(g, 60, OUTWARD), ...some(g, 35, others)], {
      ...(at === 0 ? { main: true } : {}),
      subnets: own,
    });
  });
  const nat = chance(g, 40)
    ? [
        addNat(
          g,
          account,
          subnets.map(({ cidr }) => cidr),
        ),
      ]
    : [];
  const inward = [...subnets.map(({ cidr }) => cidr), ...some(g, 20, ['10.0.0.0/16'])];
  const edges = some(g, 60, GATEWAYS).map((gateway) =>
    addTable(g, account, `rtb-${gateway}`, some(g, 70, inward), { gateway }),
  );
  return { account, claims: claimsOf(g, [...inner, ...nat, ...edges]) };
};

const addFirewall = (account: Account, id: string, at: number): void => {
  const place = { id: `subnet-${id}`, vpc: VPC, cidr: cidrOf(100 + at), az: at === 0 ? 'eu-west-2a' : 'eu-west-2b' };
  addSubnet(account, place);
  addRouteTable(account, {
    ...{ id: `rtb-${id}`, vpc: VPC, subnets: [place.id] },
    routes: [{ destination: '0.0.0.0/0', target: 'igw-1' }],
  });
  const instanceId = id.replace('eni-', 'i-');
  addInstance(account, { id: instanceId, subnet: place.id });
  const privateIp = `10.0.${100 + at}.10`;
  addNetworkInterface(account, {
    ...{ id, subnet: place.id, privateIp, instance: instanceId, publicIp: `203.0.113.${at + 1}` },
    sourceDestCheck: false,
  });
};

/** A NAT gateway behind the firewalls: what it brings back passes them again, by the routes of its own table. */
const addNat = (g: Draw, account: Account, cidrs: readonly string[]): Claimed => {
  addSubnet(account, { id: 'subnet-nat', vpc: VPC, cidr: '10.0.110.0/24', az: 'eu-west-2a' });
  addNatGateway(account, { id: 'nat-1', subnet: 'subnet-nat', privateIp: '10.0.110.10', publicIp: '203.0.113.9' });
  for (const id of FIREWALLS) lead(account, `rtb-${id}/0.0.0.0/0`, 'nat-1');
  const destinations = some(g, 70, cidrs);
  addRouteTable(account, {
    ...{ id: 'rtb-nat', vpc: VPC, subnets: ['subnet-nat'] },
    routes: [
      { destination: '0.0.0.0/0', target: 'igw-1' },
      ...destinations.map((destination) => ({ destination, target: oneOf(g, ...FIREWALLS) })),
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
  given: { readonly main?: true; readonly subnets?: readonly string[]; readonly gateway?: string },
): Claimed => {
  const isEdge = given.gateway !== undefined;
  const unclaimed = isEdge
    ? []
    : some(
        g,
        15,
        destinations.filter((one) => OUTWARD.includes(one)),
      );
  const claimed = destinations.filter((one) => !unclaimed.includes(one));
  addRouteTable(account, {
    ...{ id, vpc: VPC },
    ...given,
    routes: [
      ...unclaimed.map((destination) => ({ destination, target: oneOf(g, 'igw-1', 'vgw-1') })),
      ...claimed.flatMap((destination) => [
        ...(chance(g, 10) ? [{ destination, target: 'vgw-1', origin: 'EnableVgwRoutePropagation' as const }] : []),
        { destination, target: oneOf(g, ...FIREWALLS) },
      ]),
    ],
  });
  return { table: id, destinations: claimed };
};

const claimsOf = (g: Draw, tables: readonly Claimed[]): RoutesConfig => {
  const legs: GroupInput['legs'] = tables
    .filter(({ destinations }) => destinations.length > 0)
    .map(({ table, destinations }) => ({ tables: { id: table }, destinations: [...destinations] }));
  return routesConfig({
    name: 'fw',
    appliances: FIREWALLS.map((id) => ({ name: id.replace('eni-', 'fw-'), interface: id })),
    choose: oneOf(g, 'preferred', 'az'),
    legs: legs.length > 0 ? legs : [{ tables: { id: 'rtb-none' }, destinations: ['0.0.0.0/0'] }],
  });
};

const tablesOf = ({ ec2 }: Account): RouteTable[] =>
  Object.values(ec2.routeTables).map(({ id, vpcId, associations, routes, tags }) => ({
    ...{ id, vpcId, tags, main: associations.some(({ main }) => main) },
    subnetIds: associations.flatMap(({ subnetId }) => subnetId ?? []),
    gatewayIds: associations.flatMap(({ gatewayId }) => gatewayId ?? []),
    routes: routes.map(({ destination, target, origin }) => ({
      destination,
      target,
      origin,
      state: 'active' as const,
    })),
  }));

/** What is observed while both firewalls are healthy, or one of them is not. All routes were written long ago, by somebody. */
export const observedOf = (account: Account, stopped: string | undefined): ObservedRoutes => {
  const tables = tablesOf(account);
  return network({
    tables,
    writers: written(tables),
    subnets: Object.values(account.ec2.subnets).map(({ id, cidr, az }) =>
      subnet(id, [cidr], { azId: az === 'eu-west-2a' ? 'euw2-az1' : 'euw2-az2' }),
    ),
    interfaces: FIREWALLS.map((id) =>
      eni(id, { subnetId: `subnet-${id}`, azId: id === 'eni-a' ? 'euw2-az1' : 'euw2-az2' }),
    ),
    instances: FIREWALLS.map((id) => {
      const instanceId = id.replace('eni-', 'i-');
      return instance(instanceId, {
        state: instanceId === stopped ? 'stopped' : 'running',
        launchedAt: secondsAgo(86_400),
      });
    }),
    checks: FIREWALLS.map((id) => checks(id.replace('eni-', 'i-'))),
    passing: FIREWALLS.map((id) => ({ instanceId: id.replace('eni-', 'i-'), since: secondsAgo(86_400) })),
    alarms: [],
  });
};

/** Leads a route of the account elsewhere, as ReplaceRoute does: the static one of its destination. */
export const lead = ({ ec2 }: Account, key: string, target: string): void => {
  const at = key.indexOf('/');
  const route = ec2.routeTables[key.slice(0, at)]?.routes.find(
    ({ destination, origin }) => destination === key.slice(at + 1) && origin !== 'EnableVgwRoutePropagation',
  );
  if (!route) throw new Error(`${key} is not there`);
  route.target = target;
};

/** Makes the changes of a plan. */
export const make = (account: Account, changes: readonly RouteChange[]): void => {
  for (const change of changes) {
    if (change.action === 'replace') lead(account, change.key, change.after.target);
    const tags = 'tagKey' in change ? account.ec2.routeTables[change.tableId]?.tags : undefined;
    if (tags && 'tagKey' in change && change.value !== undefined) tags[change.tagKey] = change.value;
    if (tags && 'tagKey' in change && change.value === undefined) delete tags[change.tagKey];
  }
};
