/** The local cloud's name server, asked by `dig`. */
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { type Account, emptyAccount } from '../src/account.ts';
import { type DnsServer, startDns } from '../src/dns/server.ts';
import { dnsEntries } from '../src/services/ec2/endpoints/names.ts';
import { restoreAz, withdrawAz } from '../src/services/ec2/endpoints/withdraw.ts';
import { addInterfaceEndpoint, addSubnet, addVpc } from '../src/services/ec2/seed.ts';
import { addHostedZone } from '../src/services/route53/seed.ts';
import type { RecordSet } from '../src/services/route53/state.ts';
import { addProfile } from '../src/services/route53profiles/seed.ts';
import { addResolverEndpoint, addResolverRule } from '../src/services/route53resolver/seed.ts';
import { digAt } from './support/dig.ts';

const REGION = 'eu-west-2';
const VPC = 'vpc-0a';

let account: Account;
let server: DnsServer;

/** What `dig` prints with these words. */
const dig = (...words: string[]): Promise<string[]> => digAt('127.0.0.1', server.port, ...words);
const short = async (name: string, type = 'A', ...words: string[]): Promise<string[]> =>
  (await dig('+short', name, type, ...words)).sort();
const statusOf = async (name: string, type = 'A', ...words: string[]): Promise<string | undefined> =>
  /status: ([A-Z]+)/.exec((await dig(name, type, ...words)).join('\n'))?.[1];

const aliasTo = (Name: string, DNSName: string, Type = 'A'): RecordSet => ({
  ...{ Name, Type, AliasTarget: { HostedZoneId: 'Z7K1066E3PUKB', DNSName, EvaluateTargetHealth: false } },
});
const plain = (Name: string, Type: string, ...values: string[]): RecordSet => ({
  ...{ Name, Type, TTL: 300, ResourceRecords: values.map((Value) => ({ Value })) },
});
const nameOf = (az?: string): string => {
  const endpoint = account.ec2.endpoints['vpce-0s3'];
  const entries = endpoint ? dnsEntries(endpoint, account.ec2) : [];
  return (az ? entries.find(({ DnsName }) => DnsName?.includes(`-${az}.`)) : entries[0])?.DnsName ?? '';
};

beforeEach(async () => {
  account = emptyAccount({ id: '111122223333', region: REGION });
  addVpc(account, { id: VPC, cidr: '10.0.0.0/16' });
  for (const [at, letter] of ['a', 'b'].entries()) {
    addSubnet(account, { id: `subnet-0${letter}`, vpc: VPC, cidr: `10.0.${at + 1}.0/24`, az: REGION + letter });
  }
  addInterfaceEndpoint(account, {
    ...{ id: 'vpce-0s3', vpc: VPC, service: `com.amazonaws.${REGION}.s3` },
    subnets: [
      { subnet: 'subnet-0a', ip: '10.0.1.165' },
      { subnet: 'subnet-0b', ip: '10.0.2.19' },
    ],
  });
  const zone = `s3.${REGION}.amazonaws.com`;
  addHostedZone(account, {
    ...{ id: 'Z1', name: zone, private: true, vpcs: [{ VPCId: VPC, VPCRegion: REGION }] },
    records: [
      aliasTo(zone, nameOf()),
      aliasTo(`*.${zone}`, nameOf()),
      aliasTo(`euw2-az2.${zone}`, nameOf('eu-west-2a')),
      plain(`deep.below.${zone}`, 'TXT', '"one" "two"'),
      plain(`elsewhere.${zone}`, 'CNAME', 'www.example.com'),
      plain(`bucket-alias.${zone}`, 'CNAME', zone),
    ],
  });
  server = await startDns({ account, vpc: VPC });
});
afterEach(() => server.stop());

const S3 = `s3.${REGION}.amazonaws.com`;
const BOTH = ['10.0.1.165', '10.0.2.19'];

