/** Names are asked of real name servers: the quiet faults show in what clients get, whatever the records say. */
import { type DnsServer, startDns } from '@waykeeper/local-cloud/dns';
import { addHostedZone, addInterfaceEndpoint, addResolverRule } from '@waykeeper/local-cloud/seed';
import { type Account, dnsEntries } from '@waykeeper/local-cloud/state';
import { addZone, type DnsInput, startSite, zone } from '../support/site.ts';

const S3 = 's3.eu-west-2.amazonaws.com';
const VPC = { VPCId: 'vpc-0prod', VPCRegion: 'eu-west-2' };

let site: Awaited<ReturnType<typeof startSite>>;
let server: DnsServer;
let account: Account;
beforeAll(async () => {
  site = await startSite();
  account = site.begin();
  server = await startDns({ account, vpc: VPC.VPCId });
});
afterAll(async () => {
  await server.stop();
  await site.stop();
});

const dns = (...zones: NonNullable<DnsInput>['zones'] & object): DnsInput => ({
  zones,
  resolvers: [`127.0.0.1:${server.port}`],
});

/** The codes of what a sweep says beside what is in order. A process that remembers no writing asks at once. */
const sweep = async (config: DnsInput): Promise<string[]> => {
  site.forgetWarm();
  const { plan } = await site.run(config);
  return [...plan.findings, ...plan.skips]
    .filter(({ reason }) => reason.code !== 'IN_ORDER')
    .map(({ key, reason }) => `${key} ${reason.code}`)
    .sort();
};

/** Zone Z1 of S3, kept by earlier sweeps. */
const kept = async (config = dns(zone())): Promise<DnsInput> => {
  site.begin((made) => addZone(made, 'Z1', [], S3));
  await site.run(config);
  return config;
};

describe('a zone whose records are right', () => {
  it('is asked, and nothing is said of what answers rightly, wildcards too', async () => {
    expect(await sweep(await kept())).toEqual([]);
  });

  it('is not asked before caches have forgotten what it was', async () => {
    const config = await kept();
    const { plan } = await site.run(config);
    expect(plan.skips.map(({ key, reason }) => `${key} ${reason.code}`)).toContain('Z1/asked NOT_ASKED');
  });

  it('is not called proven where nobody can ask', async () => {
    await kept();
    expect(await sweep({ zones: [zone()] })).toEqual(['Z1/asked NOT_ASKED']);
  });

  it('is not called proven where the resolvers do not answer', async () => {
    const config = await kept();
    expect(await sweep({ ...config, resolvers: ['127.0.0.1:9'] })).toEqual([
      `Z1/*.${S3} NOT_ASKED`,
      `Z1/${S3} NOT_ASKED`,
    ]);
  });
});

describe('a quiet fault that nothing else would show is caught', () => {
  it('of a full name that was taken for a relative one: the zone itself answers nothing', async () => {
    await kept();
    // As the release did that doubled it, and called it right.
    const doubled = dns(zone({ records: [{ name: `${S3}.${S3}.` }], hides: undefined }));
    for (const record of account.route53.zones.Z1?.records ?? [])
      if (record.AliasTarget) Object.assign(record, { Name: `${S3}.${S3}.` });
    expect(await sweep(doubled)).toEqual([`Z1/${S3} ANSWER_DIFFERS`]);
  });

  it('of another zone, more specific, that answers in the VPC', async () => {
    const config = await kept(dns(zone({ records: [{ name: 'app' }] })));
    addHostedZone(account, { id: 'Z9', name: `app.${S3}`, private: true, vpcs: [VPC] });
    expect(await sweep(config)).toEqual([`Z1/app.${S3} ANSWER_DIFFERS`]);
  });

  it('of a rule that forwards the name elsewhere', async () => {
    const config = await kept();
    addResolverRule(account, { id: 'rslvr-rr-1', domain: S3, targets: ['192.0.2.53'], vpcs: [VPC.VPCId] });
    expect(await sweep(config)).toEqual([`Z1/*.${S3} NOT_ASKED`, `Z1/${S3} NOT_ASKED`]);
  });

  it('of a zone of S3 that was moved to an endpoint of ECR', async () => {
    const tagged = dns(zone({ endpoint: { tags: { waykeeper: 's3' } } }));
    await kept(tagged);
    addInterfaceEndpoint(account, {
      ...{ id: 'vpce-0ecr', vpc: VPC.VPCId, service: 'com.amazonaws.eu-west-2.ecr.api', tags: { waykeeper: 's3' } },
      subnets: [{ subnet: 'subnet-0a', ip: '10.0.1.77' }],
    });
    delete account.ec2.endpoints['vpce-0s3'];
    // As the release did that let a selector change the subject: the alias leads to ECR, and the plan calls it right.
    const [entry] = dnsEntries(account.ec2.endpoints['vpce-0ecr'] as never, account.ec2);
    for (const record of account.route53.zones.Z1?.records ?? [])
      if (record.AliasTarget)
        Object.assign(record, {
          AliasTarget: { ...record.AliasTarget, HostedZoneId: entry?.HostedZoneId, DNSName: `${entry?.DnsName}.` },
        });
    expect(await sweep(tagged)).toEqual([`Z1/*.${S3} ANSWER_DIFFERS`, `Z1/${S3} ANSWER_DIFFERS`]);
  });
});
