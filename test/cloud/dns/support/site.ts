/** The dns controller in this process, against a local cloud's EC2 and Route 53. */

import { type BareApi, ec2, route53, route53profiles, route53resolver, startBareApi } from '@waykeeper/local-cloud/api';
import { addHostedZone, addInterfaceEndpoint, addSubnet, addVpc } from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount, type HostedZone, type RecordSet } from '@waykeeper/local-cloud/state';
import type { Scope } from '../../../../lib/core/plan.ts';
import { type RunContext, type RunOptions, reconcile } from '../../../../lib/core/reconcile.ts';
import { createWarmMemory } from '../../../../lib/dns/zones/warm-memory.ts';
import { normalName } from '../../../../lib/net/dns-name.ts';
import { config } from '../../../support/configs.ts';

export type DnsInput = NonNullable<Parameters<typeof config>[0]>['dns'];

const REGION = 'eu-west-2';
const VPC = { VPCId: 'vpc-0prod', VPCRegion: REGION };
export const S3 = `com.amazonaws.${REGION}.s3`;

/** A VPC with a subnet in each of three zones, and the endpoint vpce-0s3 in the first two of them. */
export const network = (region = REGION): Account => {
  const account = emptyAccount({ id: '111122223333', region });
  addVpc(account, { id: 'vpc-0prod', cidr: '10.0.0.0/16' });
  addVpc(account, { id: 'vpc-0more', cidr: '10.1.0.0/16' });
  for (const [at, letter] of ['a', 'b', 'c'].entries()) {
    const cidr = `10.0.${at + 1}.0/24`;
    addSubnet(account, { id: `subnet-0${letter}`, vpc: 'vpc-0prod', cidr, az: region + letter });
  }
  addEndpoint(account, 'vpce-0s3');
  return account;
};

export const addEndpoint = (
  account: Account,
  id: string,
  ips: readonly string[] = ['10.0.1.165', '10.0.2.19'],
  service = S3,
): void =>
  addInterfaceEndpoint(account, {
    ...{ id, vpc: 'vpc-0prod', service, tags: { waykeeper: 's3' } },
    subnets: ips.map((ip) => ({ ip, subnet: `subnet-0${'abc'[Number(ip.split('.')[2]) - 1]}` })),
  });

export const addZone = (
  account: Account,
  id: string,
  records: readonly RecordSet[] = [],
  name = 's3.corp.example',
): HostedZone => addHostedZone(account, { id, name, private: true, vpcs: [VPC], records });

/** How long a run may take (ms), and which of several it is. */
type Turn = Partial<Pick<RunContext, 'remaining'>> & Pick<RunOptions, 'continues' | 'sweep'>;

/**
 * Starts the API, and gives runs of the controller against it. The SDK's clients keep their endpoint, so one API serves
 * all tests of a file, each with an account of its own. Its faults are those that a test sets.
 */
export const startSite = async () => {
  const account = network();
  const api: BareApi = await startBareApi([ec2, route53, route53profiles, route53resolver], account, Date.now());
  process.env.AWS_ENDPOINT_URL = api.url;
  process.env.AWS_REGION = REGION;
  process.env.AWS_ACCESS_KEY_ID = 'AKIALOCAL';
  process.env.AWS_SECRET_ACCESS_KEY = 'local';
  const { dnsController } = await import('../../../../lib/dns/controller.ts');
  const world = {
    now: Date.now,
    wait: async (ms: number) => void api.advance(ms),
    remaining: () => 60_000,
  };
  let warm = createWarmMemory();
  const controllerOf = (dns: DnsInput, options: Parameters<typeof dnsController>[3] = {}, maxChanges = 500) =>
    dnsController(config({ dns, guard: { dns: { maxChanges } } }), Date.now, warm, options);
  const run = async (
    dns: DnsInput,
    scope: Scope = 'all',
    options: Parameters<typeof dnsController>[3] = {},
    maxChanges = 500,
    { remaining = world.remaining, ...more }: Turn = {},
  ) => {
    const controller = controllerOf(dns, options, maxChanges);
    const report = await reconcile(
      controller,
      { mode: 'apply', trigger: { by: 'event', what: ['test'], scope }, ...more },
      { ...world, remaining },
    );
    await controller.finish?.();
    return report;
  };
  let from = 0;
  /** `calls` and `throttled` tell of what is called from now on. */
  const forgetCalls = (): void => {
    from = api.journal.entries.length;
  };
  /** Begins again, in a process that remembers nothing, with the network and what `prepare` adds to it. The SDK still signs for the first Region. */
  const begin = (prepare: (account: Account) => void = () => {}, region = REGION): Account => {
    forgetCalls();
    warm = createWarmMemory();
    Object.assign(account, network(region));
    prepare(account);
    return account;
  };
  /** Goes on in a process that remembers nothing. */
  const forgetWarm = (): void => {
    warm = createWarmMemory();
  };
  /** The calls that were not throttled. */
  const calls = (): string[] =>
    api.journal.entries
      .slice(from)
      .flatMap((entry) => (entry.kind === 'call' && entry.error !== 'Throttling' ? [entry.operation] : []));
  const throttled = (): number =>
    api.journal.entries.slice(from).filter((entry) => entry.kind === 'call' && entry.error === 'Throttling').length;
  return { ...api, begin, run, controllerOf, calls, throttled, forgetCalls, forgetWarm };
};

export const a = (Name: string, ...addresses: readonly string[]): RecordSet => ({
  ...{ Name, Type: 'A', TTL: 300 },
  ResourceRecords: addresses.map((Value) => ({ Value })),
});

/** A zone entry that follows the endpoint of the network. */
export const zone = (given: object = {}): NonNullable<NonNullable<DnsInput>['zones']>[number] => ({
  ...{ zone: 'Z1', endpoint: { id: 'vpce-0s3' }, hides: 'acknowledged' as const },
  ...given,
});

/** The addresses and aliases of a zone, by the part of the name before the zone's. */
export const contents = (account: Account, id = 'Z1'): Record<string, string> =>
  Object.fromEntries(
    (account.route53.zones[id]?.records ?? [])
      .filter(({ Type }) => Type === 'A' || Type === 'AAAA')
      .map(({ Name, AliasTarget, ResourceRecords }) => [
        normalName(Name).replace('.s3.corp.example', ''),
        AliasTarget?.DNSName ?? (ResourceRecords ?? []).map(({ Value }) => Value).join(' '),
      ]),
  );

/** What it gives. */
export type Site = Awaited<ReturnType<typeof startSite>>;
