/** AWS's partitions, by the metadata of its SDKs (`partitions.json`) and what its names look like there (AWS-FACTS H). */

/** A partition's Regions begin with `prefix`; the longest one that fits counts, and `''` fits all others. */
interface Partition {
  /** As in ARNs. */
  readonly name: string;
  readonly prefix: string;
  /** What the DNS names of its Regions end with. */
  readonly suffix: string;
}

const PARTITIONS: readonly Partition[] = [
  { name: 'aws', prefix: '', suffix: 'amazonaws.com' },
  { name: 'aws-us-gov', prefix: 'us-gov-', suffix: 'amazonaws.com' },
  { name: 'aws-cn', prefix: 'cn-', suffix: 'amazonaws.com.cn' },
  { name: 'aws-eusc', prefix: 'eusc-', suffix: 'amazonaws.eu' },
  { name: 'aws-iso', prefix: 'us-iso-', suffix: 'c2s.ic.gov' },
  { name: 'aws-iso-b', prefix: 'us-isob-', suffix: 'sc2s.sgov.gov' },
  { name: 'aws-iso-e', prefix: 'eu-isoe-', suffix: 'cloud.adc-e.uk' },
  { name: 'aws-iso-f', prefix: 'us-isof-', suffix: 'csp.hci.ic.gov' },
];

const [COMMERCIAL] = PARTITIONS as readonly [Partition, ...Partition[]];

const partitionOf = (region: string): Partition =>
  PARTITIONS.filter(({ prefix }) => region.startsWith(prefix)).toSorted(
    (a, b) => b.prefix.length - a.prefix.length,
  )[0] ?? COMMERCIAL;

/** `aws-cn` for `cn-north-1`: what the ARNs of a Region begin with after `arn:`. */
export const partitionName = (region: string): string => partitionOf(region).name;

/** What the DNS names of a Region end with: `amazonaws.com.cn` for `cn-north-1`. */
export const dnsSuffix = (region: string): string => partitionOf(region).suffix;

const reversed = (suffix: string): string => suffix.split('.').reverse().join('.');

/**
 * What the names of a Region's endpoint services begin with: the suffix turned around, `cn.com.amazonaws`. V for China
 * (DescribeVpcEndpointServices in public samples); R elsewhere, where the CDK lists services of AWS so.
 */
export const servicePrefix = (region: string): string => reversed(dnsSuffix(region));

/** Outside of the commercial partition some of AWS's services are `com.amazonaws.…` all the same, S3's gateway in China for one. */
export const servicePrefixes = (region: string): string[] => [servicePrefix(region), reversed(COMMERCIAL.suffix)];

/** Does a plain name lie below `vpce` of some partition, as the names of interface endpoints do? */
export const isBelowVpce = (name: string): boolean => PARTITIONS.some(({ suffix }) => name.endsWith(`.vpce.${suffix}`));
