/** A world in which DNS servers on premises are to reach S3 privately: an endpoint, an inbound Resolver endpoint, and places to publish to. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import {
  addBucket,
  addHostedZone,
  addInterfaceEndpoint,
  addParameter,
  addResolverEndpoint,
  addResolverRule,
  addSubnet,
  addVpc,
} from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';
import { reportsOf } from '../../../demo/play.ts';
import type { Report } from '../../../lib/core/plan.ts';
import { packageStack } from '../../../scripts/package.ts';
import { type NameServer, startNamed, zoneFile } from '../../support/name-servers.ts';
import type { Program } from '../../support/programs.ts';

export const S3 = 's3.eu-west-2.amazonaws.com';
export const BUCKET = 'corp-dns';
export const ENDPOINT = 'vpce-0s3';
export const INBOUND = 'rslvr-in-0dns';
export const RULE = 'rslvr-rr-0onprem';
export const PRIVATE_ADDRESSES = ['10.0.1.165', '10.0.2.19'];
export const TSIG_PARAMETER = '/waykeeper/tsig/onprem';

/** What the internet answers. */
export const PUBLIC = '192.0.2.80';
/** For `describeWith`. */
export const DIG: Program = { name: 'dig', debianPackage: 'bind9-dnsutils' };

const REGION = 'eu-west-2';
const ROOT = join(import.meta.dirname, '../../..');

/** The VPC of the inbound endpoint lies on loopback, so that real DNS servers can ask its addresses. */
export const forwardingWorld = (tsig = ''): Account => {
  const account = emptyAccount({ id: '111122223333', region: REGION });
  addVpc(account, { id: 'vpc-0prod', cidr: '10.0.0.0/16' });
  addVpc(account, { id: 'vpc-0dns', cidr: '127.20.0.0/16' });
  for (const [at, zone] of ['a', 'b', 'c'].entries()) {
    const az = `${REGION}${zone}`;
    addSubnet(account, { id: `subnet-0prod${zone}`, vpc: 'vpc-0prod', cidr: `10.0.${at + 1}.0/24`, az });
    addSubnet(account, { id: `subnet-0dns${zone}`, vpc: 'vpc-0dns', cidr: `127.20.${at + 1}.0/24`, az });
  }
  addInterfaceEndpoint(account, {
    ...{ id: ENDPOINT, vpc: 'vpc-0prod', service: `com.amazonaws.${REGION}.s3`, tags: { waykeeper: 's3' } },
    subnets: [
      { subnet: 'subnet-0proda', ip: '10.0.1.165' },
      { subnet: 'subnet-0prodb', ip: '10.0.2.19' },
    ],
  });
  const vpcs = [{ VPCId: 'vpc-0prod', VPCRegion: 'eu-west-2' as const }];
  addHostedZone(account, { id: 'Z0S3', name: S3, private: true, vpcs });
  addHostedZone(account, { id: 'Z0CORP', name: 'corp.example', private: true, vpcs });
  addResolverEndpoint(account, {
    ...{ id: INBOUND, vpc: 'vpc-0dns' },
    addresses: [
      { subnet: 'subnet-0dnsa', ip: '127.20.1.10' },
      { subnet: 'subnet-0dnsb', ip: '127.20.2.10' },
    ],
  });
  addResolverRule(account, { id: RULE, domain: S3, targets: ['127.20.1.10'] });
  addBucket(account, BUCKET);
  addParameter(account, { name: TSIG_PARAMETER, value: tsig, type: 'SecureString' });
  return account;
};

/** Lines of `dns:` beside the zones that the config has, one here: they make the endpoint answer in the VPC of the resolvers. */
export const configWith = (dns: string, zones: readonly string[] = ['Z0S3']): string => `version: 1
mode: apply
dns:
  zones:
${zones.map((zone) => `    - { zone: ${zone}, endpoint: { id: ${ENDPOINT} }, vpcs: [vpc-0dns] }\n`).join('')}${dns}`;

interface Deployment {
  readonly account?: Account;
  readonly inboundPort?: number;
  /** Local time in ms. The first sweep comes at once, the next one `SWEEP` later. */
  readonly start?: number;
  /** Further variables, by function. */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Packages the config and starts a cloud with it; by default local time begins so that the second sweep falls on real time. */
export const deployed = async (
  variant: string,
  config: string,
  { account = forwardingWorld(), inboundPort, start = Date.now() - SWEEP, environment = {} }: Deployment = {},
): Promise<Cloud> => {
  const into = join(ROOT, 'dist-variants', variant);
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, 'waykeeper.yml'), config);
  const { dir } = await packageStack(join(into, 'waykeeper.yml'), into);
  const cloud = await startCloud({
    ...{ account, start },
    ...(inboundPort === undefined ? {} : { inboundPort }),
  });
  await cloud.deploy(dir, environment);
  return cloud;
};

/** Ms from one sweep to the next. */
export const SWEEP = 300_000;

/** The text of an object of the bucket, as it is now. */
export const objectAt = ({ account }: Cloud, key: string): string =>
  account.s3.buckets[BUCKET]?.objects[key]?.body ?? '';

/** The report of the last run of the dns controller. */
export const lastOfDns = ({ journal }: Cloud): Report | undefined =>
  reportsOf(journal)
    .filter(({ controller }) => controller === 'dns')
    .at(-1);

/** What became of a key in a run: its failure, its change, or why it was left. */
export const fateOf = (report: Report | undefined, key: string): string | undefined => {
  const outcome = report?.outcomes.find((one) => one.key === key);
  if (outcome?.status === 'failed') return outcome.code;
  return outcome?.status ?? report?.plan.skips.find((one) => one.key === key)?.reason.code;
};

/** A server that plays the internet: it answers for these names, and for all below them, with `PUBLIC`. */
export const startInternet = (...zones: readonly string[]): Promise<NameServer> =>
  startNamed({
    statements: zones.map((zone, at) => `zone "${zone}" { type primary; file "${at}.zone"; };`).join('\n'),
    files: Object.fromEntries(
      zones.map((zone, at) => [`${at}.zone`, zoneFile(zone, [`* IN A ${PUBLIC}`, `@ IN A ${PUBLIC}`])]),
    ),
  });
