/** What a route table does with a packet: the longest match counts, and of two of the same length the static one (VPC guide, "Route priority"). */
import { inCidr } from '../services/ec2/addresses.ts';
import type { Ec2State, Route, RouteTable } from '../services/ec2/state.ts';

/** What the data plane looks at: tables and what stands at the ends of routes. */
export type Network = Pick<
  Ec2State,
  | 'vpcs'
  | 'subnets'
  | 'routeTables'
  | 'networkInterfaces'
  | 'instances'
  | 'endpoints'
  | 'natGateways'
  | 'transitGatewayAttachments'
  | 'coreNetworkAttachments'
>;

const lengthOf = ({ destination }: Route): number => Number(destination.split('/')[1]);

/** The route that carries a packet to an address; prefix lists hold nothing that is known here. */
export const routeFor = (table: RouteTable, address: string): Route | undefined =>
  table.routes
    .filter(({ destination }) => inCidr(destination, address))
    .toSorted(
      (a, b) =>
        lengthOf(b) - lengthOf(a) ||
        Number(a.origin === 'EnableVgwRoutePropagation') - Number(b.origin === 'EnableVgwRoutePropagation'),
    )[0];

/** The table that a subnet's packets are routed by: its own, or the VPC's main one. */
export const tableOfSubnet = ({ routeTables, subnets }: Network, subnetId: string): RouteTable | undefined => {
  const all = Object.values(routeTables);
  const own = all.find(({ associations }) => associations.some((one) => one.subnetId === subnetId));
  const { vpcId } = subnets[subnetId] ?? {};
  return own ?? all.find((table) => table.vpcId === vpcId && table.associations.some(({ main }) => main));
};

/** The table that packets are routed by which come in through a gateway, if it has one. */
export const tableOfGateway = ({ routeTables }: Network, gatewayId: string): RouteTable | undefined =>
  Object.values(routeTables).find(({ associations }) => associations.some((one) => one.gatewayId === gatewayId));

/** The subnet that an address of a VPC lies in. */
export const subnetAt = ({ subnets }: Network, vpcId: string, address: string): string | undefined =>
  Object.values(subnets).find(
    (subnet) =>
      subnet.vpcId === vpcId &&
      [subnet.cidr, subnet.ipv6Cidr].some((cidr) => cidr !== undefined && inCidr(cidr, address)),
  )?.id;
