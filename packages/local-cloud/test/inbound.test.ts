/** Inbound Resolver endpoints of the local cloud, asked by `dig` at their own addresses. */
import { type Account, emptyAccount } from '../src/account.ts';
import { type Cloud, startCloud } from '../src/cloud.ts';
import { startDns } from '../src/dns/server.ts';
import { type ResolverCaller, resolverCaller } from '../src/resolver-client.ts';
import { addInterfaceEndpoint, addSubnet, addVpc } from '../src/services/ec2/seed.ts';
import { addHostedZone } from '../src/services/route53/seed.ts';
import { addResolverEndpoint } from '../src/services/route53resolver/seed.ts';
import { digAt } from './support/dig.ts';
import { failure } from './support/failure.ts';

const REGION = 'eu-west-2';
const S3 = `s3.${REGION}.amazonaws.com`;
const BOTH = ['10.0.1.165', '10.0.2.19'];
const ENDPOINT = 'rslvr-in-0a';

/** A VPC whose own addresses are those of loopback, and beside it one with the endpoint that its zone leads to. */
const world = (): Account => {
  const account = emptyAccount({ id: '111122223333', region: REGION });
  addVpc(account, { id: 'vpc-0dns', cidr: '127.20.0.0/16' });
  addVpc(account, { id: 'vpc-0app', cidr: '10.0.0.0/16' });
  for (const [at, letter] of ['a', 'b', 'c'].entries()) {
    const az = REGION + letter;
    addSubnet(account, { id: `subnet-dns-${letter}`, vpc: 'vpc-0dns', cidr: `127.20.${at + 1}.0/24`, az });
    addSubnet(account, { id: `subnet-app-${letter}`, vpc: 'vpc-0app', cidr: `10.0.${at + 1}.0/24`, az });
  }
  addInterfaceEndpoint(account, {
    ...{ id: 'vpce-0s3', vpc: 'vpc-0app', service: `com.amazonaws.${REGION}.s3` },
    subnets: [
      { subnet: 'subnet-app-a', ip: '10.0.1.165' },
      { subnet: 'subnet-app-b', ip: '10.0.2.19' },
    ],
  });
  const values = BOTH.map((Value) => ({ Value }));
  addHostedZone(account, {
    ...{ id: 'Z1', name: S3, private: true, vpcs: [{ VPCId: 'vpc-0dns', VPCRegion: REGION }] },
    records: [S3, `*.${S3}`].map((Name) => ({ Name, Type: 'A', TTL: 60, ResourceRecords: values })),
  });
  addResolverEndpoint(account, {
    ...{ id: ENDPOINT, vpc: 'vpc-0dns' },
    addresses: [
      { subnet: 'subnet-dns-a', ip: '127.20.1.10' },
      { subnet: 'subnet-dns-b', ip: '127.20.2.10' },
    ],
  });
  return account;
};

let cloud: Cloud;
let call: ResolverCaller;
beforeEach(async () => {
  cloud = await startCloud({ account: world() });
  call = resolverCaller(cloud.clientConfig());
});
afterEach(() => cloud.stop());

const short = async (host: string, name = `any-bucket.${S3}`, ...words: string[]): Promise<string[]> =>
  (await digAt(host, cloud.inbound.port, '+short', name, ...words)).sort();
const associate = (SubnetId: string, Ip: string) =>
  call('AssociateResolverEndpointIpAddress', { ResolverEndpointId: ENDPOINT, IpAddress: { SubnetId, Ip } });
const disassociate = (Ip: string) =>
  call('DisassociateResolverEndpointIpAddress', { ResolverEndpointId: ENDPOINT, IpAddress: { Ip } });

