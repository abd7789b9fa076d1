/** Packaged stacks that publish to DNS servers on premises, and what becomes of their runs. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import type { Fault } from '@waykeeper/local-cloud/faults';
import type { Account } from '@waykeeper/local-cloud/state';
import { reportsOf } from '../../../demo/play.ts';
import type { Report } from '../../../lib/core/plan.ts';
import { packageStack } from '../../../scripts/package-stack.ts';
import { BUCKET, ENDPOINT, forwardingWorld } from '../../support/forwarding-world.ts';
import { type NameServer, startNamed, zoneFile } from '../../support/name-servers.ts';
import type { Program } from '../../support/programs.ts';

export const PRIVATE_ADDRESSES = ['10.0.1.165', '10.0.2.19'];

/** What the internet answers. */
export const PUBLIC = '192.0.2.80';
/** For `describeWith`. */
export const DIG: Program = { name: 'dig', debianPackage: 'bind9-dnsutils' };

/**
 * Lines of `dns:` beside the zones that the config has: they make the endpoint answer in the VPC of the resolvers. `further`
 * zones are of names that AWS does not list as private ones for the endpoint's service, so that the config has to mean it.
 */
export const configWith = (dns: string, further: readonly string[] = []): string => `version: 1
log: full
mode: apply
dns:
  zones:
${zoneEntry('Z0S3')}${further.map((zone) => zoneEntry(zone, ', hides: acknowledged')).join('')}${dns}`;

const zoneEntry = (zone: string, more = ''): string =>
  `    - { zone: ${zone}, endpoint: { id: ${ENDPOINT} }, vpcs: [vpc-0dns]${more} }\n`;

interface Deployment {
  readonly account?: Account;
  readonly inboundPort?: number;
  /** Local time in ms. The first sweep comes at once, the next one `SWEEP` later. */
  readonly start?: number;
  /** Further variables, by function. */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What goes wrong from the first run on. */
  readonly faults?: readonly Fault[];
}

/** Packages the config and starts a cloud with it; by default local time begins so that the second sweep falls on real time. */
export const deployed = async (
  config: string,
  {
    account = forwardingWorld(),
    inboundPort,
    start = Date.now() - SWEEP,
    environment = {},
    faults = [],
  }: Deployment = {},
): Promise<Cloud> => {
  const cloud = await startCloud({
    ...{ account, start },
    ...(inboundPort === undefined ? {} : { inboundPort }),
  });
  const into = await mkdtemp(join(tmpdir(), 'waykeeper-'));
  await writeFile(join(into, 'waykeeper.yml'), config);
  const { dir } = await packageStack(join(into, 'waykeeper.yml'), into);
  cloud.faults.set(faults);
  await cloud.deploy(dir, environment);
  await rm(into, { recursive: true });
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