describe('a private zone', () => {
  it.each([S3, `any-bucket.${S3}`, `with.dots.${S3}`])(
    'answers %s with both addresses, over UDP and TCP',
    async (name) => {
      expect(await short(name)).toEqual(BOTH);
      expect(await short(name, 'A', '+tcp')).toEqual(BOTH);
    },
  );

  it('answers a zonal name with the address of its AZ', async () => {
    expect(await short(`euw2-az2.${S3}`)).toEqual(['10.0.1.165']);
  });

  it('follows the endpoint: the new addresses at once', async () => {
    const [first] = account.ec2.endpoints['vpce-0s3']?.interfaceIds ?? [];
    const item = account.ec2.networkInterfaces[first ?? ''];
    if (item) account.ec2.networkInterfaces[item.id] = { ...item, privateIp: '10.0.1.200' };
    expect(await short(S3)).toEqual(['10.0.1.200', '10.0.2.19']);
  });

  it('says NXDOMAIN with its SOA for what it lacks, and NOERROR for a name that only has others below or beside it', async () => {
    expect(await statusOf(`below.${S3}`)).toBe('NOERROR');
    expect(await statusOf(S3, 'AAAA')).toBe('NOERROR');
    expect((await dig(S3, 'AAAA')).some((line) => /IN\s+SOA/.test(line))).toBe(true);
    expect(await statusOf(`x.below.${S3}`)).toBe('NXDOMAIN');
  });

  it('hides the public zone of its name, in its own VPC alone', async () => {
    addHostedZone(account, {
      id: 'Z9',
      name: S3,
      private: false,
      records: [plain(`pub.deep.${S3}`, 'A', '192.0.2.9')],
    });
    expect(await short(`pub.deep.${S3}`)).toEqual(BOTH);
    await server.stop();
    server = await startDns({ account, vpc: 'vpc-0other' });
    expect(await short(`pub.deep.${S3}`)).toEqual(['192.0.2.9']);
  });

  it('answers TXT in parts, follows a CNAME within, and leaves one that leads out', async () => {
    expect(await short(`deep.below.${S3}`, 'TXT')).toEqual(['"one" "two"']);
    expect(await short(`bucket-alias.${S3}`)).toEqual([...BOTH, `${S3}.`]);
    expect(await short(`elsewhere.${S3}`)).toEqual(['www.example.com.']);
  });
});

describe("an endpoint's own name", () => {
  it('answers for any bucket, and for the zone alone', async () => {
    expect(await short(nameOf().replace('*', 'bucket'))).toEqual(BOTH);
    expect(await short(nameOf('eu-west-2b').replace('*', 'bucket'))).toEqual(['10.0.2.19']);
    expect(await statusOf('bucket.vpce-0gone-abcdefgh.s3.eu-west-2.vpce.amazonaws.com')).toBe('NXDOMAIN');
  });

  it('answers without its star, too', async () => {
    expect(await short(nameOf().replace('*.', ''))).toEqual(BOTH);
    expect(await short(nameOf('eu-west-2a').replace('*.', ''))).toEqual(['10.0.1.165']);
  });

  it('leaves out a withdrawn AZ until it is taken back; its zonal name still answers', async () => {
    withdrawAz(account, 'vpce-0s3', 'eu-west-2a');
    expect(await short(S3)).toEqual(['10.0.2.19']);
    expect(await short(`euw2-az2.${S3}`)).toEqual(['10.0.1.165']);
    restoreAz(account, 'vpce-0s3', 'eu-west-2a');
    expect(await short(S3)).toEqual(BOTH);
  });

  it('has no AAAA record while the endpoint has IPv4 alone', async () => {
    expect(await statusOf(nameOf().replace('*', 'bucket'), 'AAAA')).toBe('NOERROR');
    expect(await short(nameOf().replace('*', 'bucket'), 'AAAA')).toEqual([]);
  });
});

