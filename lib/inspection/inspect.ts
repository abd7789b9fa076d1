/** Reads what no sweep reads, with the credentials of whoever asks, and says what is wrong. */
import { describeEndpointServices } from '../aws/ec2/endpoint-services.ts';
import { describeEndpointPolicies, describeEndpoints } from '../aws/ec2/endpoints.ts';
import { describeVpcs } from '../aws/ec2/network.ts';
import { describeIngress } from '../aws/ec2/security-groups.ts';
import { describePrincipals } from '../aws/ec2/sharing.ts';
import { listBuckets, readBucketPolicy } from '../aws/s3/buckets.ts';
import type { Config } from '../config/types.ts';
import type { Finding, Unseen } from '../core/plan.ts';
import { type Found, readEach, readOrUnseen } from '../core/read.ts';
import { chunks } from '../std/lists.ts';
import { inspectionFindings } from './findings.ts';
import { policyFindings } from './policies.ts';

/** What was found, and what could not be read. */
export interface Inspection {
  readonly findings: readonly Finding[];
  readonly unseen: readonly Unseen[];
}

/**
 * Looks at all endpoints, endpoint services and buckets of the account in this Region. `remembered` are ids of endpoints that were
 * this account's, as far as anything tells. Never throws, unless `remembered` rejects.
 */
export const inspect = async (
  config: Pick<Config, 'onPremises'>,
  remembered: Promise<readonly string[]>,
): Promise<Inspection> => {
  const all = await Promise.all([inspectNetwork(config), inspectPolicies(remembered)]);
  return { findings: all.flatMap(({ findings }) => findings), unseen: all.flatMap(({ unseen }) => unseen) };
};

/** Who gets in by interface endpoints and endpoint services. */
const inspectNetwork = async ({ onPremises }: Pick<Config, 'onPremises'>): Promise<Inspection> => {
  const [endpoints, services] = await Promise.all([
    readOrUnseen(['endpoints'], () => describeEndpoints({})),
    readOrUnseen(['endpoint services'], () => describeEndpointServices({})),
  ]);
  const found = endpoints.value ?? [];
  const [ingress, vpcs, principals] = await Promise.all([
    readOrUnseen(['security groups'], () => describeIngress([...new Set(found.flatMap(({ groupIds }) => groupIds))])),
    readOrUnseen(['vpcs'], () => describeVpcs([...new Set(found.map(({ vpcId }) => vpcId))])),
    readEach(
      (services.value ?? []).filter(({ acceptanceRequired }) => !acceptanceRequired),
      ({ id }) => id,
      async (service) => [service, await describePrincipals(service.id)] as const,
    ),
  ]);
  return {
    findings: inspectionFindings({
      endpoints: found,
      ...(ingress.value ? { ingress: ingress.value } : {}),
      vpcs: vpcs.value ?? [],
      services: principals.found,
      onPremises,
    }),
    unseen: [endpoints, services, ingress, vpcs, principals].flatMap(({ unseen }) => unseen),
  };
};

/** Which policies name endpoints that are not there. Nothing is said where the endpoints could not be read. */
const inspectPolicies = async (remembered: Promise<readonly string[]>): Promise<Inspection> => {
  const [endpoints, buckets, known] = await Promise.all([
    readOrUnseen(['endpoint policies'], describeEndpointPolicies),
    readBucketPolicies(),
    remembered,
  ]);
  return {
    findings: endpoints.value
      ? policyFindings({ endpoints: endpoints.value, buckets: buckets.found, remembered: known })
      : [],
    unseen: [...endpoints.unseen, ...buckets.unseen],
  };
};

/** Buckets that are read at once. */
const AT_ONCE = 50;

const readBucketPolicies = async (): Promise<Found<readonly [bucket: string, policy: string]>> => {
  const { value = [], unseen } = await readOrUnseen(['buckets'], listBuckets);
  const [found, denied]: [(readonly [string, string])[], Unseen[]] = [[], []];
  for (const some of chunks(value, AT_ONCE)) {
    const read = await readEach(
      some,
      (bucket) => bucket,
      async (bucket) => [bucket, await readBucketPolicy(bucket)] as const,
    );
    found.push(...read.found.flatMap(([bucket, policy]) => (policy === undefined ? [] : [[bucket, policy] as const])));
    denied.push(...read.unseen);
  }
  return { found, unseen: [...unseen, ...together(denied)] };
};

/** One for all buckets that cannot be read for the same reason: who may read none has hundreds of them. */
const together = (denied: readonly Unseen[]): Unseen[] =>
  [...Map.groupBy(denied, ({ code }) => code).values()].flatMap(([first, ...more]) => {
    if (!first) return [];
    const error = more.length === 0 ? first.error : `${first.error} (and ${more.length} more buckets)`;
    return { ...first, key: `policy of bucket ${first.key}`, error };
  });
