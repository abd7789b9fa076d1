/** Where packets go, table by table. */
import { type Account, emptyAccount } from '../src/account.ts';
import { isSymmetric, roundTrip, transits } from '../src/data-plane/flow.ts';
import { embedded } from '../src/data-plane/nat64.ts';
import { trace } from '../src/data-plane/trace.ts';
import {
  addCoreNetworkAttachment,
  addGatewayEndpoint,
  addGatewayLoadBalancerEndpoint,
  addInstance,
  addInternetGateway,
  addNatGateway,
  addNetworkInterface,
  addRouteTable,
  addSubnet,
  addTransitGatewayAttachment,
  addVpc,
  type RouteTableSeed,
} from '../src/services/ec2/seed.ts';

const VPC = 'vpc-1';
type Routes = NonNullable<RouteTableSeed['routes']>;

/** Two hosts' subnets, a firewall in a subnet of its own, and a NAT gateway. */
const account = (given: Readonly<Record<string, Routes>>): Account => {
  const it = emptyAccount();
  addVpc(it, { id: VPC, cidr: '10.0.0.0/16', ipv6Cidr: '2001:db8::/56' });
  addInternetGateway(it, { id: 'igw-1', vpc: VPC });
  for (const [at, name] of ['main', 'a', 'b', 'fw', 'nat'].entries()) {
    const cidrs = { cidr: `10.0.${at}.0/24`, ipv6Cidr: `2001:db8:0:${at}::/64` };
    if (at > 0) addSubnet(it, { id: `subnet-${name}`, vpc: VPC, ...cidrs, az: 'eu-west-2a' });
    const served = at > 0 && name !== 'b' ? { subnets: [`subnet-${name}`] } : {};
    const routes = given[name] ?? [];
    addRouteTable(it, { id: `rtb-${name}`, vpc: VPC, ...served, ...(name === 'main' ? { main: true } : {}), routes });
  }
  if (given.edge) addRouteTable(it, { id: 'rtb-edge', vpc: VPC, gateway: 'igw-1', routes: given.edge });
  addInstance(it, { id: 'i-fw', subnet: 'subnet-fw' });
  const fw = { subnet: 'subnet-fw', instance: 'i-fw' };
  addNetworkInterface(it, { id: 'eni-fw', ...fw, privateIp: '10.0.3.10', ipv6: '2001:db8:0:3::10' });
  addNetworkInterface(it, { id: 'eni-old', ...fw, privateIp: '10.0.3.11' });
  addGatewayLoadBalancerEndpoint(it, {
    ...{ id: 'vpce-fw', vpc: VPC, service: 'com.amazonaws.vpce.eu-west-2.vpce-svc-0a' },
    placement: { subnet: 'subnet-fw', ip: '10.0.3.12', ipv6: '2001:db8:0:3::12' },
  });
  addGatewayEndpoint(it, { id: 'vpce-s3', vpc: VPC, service: 'com.amazonaws.eu-west-2.s3' });
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

const OUT6 = '2001:db8:ffff::7';
const host6 = { subnet: 'subnet-a', address: '2001:db8:0:1::10' };
const outside6 = { gateway: 'igw-1', address: OUT6 };

describe('a packet of IPv6', () => {
  it('takes the routes of its own family alone', () => {
    const { ec2 } = account({
      a: [to('0.0.0.0/0', 'igw-1'), to('::/0', 'eigw-1'), to('2001:db8:0:2::/64', 'eni-fw')],
    });
    expect(trace(ec2, { subnet: 'subnet-a' }, OUT6)).toEqual({ end: 'left', at: 'eigw-1', passed: [] });
    expect(trace(ec2, { subnet: 'subnet-a' }, '2001:db8:0:2::10')).toMatchObject({ at: 'subnet-b', passed: ['i-fw'] });
    expect(trace(ec2, { subnet: 'subnet-a' }, '2001:db8:0:3::10')).toMatchObject({ at: 'subnet-fw', passed: [] });
  });

  it.each(['eni-old', 'nat-1'])('is lost at %s, which has no address of its family', (target) => {
    const { ec2 } = account({ a: [to('::/0', target)] });
    expect(trace(ec2, { subnet: 'subnet-a' }, OUT6)).toMatchObject({ end: 'lost', at: target });
  });

  it('leaves by an egress-only gateway, which takes none of IPv4', () => {
    const { ec2 } = account({ a: [to('::/0', 'eigw-1'), to('0.0.0.0/0', 'eigw-1')] });
    expect(trace(ec2, { subnet: 'subnet-a' }, OUT6).end).toBe('left');
    expect(trace(ec2, { subnet: 'subnet-a' }, OUT).end).toBe('lost');
  });

  it('for an IPv4 host is translated by a NAT gateway, and its answer comes back as IPv6', () => {
    const { ec2 } = account({
      a: [to('64:ff9b::/96', 'eni-fw')],
      fw: [to('64:ff9b::/96', 'nat-1')],
      nat: [to('0.0.0.0/0', 'igw-1'), to('2001:db8:0:1::/64', 'eni-fw')],
    });
    expect(embedded(OUT)).toBe('64:ff9b::198.51.100.7');
    expect(trace(ec2, { subnet: 'subnet-a' }, embedded(OUT))).toEqual({
      ...{ end: 'left', at: 'igw-1', passed: ['i-fw'] },
      translated: { by: 'nat-1', after: 1 },
    });
    expect(roundTrip(ec2, { host: host6, peer: { gateway: 'igw-1', address: embedded('10.9.0.1') } })).toEqual([
      { there: ['i-fw'], back: ['i-fw'] },
      { there: [], back: [] },
    ]);
  });
});

describe('an endpoint as an appliance', () => {
  const through = {
    a: [to('0.0.0.0/0', 'vpce-fw'), to('::/0', 'vpce-fw')],
    fw: [to('0.0.0.0/0', 'igw-1'), to('::/0', 'igw-1')],
  };

  it('of a Gateway Load Balancer is passed, and its own subnet routes on', () => {
    const { ec2 } = account({ ...through, edge: [to('10.0.1.0/24', 'vpce-fw'), to('2001:db8:0:1::/64', 'vpce-fw')] });
    const passed = [{ there: ['vpce-fw'], back: ['vpce-fw'] }];
    expect(roundTrip(ec2, { host, peer: outside })).toEqual(passed);
    Object.assign(ec2.endpoints['vpce-fw'] ?? {}, { addressType: 'dualstack' });
    expect(roundTrip(ec2, { host: host6, peer: outside6 })).toEqual(passed);
  });

  it('takes no IPv6 as an IPv4 endpoint, and nothing once it is gone', () => {
    const { ec2 } = account(through);
    Object.assign(ec2.endpoints['vpce-fw'] ?? {}, { addressType: 'ipv4' });
    expect(trace(ec2, { subnet: 'subnet-a' }, OUT6)).toMatchObject({ end: 'lost', at: 'vpce-fw' });
    Object.assign(ec2.endpoints['vpce-fw'] ?? {}, { state: 'deleting' });
    expect(trace(ec2, { subnet: 'subnet-a' }, OUT)).toMatchObject({ end: 'lost', at: 'vpce-fw' });
  });

  it('of S3 is a way out', () => {
    const { ec2 } = account({ a: [to('0.0.0.0/0', 'vpce-s3')] });
    expect(trace(ec2, { subnet: 'subnet-a' }, OUT)).toMatchObject({ end: 'left', at: 'vpce-s3' });
  });
});

describe('what is only inspected', () => {
  const NEAR = '10.200.0.1';
  const FAR = '192.168.0.1';
  const CORE = 'arn:aws:networkmanager::111122223333:core-network/core-network-0a';
  const entered = (target: string) => ({
    a: [to('0.0.0.0/0', 'eni-fw')],
    main: [to('0.0.0.0/0', 'vpce-fw')],
    fw: [to('0.0.0.0/0', target)],
  });
  const at = { vpc: VPC, subnets: ['subnet-a', 'subnet-b'] };
  const ways = (ec2: Account['ec2']): string[] =>
    transits(ec2, 'attach-1', [NEAR, FAR]).map(({ there, back }) => `${there} ${back}`);

  it.each([
    [
      'a transit gateway',
      'tgw-1',
      (it: Account, mode: boolean) =>
        addTransitGatewayAttachment(it, { id: 'attach-1', ...at, transitGateway: 'tgw-1', applianceMode: mode }),
    ],
    [
      'a core network',
      CORE,
      (it: Account, mode: boolean) =>
        addCoreNetworkAttachment(it, { id: 'attach-1', ...at, coreNetworkArn: CORE, applianceMode: mode }),
    ],
  ])('comes back from %s in any subnet of its, unless appliance mode keeps to one', (_, target, attach) => {
    const it = account(entered(target));
    attach(it, false);
    expect(ways(it.ec2)).toEqual(['i-fw i-fw', 'i-fw vpce-fw', 'vpce-fw i-fw', 'vpce-fw vpce-fw']);
    attach(it, true);
    expect(ways(it.ec2)).toEqual(['i-fw i-fw', 'vpce-fw vpce-fw']);
    const peer = { attachment: 'attach-1', enters: 'subnet-b', address: FAR };
    expect(roundTrip(it.ec2, { host, peer })).toEqual([{ there: ['i-fw'], back: [] }]);
    expect(transits(it.ec2, 'attach-2', [NEAR, FAR])).toEqual([]);
  });

  it('and leaves by another way does not come back by the attachment', () => {
    const it = account(entered('igw-1'));
    addTransitGatewayAttachment(it, { id: 'attach-1', ...at, transitGateway: 'tgw-1' });
    expect(ways(it.ec2)).toEqual([]);
    expect(
      roundTrip(it.ec2, { host, peer: { attachment: 'attach-1', enters: 'subnet-b', address: FAR } }),
    ).toBeUndefined();
  });
});
