/** The recipes of docs/dns.md do what they say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addGatewayEndpoint, addRouteTable, addSubnet } from '@waykeeper/local-cloud/seed';
import type { Account } from '@waykeeper/local-cloud/state';
import { parseConfig } from '../../../../lib/config/parse.ts';
import type { Config } from '../../../../lib/config/types.ts';
import { addEndpoint, addZone, type DnsInput, S3, startSite } from '../support/site.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../../docs/dns.md'), 'utf8');
const MORE = 'vpc-0more';

/** The config of the recipe below a heading, with the VPCs of the site. */
const recipe = (heading: string): Config['dns'] => {
  const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(PAGE.split(`### ${heading}`)[1] ?? '') ?? [];
  const here = text.replaceAll('vpc-0hub', 'vpc-0prod').replaceAll('vpc-0app', MORE);
  return parseConfig(`version: 1\n${here}`, 'docs/dns.md').dns;
};

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

/** vpc-0more has a way to the endpoints, and the zones of the recipe are there and empty. */
const begin = ({ zones }: Config['dns'], prepare: (account: Account) => void): Account =>
  site.begin((account) => {
    addSubnet(account, { id: 'subnet-0more', vpc: MORE, cidr: '10.1.1.0/24', az: 'eu-west-2a' });
    const routes = [{ destination: '10.0.0.0/16', target: 'pcx-0prod' }];
    addRouteTable(account, { id: 'rtb-0more', vpc: MORE, main: true, routes });
    for (const zone of zones) addZone(account, zone.zone, [], zone.name);
    prepare(account);
  });

const findings = async (dns: Config['dns']): Promise<string[]> => {
  const running = site.run(dns as DnsInput, 'all', { patience: 20_000 });
  const ticking = setInterval(() => site.advance(30_000), 20);
  const { plan } = await running.finally(() => clearInterval(ticking));
  return plan.findings.map(({ key, reason }) => `${key} ${reason.code}`);
};

/** Whom each name of a zone leads to, and the VPCs that the zone answers in. */
const stateOf = ({ route53 }: Account, id: string) => ({
  names: (route53.zones[id]?.records ?? []).flatMap(({ Name, AliasTarget }) =>
    AliasTarget ? [`${Name} ${/vpce-0\w+/.exec(AliasTarget.DNSName ?? '')?.[0]}`] : [],
  ),
  vpcs: (route53.zones[id]?.vpcs ?? []).map(({ VPCId }) => VPCId),
});

describe('a recipe', () => {
  it('for ECR has the API and the registries answer by the endpoint of each', async () => {
    const dns = recipe('ECR');
    const account = begin(dns, (it) => {
      addEndpoint(it, 'vpce-0api', ['10.0.1.20'], 'com.amazonaws.eu-west-2.ecr.api');
      addEndpoint(it, 'vpce-0dkr', ['10.0.1.30'], 'com.amazonaws.eu-west-2.ecr.dkr');
    });
    expect(await findings(dns)).toEqual([]);
    for (const [id, label] of [
      ['Z0ECRAPI', 'api'],
      ['Z0ECRDKR', 'dkr'],
    ] as const) {
      const { names, vpcs } = stateOf(account, id);
      const zone = `${label}.ecr.eu-west-2.amazonaws.com.`;
      expect(new Set(names)).toEqual(new Set([`${zone} vpce-0${label}`, `\\052.${zone} vpce-0${label}`]));
      expect(vpcs).toContain(MORE);
    }
  });

  it('for one bucket needs its acknowledgement, also where a gateway endpoint stands', async () => {
    const dns = recipe('One bucket');
    const account = begin(dns, (it) => addGatewayEndpoint(it, { id: 'vpce-0gw', vpc: MORE, service: S3 }));
    const strict = { ...dns, zones: dns.zones.map(({ hides: _, ...zone }) => zone) };
    expect(await findings(strict)).toEqual(
      expect.arrayContaining([`Z0ONEBUCKET/${MORE} HIDES_NAMES`, `Z0ONEBUCKET/${MORE} GATEWAY_ENDPOINT_THERE`]),
    );
    expect(stateOf(account, 'Z0ONEBUCKET').vpcs).not.toContain(MORE);
    expect(await findings(dns)).toEqual([]);
    const { names, vpcs } = stateOf(account, 'Z0ONEBUCKET');
    expect(new Set(names)).toEqual(new Set(['myspecificbucket.s3.eu-west-2.amazonaws.com. vpce-0s3']));
    expect(vpcs).toContain(MORE);
  });
});
