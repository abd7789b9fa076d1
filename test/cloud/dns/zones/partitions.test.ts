/** Zones of accounts whose Region is none of AWS's commercial ones: what EC2 names differently there. */
import { Resolver } from 'node:dns/promises';
import { startDns } from '@waykeeper/local-cloud/dns';
import { type Account, dnsEntries } from '@waykeeper/local-cloud/state';
import { addEndpoint, addZone, contents, startSite, zone } from '../support/site.ts';

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

const regionalName = ({ ec2 }: Account, id: string): string => {
  const endpoint = ec2.endpoints[id];
  return (endpoint && dnsEntries(endpoint, ec2)[0]?.DnsName) ?? '';
};

/** A name as Route 53 gives it back. */
const asHeld = (name: string): string => `${name.replace('*', '\\052')}.`;

const answers = async (account: Account, name: string): Promise<string[]> => {
  const server = await startDns({ account, vpc: 'vpc-0prod' });
  const resolver = new Resolver({ tries: 1 });
  resolver.setServers([`127.0.0.1:${server.port}`]);
  return resolver
    .resolve4(name)
    .then((all) => all.sort())
    .finally(() => server.stop());
};

describe.each([
  ['us-gov-west-1', 'com.amazonaws.us-gov-west-1.s3', 's3.us-gov-west-1.vpce.amazonaws.com'],
  ['cn-north-1', 'cn.com.amazonaws.cn-north-1.s3', 's3.cn-north-1.vpce.amazonaws.com.cn'],
  ['eusc-de-east-1', 'eu.amazonaws.eusc-de-east-1.ecr.api', 'api.ecr.eusc-de-east-1.vpce.amazonaws.eu'],
  ['us-iso-east-1', 'gov.ic.c2s.us-iso-east-1.ecr.api', 'api.ecr.us-iso-east-1.vpce.c2s.ic.gov'],
  ['us-isob-east-1', 'com.amazonaws.us-isob-east-1.s3', 's3.us-isob-east-1.vpce.sc2s.sgov.gov'],
])('in %s', (region, service, suffix) => {
  const dns = { zones: [zone({ endpoint: { service, vpc: 'vpc-0prod' }, records: [{ name: '@' }, { name: '*' }] })] };

  it('an alias is made, and follows when its endpoint is replaced', async () => {
    const account = site.begin((made) => {
      delete made.ec2.endpoints['vpce-0s3'];
      addEndpoint(made, 'vpce-0old', ['10.0.1.165'], service);
      addZone(made, 'Z1');
    }, region);
    const leads = (id: string) => ({
      '*': asHeld(regionalName(account, id)),
      's3.corp.example': asHeld(regionalName(account, id)),
    });
    expect((await site.run(dns)).converged).toBe(true);
    expect(contents(account)).toEqual(leads('vpce-0old'));
    expect(regionalName(account, 'vpce-0old').split('.').slice(-suffix.split('.').length).join('.')).toBe(suffix);

    delete account.ec2.endpoints['vpce-0old'];
    addEndpoint(account, 'vpce-0new', ['10.0.2.77'], service);
    const report = await site.run(dns);
    expect(report.plan.changes.map(({ action, reason }) => `${action} ${reason.code}`)).toEqual(
      Array(2).fill('replace ENDPOINT_CHANGED'),
    );
    expect(contents(account)).toEqual(leads('vpce-0new'));
    expect(await answers(account, 's3.corp.example')).toEqual(['10.0.2.77']);
    expect((await site.run(dns)).plan.changes).toEqual([]);
  });
});
