/** Which of a VPC's private zones, rules, Profiles and endpoints answers a name, by AWS's published precedence. Pure. */
import type { ResolverRule } from '../../aws/types.ts';
import { isWithin, ROOT } from '../../net/dns-name.ts';

/** Something that may answer the names of a domain in a VPC. All names are in normal form; the root is `.`. */
export type Source = {
  readonly id: string;
  readonly domain: string;
  /** The Route 53 Profile that brings it to the VPC; absent where it is associated with the VPC itself. */
  readonly profile?: string;
} & (
  | {
      readonly kind: 'zone';
      /** Names below the zone's own that NS sets in it hand over to other name servers. */
      readonly delegations?: readonly string[];
    }
  | { readonly kind: 'rule'; readonly type: ResolverRule['type'] }
  /** An endpoint whose private DNS is on. */
  | { readonly kind: 'privateDns' }
);

/** Who answers a name: nobody in particular where AWS's public DNS does. */
export interface Answerer {
  readonly source?: Source;
  /** The name at which the zone hands it over to other name servers. */
  readonly delegation?: string;
}

/**
 * | what fits a name (Route 53 developer guide, "Private hosted zones and VPC Resolver rules")   | who answers             |
 * | -------------------------------------------------------------------------------------------- | ----------------------- |
 * | several names                                                                                | the most specific one   |
 * | one name, of the VPC itself and of a Profile                                                 | that of the VPC (R)     |
 * | one name, of a rule that forwards, a private zone and private DNS                            | in this order           |
 * | a SYSTEM rule                                                                                | what fits beside rules  |
 * | a rule of type DELEGATE or RECURSIVE                                                         | as if it were not there |
 */
export const answererOf = (name: string, sources: readonly Source[]): Answerer => {
  const fitting = sources.filter((one) => covers(one.domain, name) && isAsked(one)).toSorted(before);
  const [first] = fitting;
  const source = first && isSystem(first) ? fitting.find(({ kind }) => kind !== 'rule') : first;
  if (source?.kind !== 'zone') return source ? { source } : {};
  const delegation = source.delegations?.find((at) => isWithin(name, at));
  return { source, ...(delegation === undefined ? {} : { delegation }) };
};

/** What answers the zone's own name, or names below it, in place of the zone. */
export const contradicting = (zone: Pick<Source, 'id' | 'domain'>, sources: readonly Source[]): Source[] =>
  sources.filter((one) => one.id !== zone.id && isAsked(one) && !isSystem(one) && covers(zone.domain, one.domain));

const covers = (domain: string, name: string): boolean => domain === ROOT || isWithin(name, domain);

/** Rules of these types take no names away: one is for what NS sets hand over, the other is Resolver's own for the rest. */
const isAsked = (one: Source): boolean => one.kind !== 'rule' || (one.type !== 'DELEGATE' && one.type !== 'RECURSIVE');

const isSystem = (one: Source): boolean => one.kind === 'rule' && one.type === 'SYSTEM';

const ORDER = { rule: 0, zone: 1, privateDns: 2 } as const;

const depth = ({ domain }: Source): number => (domain === ROOT ? 0 : domain.length);

const before = (a: Source, b: Source): number =>
  depth(b) - depth(a) ||
  Number(a.profile !== undefined) - Number(b.profile !== undefined) ||
  ORDER[a.kind] - ORDER[b.kind];
