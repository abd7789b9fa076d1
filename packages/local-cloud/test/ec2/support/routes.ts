/** A subnet's table and an edge table, whose routes pass through the first appliance. */
import type * as Build from '../../../src/services/ec2/seed.ts';
import { ENI_A, type SeededAccount, SUBNET_A, startWorld, VPC } from './world.ts';

export const TABLE = 'rtb-0a';
export const EDGE = 'rtb-0edge';
export const LIST = 'pl-0123456789abcdef0';

export const withTables = (account: SeededAccount, make: typeof Build): void => {
  const routes = [
    { destination: '0.0.0.0/0', target: ENI_A },
    { destination: '::/0', target: ENI_A },
    { destination: LIST, target: ENI_A },
  ];
  make.addRouteTable(account, { id: TABLE, vpc: VPC, subnets: [SUBNET_A], routes, tags: { path: 'egress' } });
  make.addRouteTable(account, {
    id: EDGE,
    vpc: VPC,
    gateway: 'igw-0a',
    routes: [{ destination: '10.0.1.0/24', target: ENI_A }],
  });
};

export const startRoutes = () => startWorld(withTables);
export type World = Awaited<ReturnType<typeof startRoutes>>;

export const routesOf = async ({ client }: World, id: string) =>
  (await client.describeRouteTables({ RouteTableIds: [id] })).RouteTables?.[0]?.Routes ?? [];

export const IPV4 = { DestinationCidrBlock: '0.0.0.0/0' };
