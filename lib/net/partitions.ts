/**
 * AWS's partitions, by what the DNS names of their Regions end with: the metadata of AWS's own SDKs (`partitions.json`), with
 * which a test compares this table. Pure.
 */

/** A partition's Regions begin with `prefix`; the longest one that fits counts, and `''` fits all others. */
interface Partition {
  readonly prefix: string;
  readonly suffix: string;
}

const PARTITIONS: readonly Partition[] = [
  { prefix: '', suffix: 'amazonaws.com' },
  { prefix: 'cn-', suffix: 'amazonaws.com.cn' },
  { prefix: 'eusc-', suffix: 'amazonaws.eu' },
  { prefix: 'us-iso-', suffix: 'c2s.ic.gov' },
  { prefix: 'us-isob-', suffix: 'sc2s.sgov.gov' },
  { prefix: 'eu-isoe-', suffix: 'cloud.adc-e.uk' },
  { prefix: 'us-isof-', suffix: 'csp.hci.ic.gov' },
];

/** What the DNS names of a Region end with: `amazonaws.com.cn` for `cn-north-1`. */
export const dnsSuffixOf = (region: string): string =>
  PARTITIONS.filter(({ prefix }) => region.startsWith(prefix)).toSorted((a, b) => b.prefix.length - a.prefix.length)[0]
    ?.suffix ?? '';

/** Does a name in normal form lie below a suffix of AWS's, in some partition? */
export const isAwsName = (name: string): boolean => PARTITIONS.some(({ suffix }) => name.endsWith(`.${suffix}`));

/** Does a name in normal form lie below `vpce` in some partition, as those that AWS gives to interface endpoints do? */
export const isVpceName = (name: string): boolean => PARTITIONS.some(({ suffix }) => name.endsWith(`.vpce.${suffix}`));
