/** Where packets go, table by table. */
import { type Account, emptyAccount } from '../src/account.ts';
import { isSymmetric, roundTrip, trace } from '../src/data-plane/trace.ts';
import {
  addInstance,
  addInternetGateway,
  addNatGateway,
  addNetworkInterface,
  addRouteTable,
  addSubnet,
  addVpc,
  type RouteTableSeed,
} from '../src/services/ec2/seed.ts';

const VPC = 'vpc-1';
type Routes = NonNullable<RouteTableSeed['routes']>;

/** Two hosts' subnets, a firewall in a subnet of its own, and a NAT gateway. */
const account = (given: Readonly<Record<string, Routes>>): Account => {
  const it = emptyAccount();
  addVpc(it, { id: VPC, cidr: '10.0.0.0/16' });
  addInternetGateway(it, { id: 'igw-1', vpc: VPC });
  for (const [at, name] of ['main', 'a', 'b', 'fw', 'nat'].entries()) {
    if (at > 0) addSubnet(it, { id: `subnet-${name}`, vpc: VPC, cidr: `10.0.${at}.0/24`, az: 'eu-west-2a' });
    const served = at > 0 && name !== 'b' ? { subnets: [`subnet-${name}`] } : {};
    const routes = given[name] ?? [];
    addRouteTable(it, { id: `rtb-${name}`, vpc: VPC, ...served, ...(name === 'main' ? { main: true } : {}), routes });
  }
  if (given.edge) addRouteTable(it, { id: 'rtb-edge', vpc: VPC, gateway: 'igw-1', routes: given.edge });
  addInstance(it, { id: 'i-fw', subnet: 'subnet-fw' });
  addNetworkInterface(it, { id: 'eni-fw', subnet: 'subnet-fw', privateIp: '10.0.3.10', instance: 'i-fw' });
  addNatGateway(it, { id: 'nat-1', subnet: 'subnet-nat', privateIp: '10.0.4.10' });
  return it;
};

const to = (destination: string, target: string, origin?: 'EnableVgwRoutePropagation') => ({
  ...{ destination, target },
  ...(origin ? { origin } : {}),
});

const OUT = '198.51.100.7';
const host = { subnet: 'subnet-a', address: '10.0.1.10' };
const outside = { gateway: 'igw-1', address: OUT };

describe('a packet', () => {
  it('takes the longest match, and of a static and a propagated route the static one', () => {
    const { ec2 } = account({
      a: [to('0.0.0.0/0', 'vgw-1', 'EnableVgwRoutePropagation'), to('0.0.0.0/0', 'igw-1'), to('10.0.2.0/24', 'eni-fw')],
    });
    expect(trace(ec2, { subnet: 'subnet-a' }, OUT)).toEqual({ end: 'left', at: 'igw-1', passed: [] });
    expect(trace(ec2, { subnet: 'subnet-a' }, '10.0.2.10')).toEqual({
      ...{ end: 'delivered', at: 'subnet-b', passed: ['i-fw'] },
    });
    expect(trace(ec2, { subnet: 'subnet-a' }, '10.0.3.10').passed).toEqual([]);
  });

  it('of a subnet without a table of its own is routed by the main one', () => {
    const { ec2 } = account({ main: [to('0.0.0.0/0', 'igw-1')] });
    expect(trace(ec2, { subnet: 'subnet-b' }, OUT).at).toBe('igw-1');
  });

  it('is lost without a route, at what is gone, and in a circle', () => {
    const { ec2 } = account({ a: [to('0.0.0.0/0', 'eni-fw')], fw: [to('0.0.0.0/0', 'eni-fw')] });
    expect(trace(ec2, { subnet: 'subnet-b' }, OUT).end).toBe('lost');
    expect(trace(ec2, { subnet: 'subnet-a' }, OUT).end).toBe('looped');
    Object.assign(ec2.instances['i-fw'] ?? {}, { state: 'stopped' });
    expect(trace(ec2, { subnet: 'subnet-a' }, OUT)).toMatchObject({ end: 'lost', at: 'eni-fw' });
  });

  it('that comes in through a gateway is routed by its table, if it has one', () => {
    const from = { gateway: 'igw-1', vpc: VPC };
    expect(trace(account({}).ec2, from, host.address)).toMatchObject({ end: 'delivered', passed: [] });
    const { ec2 } = account({ edge: [to('10.0.1.0/24', 'eni-fw')] });
    expect(trace(ec2, from, host.address)).toMatchObject({ at: 'subnet-a', passed: ['i-fw'] });
  });
});

describe('a flow', () => {
  it('is symmetric when it passes the same both ways', () => {
    const { ec2 } = account({
      a: [to('0.0.0.0/0', 'eni-fw')],
      fw: [to('0.0.0.0/0', 'igw-1')],
      edge: [to('10.0.1.0/24', 'eni-fw')],
    });
    expect(roundTrip(ec2, { host, peer: outside })).toEqual([{ there: ['i-fw'], back: ['i-fw'] }]);
    expect(isSymmetric([{ there: ['i-1'], back: ['i-2'] }])).toBe(false);
    expect(isSymmetric([{ there: ['i-1'], back: [] }])).toBe(true);
  });

  it('has two legs where a NAT gateway translates it', () => {
    const { ec2 } = account({
      a: [to('0.0.0.0/0', 'eni-fw')],
      fw: [to('0.0.0.0/0', 'nat-1')],
      nat: [to('0.0.0.0/0', 'igw-1'), to('10.0.1.0/24', 'eni-fw')],
    });
    expect(roundTrip(ec2, { host, peer: outside })).toEqual([
      { there: ['i-fw'], back: ['i-fw'] },
      { there: [], back: [] },
    ]);
  });

  it('that does not arrive is none', () => {
    expect(roundTrip(account({}).ec2, { host, peer: outside })).toBeUndefined();
  });
});
