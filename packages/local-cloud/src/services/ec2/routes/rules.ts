/** What AWS lets a route be: rules of targets, of subnet tables and of edge (gateway) tables (AWS-FACTS B.3). */
import { AwsError } from '../../../wire/error.ts';
import { covers, familyOfCidr } from '../addresses.ts';
import { findEndpoint, findNatGateway, findNetworkInterface } from '../find.ts';
import { missing } from '../resources.ts';
import type { Ec2State, NetworkInterface, Route, RouteTable } from '../state.ts';

type Planned = Pick<Route, 'destination' | 'target'>;

/** The gateways whose inbound traffic the table routes; a table with any is an edge table. */
const gatewaysOf = (table: RouteTable): string[] =>
  table.associations.flatMap(({ gatewayId }) => (gatewayId ? [gatewayId] : []));

/** Throws AWS's error when the table may not hold this route. */
export const checkRoute = (route: Planned, table: RouteTable, ec2: Ec2State): void => {
  checkTarget(route, table, ec2);
  const gateways = gatewaysOf(table);
  if (gateways.length > 0) for (const gateway of gateways) checkEdgeRoute(route, table, gateway, ec2);
  else checkInsideVpc(route, table, ec2);
};

const differentNetworks = (table: RouteTable, noun: string, id: string): AwsError =>
  new AwsError('InvalidParameterValue', `route table ${table.id} and ${noun} ${id} belong to different networks`);

const checkTarget = (route: Planned, table: RouteTable, ec2: Ec2State): void => {
  const { target } = route;
  const kind = target.split('-')[0];
  if (kind === 'eni') {
    if (findNetworkInterface({ ec2 }, target).vpcId !== table.vpcId) {
      throw differentNetworks(table, 'interface', target);
    }
  } else if (kind === 'igw' || kind === 'vgw') checkGateway(target, table, ec2);
  else if (kind === 'nat') checkNat(route, table, ec2);
  else if (kind === 'vpce') checkEndpoint(target, table, ec2);
};

const checkGateway = (id: string, table: RouteTable, ec2: Ec2State): void => {
  const gateway = ec2.internetGateways[id] ?? ec2.vpnGateways[id];
  if (!gateway) throw new AwsError('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`);
  if (gateway.vpcId !== table.vpcId) throw differentNetworks(table, 'network gateway', id);
};

/** What a NAT gateway translates to IPv4 (VPC guide, DNS64 and NAT64). */
const NAT64 = '64:ff9b::/96';

const checkNat = ({ destination, target }: Planned, table: RouteTable, ec2: Ec2State): void => {
  const gateway = findNatGateway({ ec2 }, target);
  if (gateway.state === 'deleted') throw missing(target, 'natgateway');
  if (gateway.vpcId !== table.vpcId) throw differentNetworks(table, 'nat gateway', target);
  if (familyOfCidr(destination) === 6 && !covers(NAT64, destination)) {
    throw new AwsError('InvalidParameterValue', `A NAT gateway takes IPv4 destinations only, found ${destination}.`);
  }
};

const checkEndpoint = (id: string, table: RouteTable, ec2: Ec2State): void => {
  const endpoint = findEndpoint({ ec2 }, id);
  if (endpoint.type !== 'GatewayLoadBalancer') {
    throw new AwsError(
      'InvalidParameterValue',
      `The endpoint ${id} is of type ${endpoint.type}; a route needs one of type GatewayLoadBalancer.`,
    );
  }
  if (endpoint.vpcId !== table.vpcId) throw differentNetworks(table, 'vpc endpoint', id);
};

const vpcBlocks = (table: RouteTable, ec2: Ec2State): string[] => {
  const vpc = ec2.vpcs[table.vpcId];
  return [...(vpc?.cidrs ?? []), ...(vpc?.ipv6Cidrs ?? [])];
};

const subnetBlocks = (table: RouteTable, ec2: Ec2State): string[] =>
  Object.values(ec2.subnets)
    .filter((subnet) => subnet.vpcId === table.vpcId)
    .flatMap((subnet) => [subnet.cidr, ...(subnet.ipv6Cidr ? [subnet.ipv6Cidr] : [])]);

/** A destination inside the VPC must be a whole subnet (or the local route's own block) and go to a NAT gateway, an ENI or a GWLB endpoint. */
const checkInsideVpc = ({ destination, target }: Planned, table: RouteTable, ec2: Ec2State): void => {
  const blocks = vpcBlocks(table, ec2);
  if (target === 'local' || !blocks.some((block) => covers(block, destination))) return;
  if (!/^(eni|nat|vpce)-/.test(target)) {
    throw new AwsError(
      'InvalidParameterValue',
      `The destination CIDR block ${destination} is equal to or more specific than one of this VPC's CIDR blocks. ` +
        'This route can target only an interface or an instance.',
    );
  }
  if (!blocks.includes(destination) && !subnetBlocks(table, ec2).includes(destination)) {
    throw new AwsError(
      'InvalidParameterValue',
      `The destination CIDR block ${destination} lies inside the VPC and does not match an existing subnet CIDR block.`,
    );
  }
};

const notSupported = (message: string): AwsError => new AwsError('RouteNotSupported', message);

/** Throws RouteNotSupported when a table associated with `gateway` may not hold this route. */
export const checkEdgeRoute = (
  { destination, target }: Planned,
  table: RouteTable,
  gateway: string,
  ec2: Ec2State,
): void => {
  if (![...vpcBlocks(table, ec2), ...subnetBlocks(table, ec2)].includes(destination)) {
    throw notSupported(
      `Route table ${table.id} contains an unsupported route destination: ${destination}. ` +
        'Expected the CIDR block of the whole VPC or of a whole subnet.',
    );
  }
  if (target.startsWith('eni-')) checkEdgeInterface(ec2.networkInterfaces[target], destination, gateway, ec2);
  else if (target !== 'local' && !target.startsWith('vpce-')) {
    throw notSupported(
      `Route table ${table.id} contains an unsupported route target: ${target}. ` +
        'Expected local, a network interface or a Gateway Load Balancer endpoint.',
    );
  }
};

/** By its primary address, or by any other of its own. */
const isPublic = ({ publicIp, secondary = [] }: NetworkInterface): boolean =>
  publicIp !== undefined || secondary.some((address) => address.publicIp !== undefined);

const checkEdgeInterface = (
  item: NetworkInterface | undefined,
  destination: string,
  gateway: string,
  ec2: Ec2State,
): void => {
  const instance = ec2.instances[item?.attachment?.instanceId ?? ''];
  if (!item || instance?.state !== 'running') {
    throw notSupported(
      `The network interface ${item?.id} is not attached to a running instance, which an edge route needs.`,
    );
  }
  if (gateway.startsWith('igw-') && familyOfCidr(destination) === 4 && !isPublic(item)) {
    throw notSupported(
      `The network interface ${item.id} has no public IPv4 address, which traffic of an internet gateway needs.`,
    );
  }
};