describe('the resolver of a VPC', () => {
  const forwardTo = (given: object) => {
    addVpc(account, { id: 'vpc-0onprem', cidr: '10.9.0.0/16' });
    addSubnet(account, { id: 'subnet-0onprem', vpc: 'vpc-0onprem', cidr: '10.9.0.0/24', az: 'eu-west-2a' });
    addResolverEndpoint(account, {
      ...{ id: 'rslvr-in-0onprem', vpc: 'vpc-0onprem' },
      addresses: [{ subnet: 'subnet-0onprem', ip: '10.9.0.10' }],
    });
    const vpcs = [{ VPCId: 'vpc-0onprem', VPCRegion: REGION }];
    addHostedZone(account, {
      id: 'Z9',
      name: 'com',
      private: true,
      vpcs,
      records: [plain(`*.com`, 'A', '192.0.2.99')],
    });
    addResolverRule(account, { id: 'rslvr-rr-1', domain: S3, targets: ['10.9.0.10'], ...given });
  };

  it('forwards by a rule before it asks a zone of that name', async () => {
    forwardTo({ vpcs: [VPC] });
    expect(await short(S3)).toEqual(['192.0.2.99']);
  });

  it('forwards by a rule of a Profile, and by no rule that is not associated', async () => {
    forwardTo({ domain: `app.${S3}` });
    expect(await short(`app.${S3}`)).toEqual(BOTH);
    addProfile(account, { id: 'rp-0', vpcs: [VPC], rules: ['rslvr-rr-1'] });
    expect(await short(`app.${S3}`)).toEqual(['192.0.2.99']);
  });

  it('answers by itself what a SYSTEM rule takes back', async () => {
    forwardTo({ domain: 'com', vpcs: [VPC] });
    const vpcs = [{ VPCId: VPC, VPCRegion: REGION }];
    delete account.route53.zones.Z1;
    const records = [plain(S3, 'A', '10.0.1.165')];
    addHostedZone(account, { id: 'Z8', name: 'amazonaws.com', private: true, vpcs, records });
    addResolverRule(account, { id: 'rslvr-rr-2', domain: S3, type: 'SYSTEM', vpcs: [VPC] });
    expect(await short(S3)).toEqual(['10.0.1.165']);
    expect(await short('www.example.com')).toEqual(['192.0.2.99']);
  });

  it('has no answer where nobody whom a rule names is there, and where rules lead in a circle', async () => {
    addResolverRule(account, { id: 'rslvr-rr-1', domain: S3, targets: ['192.0.2.53'], vpcs: [VPC] });
    expect(await statusOf(S3)).toBe('SERVFAIL');
    delete account.resolver.rules['rslvr-rr-1'];
    forwardTo({ vpcs: [VPC, 'vpc-0onprem'] });
    expect(await statusOf(S3)).toBe('SERVFAIL');
  });

  it('hands over what an NS set below the zone is for', async () => {
    account.route53.zones.Z1?.records.push(plain(`sub.${S3}.`, 'NS', 'ns.example.'));
    expect(await statusOf(`x.sub.${S3}`)).toBe('REFUSED');
    expect(await short(`sub.${S3}`, 'NS')).toEqual(['ns.example.']);
    expect(await short(`other.${S3}`)).toEqual(BOTH);
  });
});

describe('the name server', () => {
  it('refuses names of which it knows nothing', async () => {
    expect(await statusOf('www.example.com')).toBe('REFUSED');
  });

  it('cuts an answer that is too long for UDP, and gives it over TCP', async () => {
    const many = Array.from({ length: 100 }, (_, at) => `192.0.2.${at}`);
    account.route53.zones.Z1?.records.push(plain(`many.${S3}.`, 'A', ...many));
    const answer = await dig(`many.${S3}`, 'A', '+noedns', '+ignore');
    expect(answer.some((line) => /flags:.* tc/.test(line))).toBe(true);
    expect(await short(`many.${S3}`, 'A', '+noedns')).toHaveLength(100);
  });

  it('is a server to Node’s own resolver, too', async () => {
    const resolver = new Resolver();
    resolver.setServers([`127.0.0.1:${server.port}`]);
    expect((await resolver.resolve4(S3)).sort()).toEqual(BOTH);
    await expect(resolver.resolve6(S3)).rejects.toMatchObject({ code: 'ENODATA' });
  });

  it('answers nonsense with FORMERR or not at all, and goes on', async () => {
    const socket = createSocket('udp4');
    socket.send(Buffer.from('no dns'), server.port, '127.0.0.1');
    socket.send(
      Buffer.concat([Buffer.from([7, 7, 1, 0, 0, 9, 0, 0, 0, 0, 0, 0]), Buffer.from('x')]),
      server.port,
      '127.0.0.1',
    );
    const [reply] = (await once(socket, 'message')) as [Buffer];
    socket.close();
    expect([reply[0], reply[1], (reply[3] ?? 0) & 15]).toEqual([7, 7, 1]);
    expect(await short(S3)).toEqual(BOTH);
  });
});