describe('an attached address of an inbound endpoint', () => {
  it('answers at that very address, over UDP and TCP, on one port', async () => {
    expect(cloud.inbound.addresses()).toEqual(['127.20.1.10', '127.20.2.10']);
    for (const host of cloud.inbound.addresses()) {
      expect(await short(host)).toEqual(BOTH);
      expect(await short(host, S3, '+tcp')).toEqual(BOTH);
    }
  });

  it("answers as its VPC's resolver: without the zones of other VPCs", async () => {
    addHostedZone(cloud.account, {
      ...{ id: 'Z2', name: 'other.example', private: true, vpcs: [{ VPCId: 'vpc-0app', VPCRegion: REGION }] },
      records: [{ Name: 'other.example', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '10.0.1.1' }] }],
    });
    expect(await short('127.20.1.10', 'other.example')).toEqual([]);
    expect(await digAt('127.0.0.1', cloud.dns.port, '+short', 'other.example')).toEqual(['10.0.1.1']);
  });

  it('answers what private DNS of S3 tells inbound endpoints alone', async () => {
    const { endpoints } = cloud.account.ec2;
    const found = endpoints['vpce-0s3'];
    if (!found) throw new Error('The world has no vpce-0s3.');
    endpoints['vpce-0s3'] = { ...found, vpcId: 'vpc-0dns', privateDns: true, privateDnsOnlyForInboundResolver: true };
    delete cloud.account.route53.zones.Z1;
    expect(await short('127.20.1.10', S3)).toEqual(BOTH);
    const inVpc = await startDns({ account: cloud.account, vpc: 'vpc-0dns' });
    try {
      expect((await digAt(inVpc.host, inVpc.port, S3)).join('\n')).toMatch(/status: REFUSED/);
    } finally {
      await inVpc.stop();
    }
  });
});

describe('an address that comes', () => {
  it('answers from when it is attached, which is when `advance` returns', async () => {
    await associate('subnet-dns-c', '127.20.3.10');
    await cloud.advance(10_000);
    expect(cloud.inbound.addresses()).toEqual(['127.20.1.10', '127.20.2.10']);
    await cloud.advance(20_000);
    expect(cloud.inbound.addresses()).toEqual(['127.20.1.10', '127.20.2.10', '127.20.3.10']);
    expect(await short('127.20.3.10')).toEqual(BOTH);
  });
});

describe('an address that goes', () => {
  it('answers until it is gone', async () => {
    await associate('subnet-dns-c', '127.20.3.10');
    await cloud.advance(30_000);
    await disassociate('127.20.1.10');
    await cloud.advance(10_000);
    expect(await short('127.20.1.10')).toEqual(BOTH);
    await cloud.advance(20_000);
    expect(cloud.inbound.addresses()).toEqual(['127.20.2.10', '127.20.3.10']);
    await expect(short('127.20.1.10')).rejects.toThrow();
    expect(await short('127.20.2.10')).toEqual(BOTH);
  });

  it('of a whole endpoint goes too', async () => {
    await call('DeleteResolverEndpoint', { ResolverEndpointId: ENDPOINT });
    await cloud.advance(30_000);
    expect(cloud.inbound.addresses()).toEqual([]);
  });
});

describe('what does not answer', () => {
  it('is an outbound endpoint, an address that is not attached, and one that cannot be bound', async () => {
    addResolverEndpoint(cloud.account, {
      ...{ id: 'rslvr-out-0a', vpc: 'vpc-0dns', direction: 'OUTBOUND' },
      addresses: [{ subnet: 'subnet-dns-a', ip: '127.20.1.30' }],
    });
    addResolverEndpoint(cloud.account, {
      ...{ id: 'rslvr-in-0b', vpc: 'vpc-0app' },
      addresses: [
        { subnet: 'subnet-app-a', ip: '10.0.1.53' },
        { subnet: 'subnet-dns-b', ip: '127.20.2.40', status: 'FAILED_RESOURCE_GONE' },
        { subnet: 'subnet-dns-c', ip: '127.20.3.40', status: 'DETACHING' },
      ],
    });
    await cloud.settle();
    expect(cloud.inbound.addresses()).toEqual(['127.20.1.10', '127.20.2.10', '127.20.3.40']);
  });
});

describe('the port of inbound endpoints', () => {
  it('can be chosen, and a taken one is an error', async () => {
    await cloud.stop();
    const { port } = cloud.inbound;
    cloud = await startCloud({ account: world(), inboundPort: port });
    expect(cloud.inbound.port).toBe(port);
    expect(await short('127.20.1.10')).toEqual(BOTH);
    const second = await failure(startCloud({ account: world(), inboundPort: port }));
    expect(second).toMatchObject({ code: 'EADDRINUSE', address: '127.20.1.10' });
  });

  it('is closed when the cloud has stopped', async () => {
    await cloud.stop();
    expect(cloud.inbound.addresses()).toEqual([]);
    await expect(short('127.20.1.10')).rejects.toThrow();
  });

  it('is an error at an address where something else has taken it, until that lets go', async () => {
    const taken = await startDns({ account: cloud.account, host: '127.20.3.10', port: cloud.inbound.port });
    try {
      await associate('subnet-dns-c', '127.20.3.10');
      await expect(cloud.advance(30_000)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    } finally {
      await taken.stop();
    }
    await cloud.settle();
    expect(await short('127.20.3.10')).toEqual(BOTH);
  });
});
