/**
 * Where packets go: from a subnet or a gateway, table by table, through whatever stands in their way. It knows route tables
 * and packets and nothing of what people mean by them. Security groups and network ACLs are not looked at, and every
 * appliance forwards what reaches it, out of the interface that it came in by.
 */
import type { Route, RouteTable } from '../services/ec2/state.ts';
import { type Network, routeFor, subnetAt, tableOfGateway, tableOfSubnet } from './tables.ts';

/** Where a packet enters the VPC: from a host in a subnet, or through a gateway from outside. */
type Entrance = { readonly subnet: string } | { readonly gateway: string; readonly vpc: string };

/** What became of a packet. */
interface Trace {
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

/** Follows one packet to an address. */
export const trace = (network: Network, from: Entrance, destination: string): Trace => {
  const walk: Walk = { passed: [], ...entered(network, from) };
  for (let hops = 0; hops < MOST_HOPS; hops += 1) {
    const end = step(network, walk, destination);
    if (end) return { ...end, passed: walk.passed, ...(walk.translated ? { translated: walk.translated } : {}) };
  }
  return { end: 'looped', at: '', passed: walk.passed };
};

/** A packet on its way: the table that routes it next, and what it has passed. */
interface Walk {
  table: RouteTable | undefined;
  vpc: string;
  readonly passed: string[];
  translated?: Translated;
}

const entered = (network: Network, from: Entrance): Pick<Walk, 'table' | 'vpc'> =>
  'subnet' in from
    ? { table: tableOfSubnet(network, from.subnet), vpc: network.subnets[from.subnet]?.vpcId ?? '' }
    : { table: tableOfGateway(network, from.gateway), vpc: from.vpc };

/** One table's word on the packet: where it ends, or nothing when it goes on. */
const step = (network: Network, walk: Walk, destination: string): Pick<Trace, 'end' | 'at'> | undefined => {
  const { table, vpc } = walk;
  // A gateway without a table of its own delivers what comes in.
  const route = table ? routeFor(table, destination) : LOCAL;
  if (!route) return { end: 'lost', at: table?.id ?? '' };
  if (route.target === 'local') {
    const subnet = subnetAt(network, vpc, destination);
    return subnet === undefined ? { end: 'lost', at: table?.id ?? '' } : { end: 'delivered', at: subnet };
  }
  const next = hopOf(network, route.target);
  if (next === 'gone') return { end: 'lost', at: route.target };
  if (next === 'outside') return { end: 'left', at: route.target };
  if (next.translates) walk.translated = { by: next.id, after: walk.passed.length };
  else walk.passed.push(next.id);
  walk.table = tableOfSubnet(network, next.subnetId);
  walk.vpc = network.subnets[next.subnetId]?.vpcId ?? vpc;
  return undefined;
};

const LOCAL: Route = { destination: '', target: 'local', origin: 'CreateRouteTable' };

interface Hop {
  readonly id: string;
  readonly subnetId: string;
  readonly translates?: true;
}

/** What stands at the end of a route. */
const hopOf = (network: Network, target: string): Hop | 'outside' | 'gone' => {
  switch (target.split('-')[0]) {
    case 'eni': {
      const item = network.networkInterfaces[target];
      const instance = network.instances[item?.attachment?.instanceId ?? ''];
      return item && instance?.state === 'running' ? { id: instance.id, subnetId: item.subnetId } : 'gone';
    }
    case 'vpce': {
      const endpoint = network.endpoints[target];
      const [subnetId] = endpoint?.subnetIds ?? [];
      return endpoint?.state === 'available' && subnetId !== undefined ? { id: endpoint.id, subnetId } : 'gone';
    }
    case 'nat': {
      const gateway = network.natGateways[target];
      return gateway?.state === 'available' ? { id: gateway.id, subnetId: gateway.subnetId, translates: true } : 'gone';
    }
    default:
      return 'outside';
  }
};

/** One host and another, or one outside that is reached by a gateway. */
export interface Flow {
  readonly host: { readonly subnet: string; readonly address: string };
  readonly peer:
    | { readonly subnet: string; readonly address: string }
    | { readonly gateway: string; readonly address: string };
}

/** What a flow passes there and back, between two points at which its addresses stay the same. */
interface Leg {
  readonly there: readonly string[];
  readonly back: readonly string[];
}

/**
 * Follows a packet of a flow from its host to the peer, and the answer back; nothing where one of the two does not arrive. What a
 * NAT gateway translated comes back to that gateway first: before it and behind it the addresses differ, and so do the legs.
 */
export const roundTrip = (network: Network, { host, peer }: Flow): readonly Leg[] | undefined => {
  const there = trace(network, { subnet: host.subnet }, peer.address);
  const arrives = 'subnet' in peer ? there.end === 'delivered' && there.at === peer.subnet : there.end === 'left';
  if (!arrives) return undefined;
  const vpc = network.subnets[host.subnet]?.vpcId ?? '';
  const entrance: Entrance = 'subnet' in peer ? { subnet: peer.subnet } : { gateway: peer.gateway, vpc };
  const { translated } = there;
  if (!translated) {
    const back = trace(network, entrance, host.address);
    return isAt(back, host.subnet) ? [{ there: there.passed, back: back.passed }] : undefined;
  }
  const nat = network.natGateways[translated.by];
  const own = network.networkInterfaces[nat?.interfaceId ?? '']?.privateIp;
  if (!nat || own === undefined) return undefined;
  const outer = trace(network, entrance, own);
  const inner = trace(network, { subnet: nat.subnetId }, host.address);
  if (!isAt(outer, nat.subnetId) || !isAt(inner, host.subnet)) return undefined;
  return [
    { there: there.passed.slice(0, translated.after), back: inner.passed },
    { there: there.passed.slice(translated.after), back: outer.passed },
  ];
};

const isAt = ({ end, at }: Trace, subnet: string): boolean => end === 'delivered' && at === subnet;

/** Is there something in both directions, so that it is the same or not? Who stands in one alone has to translate addresses. */
export const isJudged = ({ there, back }: Leg): boolean => there.length > 0 && back.length > 0;

/** Does a flow pass the same appliances both ways? */
export const isSymmetric = (legs: readonly Leg[]): boolean =>
  legs.filter(isJudged).every(({ there, back }) => [...there].sort().join() === [...back].sort().join());
