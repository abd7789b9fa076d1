/** Whose the record sets at a claimed name are: an alias tells by where it leads, a set of addresses by the mark beside it. Pure. */
import type { RecordSet } from '../../aws/types.ts';
import type { RecordClaim } from '../../config/types.ts';
import { normalName } from '../../net/dns-name.ts';
import { canonicalAddress } from '../../net/ip.ts';
import { isVpceName } from '../../net/partitions.ts';
import type { EndpointIndex } from '../endpoints/indexed.ts';
import { isEndpointName } from '../endpoints/names.ts';
import { describeSet } from '../record-sets/content.ts';
import { describeOwner, isOf, type MarkFound, type Owner } from '../record-sets/owner-mark.ts';

/** What the endpoints that are observed have. */
export type KnownEndpoints = Pick<EndpointIndex, 'nameZones'>;

/**
 * Is this an alias to some interface endpoint's name? Only such ones are replaced. It is known by the name's form and end, and
 * where AWS may have given endpoints another end by the hosted zone that it leads into.
 */
export const isEndpointAlias = ({ alias, setIdentifier }: RecordSet, { nameZones }: KnownEndpoints): boolean => {
  if (!alias || setIdentifier !== undefined) return false;
  const name = normalName(alias.name);
  return isEndpointName(name) && (isVpceName(name) || nameZones.has(alias.zoneId));
};

/** Is it one set of addresses, which is all that a name answers with for its type? */
export const isPlain = (set: RecordSet): boolean =>
  isAddressSet(set) && set.values !== undefined && set.setIdentifier === undefined && set.healthCheckId === undefined;

const isAddressSet = ({ type }: RecordSet): boolean => type === 'A' || type === 'AAAA';

/** What stands at a name, and at that of its owner mark. */
interface AtName {
  readonly present: readonly RecordSet[];
  readonly found: MarkFound;
}

/** A claimed name, and what was found there. */
export interface FoundName extends AtName {
  readonly zoneId: string;
  readonly name: string;
  readonly record: RecordClaim;
  readonly adopt: boolean;
  /** The foreign owner of the name, if it has one. */
  readonly owner: string | undefined;
  /** Could it have a foreign owner that no read has looked for? */
  readonly unchecked: boolean;
  readonly known: KnownEndpoints;
  readonly endpointId: string;
  /** What the endpoint's interfaces have now, in canonical spelling; an alias needs none. */
  readonly addresses: ReadonlySet<string>;
  /** Does the config have marks kept in the zone? The role may write none elsewhere. */
  readonly hasMarks: boolean;
  /** Whom the name's mark is to name. */
  readonly self: Owner;
  readonly now: number;
}

/** Has each address of a set an interface of the endpoint now? */
export const isOfEndpoint = (set: RecordSet, addresses: FoundName['addresses']): boolean =>
  isPlain(set) && (set.values ?? []).every((value) => addresses.has(canonicalAddress(value)));

/** A claimed name, and why its sets of addresses are not ours. */
export interface JudgedName extends FoundName {
  readonly theirs: string | undefined;
}

/** Does the config have addresses kept there? Then the name is ours as a whole, or not at all. */
export const keepsAddresses = ({ record }: Pick<FoundName, 'record'>): boolean => record.to === 'addresses';

/**
 * Why the sets of addresses at a name are not ours, all of them or none; nothing where they are.
 *
 * | beside the name                      | at the name                                       | ours |
 * | ------------------------------------ | ------------------------------------------------- | ---- |
 * | our mark                             | whatever addresses                                | yes  |
 * | another entry's or deployment's mark | whatever addresses                                | no   |
 * | a TXT record that is no mark         | whatever addresses                                | no   |
 * | nothing                              | addresses that the endpoint has now, each of them | yes  |
 * | nothing                              | any other address                                 | no   |
 */
export const whyForeign = ({
  present,
  found: { set, mark },
  self,
  known,
  addresses,
}: FoundName): string | undefined => {
  if (isOf(mark, self) && set?.setIdentifier === undefined) return undefined;
  if (mark) return `the name was published for ${describeOwner(mark)}; adopt: true takes it over`;
  const foreign =
    set ?? present.find((one) => isAddressSet(one) && !isEndpointAlias(one, known) && !isOfEndpoint(one, addresses));
  return foreign && `the name holds something that is not ours: ${describeSet(foreign)}`;
};
