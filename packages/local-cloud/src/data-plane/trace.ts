/**
 * Where packets go: from a subnet or a gateway, table by table, through whatever stands in their way. It knows route tables
 * and packets and nothing of what people mean by them. Security groups and network ACLs are not looked at, and every
 * appliance forwards what reaches it, out of the interface that it came in by.
 */
import { familyOf } from '../services/ec2/addresses.ts';
import type { Route, RouteTable } from '../services/ec2/state.ts';
import { embeddedIn } from './nat64.ts';
import { type Network, routeFor, subnetAt, tableOfGateway, tableOfSubnet } from './tables.ts';

/** Where a packet enters the VPC: from a host in a subnet, or through a gateway from outside. */
export type Entrance = { readonly subnet: string } | { readonly gateway: string; readonly vpc: string };

/** What became of a packet. */
export interface Trace {
  /** `delivered`: it reached a subnet of the VPC; `left`: it went out by a gateway; `lost`: no route, or one that leads nowhere. */
  readonly end: 'delivered' | 'left' | 'lost' | 'looped';
  /** The subnet or the gateway where it ended. */
  readonly at: string;
  /** What it passed, in order: ids of instances and endpoints. */
  readonly passed: readonly string[];
  /** The NAT gateway that sent it on under an address of its own, if one did, and how much it had passed until then. */
  readonly translated?: Translated;
}

interface Translated {
  readonly by: string;
  readonly after: number;
}

/** AWS lets no packet pass more hops than a time to live holds. */
const MOST_HOPS = 32;

/** Follows one packet to an address, of either family. */
export const trace = (network: Network, from: Entrance, destination: string): Trace => {
  const walk: Walk = { passed: [], destination, ...entered(network, from) };
  for (let hops = 0; hops < MOST_HOPS; hops += 1) {
    const end = step(network, walk);
    if (end) return { ...end, passed: walk.passed, ...(walk.translated ? { translated: walk.translated } : {}) };
  }
  return { end: 'looped', at: '', passed: walk.passed };
};

/** A packet on its way: the table that routes it next, and what it has passed. */
interface Walk {
  table: RouteTable | undefined;
  vpc: string;
  /** NAT64 makes an IPv4 address of one of IPv6. */
  destination: string;
  readonly passed: string[];
  translated?: Translated;
}

const entered = (network: Network, from: Entrance): Pick<Walk, 'table' | 'vpc'> =>
  'subnet' in from
    ? { table: tableOfSubnet(network, from.subnet), vpc: network.subnets[from.subnet]?.vpcId ?? '' }
    : { table: tableOfGateway(network, from.gateway), vpc: from.vpc };

/** One table's word on the packet: where it ends, or nothing when it goes on. */
const step = (network: Network, walk: Walk): Pick<Trace, 'end' | 'at'> | undefined => {
  const { table, vpc, destination } = walk;
  // A gateway without a table of its own delivers what comes in.
  const route = table ? routeFor(table, destination) : LOCAL;
  if (!route) return { end: 'lost', at: table?.id ?? '' };
  if (route.target === 'local') {
    const subnet = subnetAt(network, vpc, destination);
    return subnet === undefined ? { end: 'lost', at: table?.id ?? '' } : { end: 'delivered', at: subnet };
  }
  const next = hopOf(network, route.target, destination);
  if (next === 'gone') return { end: 'lost', at: route.target };
  if (next === 'outside') return { end: 'left', at: route.target };
  if (next.becomes === undefined) walk.passed.push(next.id);
  else {
    walk.translated = { by: next.id, after: walk.passed.length };
    walk.destination = next.becomes;
  }
  walk.table = tableOfSubnet(network, next.subnetId);
  walk.vpc = network.subnets[next.subnetId]?.vpcId ?? vpc;
  return undefined;
};

const LOCAL: Route = { destination: '', target: 'local', origin: 'CreateRouteTable' };

interface Hop {
  readonly id: string;
  readonly subnetId: string;
  /** Of a NAT gateway: where it sends the packet to, under an address of its own. */
  readonly becomes?: string;
}

/** What stands at the end of a route, for a packet to this address. What has no address of its family drops it. */
const hopOf = (network: Network, target: string, destination: string): Hop | 'outside' | 'gone' => {
  const isIpv6 = familyOf(destination) === 6;
  switch (target.split('-')[0]) {
    case 'eni': {
      const item = network.networkInterfaces[target];
      const instance = network.instances[item?.attachment?.instanceId ?? ''];
      if (!item || instance?.state !== 'running' || (isIpv6 && item.ipv6.length === 0)) return 'gone';
      return { id: instance.id, subnetId: item.subnetId };
    }
    case 'vpce':
      return endpointHop(network, target, isIpv6);
    case 'nat': {
      const gateway = network.natGateways[target];
      const becomes = isIpv6 ? embeddedIn(destination) : destination;
      if (gateway?.state !== 'available' || becomes === undefined) return 'gone';
      return { id: gateway.id, subnetId: gateway.subnetId, becomes };
    }
    case 'eigw':
      return isIpv6 ? 'outside' : 'gone';
    default:
      return 'outside';
  }
};

/** A Gateway Load Balancer endpoint hands a packet to its appliances, and routes by its own subnet what they give back. */
const endpointHop = ({ endpoints }: Network, id: string, isIpv6: boolean): Hop | 'outside' | 'gone' => {
  const endpoint = endpoints[id];
  if (endpoint?.state !== 'available') return 'gone';
  if (endpoint.type === 'Gateway') return 'outside';
  const [subnetId] = endpoint.subnetIds;
  if (endpoint.type !== 'GatewayLoadBalancer' || subnetId === undefined) return 'gone';
  return isIpv6 && endpoint.addressType === 'ipv4' ? 'gone' : { id, subnetId };
};
