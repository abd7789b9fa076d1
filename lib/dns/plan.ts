/** Plans the record sets of claimed names. Pure. */
import type { AliasTarget, RecordSet } from '../aws/types.ts';
import type { Guard, RecordClaim, Unsupported, ZoneClaim } from '../config/schema.ts';
import {
  type Plan,
  type Reason,
  type Refusal,
  reason,
  type Skip,
  skip,
  skipNotYetSupported,
  skipUnseen,
  sortPlan,
} from '../plan.ts';
import { follow, isEndpointAlias, sameAlias } from './desired.ts';
import { fullName, normalName } from './names.ts';
import type { ObservedDns, ObservedZone, RecordSetChange } from './types.ts';

/** What of the config the dns controller acts on. */
export interface DnsClaims {
  readonly zones: readonly ZoneClaim[];
  readonly unsupported: readonly Unsupported[];
}

type Part = RecordSetChange | Skip;

/** One zone entry of the config, with the indexes of its records that are not acted on yet. */
interface Claim {
  readonly zone: ZoneClaim;
  readonly notYet: ReadonlySet<number>;
  /** Another endpoint would perhaps be preferred by a key that is not acted on yet. */
  readonly undecidable: boolean;
}

export const planDns = (claims: DnsClaims, observed: ObservedDns): Plan<RecordSetChange> => {
  const parts = claims.zones.flatMap((zone, entry) => planClaim(claimOf(zone, entry, claims.unsupported), observed));
  const paths = claims.unsupported.filter(({ section }) => section === 'dns').map(({ path }) => path);
  return sortPlan({
    controller: 'dns',
    changes: parts.filter((part) => !isSkip(part)),
    skips: [...parts.filter(isSkip), ...skipNotYetSupported(paths)],
    findings: [],
  });
};

const isSkip = (part: Part): part is Skip => !('action' in part);

const claimOf = (zone: ZoneClaim, entry: number, unsupported: readonly Unsupported[]): Claim => {
  const paths = unsupported.filter((key) => key.list === 'zones' && key.entry === entry).map(({ path }) => path);
  return {
    zone,
    notYet: new Set(paths.flatMap((path) => /\.records\[(\d+)\]/.exec(path)?.[1] ?? []).map(Number)),
    undecidable: paths.some((path) => path.endsWith('.prefer')),
  };
};

const planClaim = (claim: Claim, observed: ObservedDns): Part[] => {
  const id = claim.zone.zone;
  const unread = observed.unseen.find(({ key }) => key === id);
  if (unread) return [skipUnseen(id, unread)];
  const found = observed.zones.find(({ zone }) => zone.id === id);
  if (!found) return [];
  const refusal = unusable(found, claim);
  if (refusal) return [{ key: id, reason: refusal }];
  const records = claim.zone.records.filter((_, at) => !claim.notYet.has(at));
  return records.flatMap((record) => planRecord(record, records, claim.zone, found, observed));
};

const unusable = ({ zone }: ObservedZone, { undecidable, zone: { prefer } }: Claim): Reason | undefined => {
  if (!zone.private)
    return reason(
      'ZONE_NOT_PRIVATE',
      'endpoint addresses are private: expected a private hosted zone, found a public one',
    );
  if (zone.linkedService) return reason('ZONE_NOT_OURS', `the zone is managed by ${zone.linkedService}`);
  return undecidable
    ? reason('UNDECIDED', `prefer: ${prefer} is not acted on yet, and could choose another endpoint`)
    : undefined;
};

const planRecord = (
  record: RecordClaim,
  records: readonly RecordClaim[],
  claim: ZoneClaim,
  { zone, records: sets }: ObservedZone,
  observed: ObservedDns,
): Part[] => {
  const names = records.map(({ name }) => fullName(name, zone.name));
  const claimed = sets.filter(({ name }) => names.includes(normalName(name)));
  const name = fullName(record.name, zone.name);
  const followed = follow(claim, observed.endpoints, claimed);
  const present = claimed.filter((set) => normalName(set.name) === name).toSorted(byType);
  if ('reason' in followed) return [{ key: `${zone.id}/${name}`, reason: followed.reason }];
  const { endpoint, alias } = followed;
  return endpoint.recordTypes.map((type) =>
    planSet({ zoneId: zone.id, name, type, alias, present, endpointId: endpoint.id }),
  );
};

const byType = (a: RecordSet, b: RecordSet): number => (identity(a) < identity(b) ? -1 : 1);
const identity = ({ type, setIdentifier = '' }: RecordSet): string => `${type} ${setIdentifier}`;

interface Wish {
  readonly zoneId: string;
  readonly name: string;
  readonly type: 'A' | 'AAAA';
  readonly alias: AliasTarget;
  /** All sets at the name, of any type. */
  readonly present: readonly RecordSet[];
  readonly endpointId: string;
}

const planSet = ({ zoneId, name, type, alias, present, endpointId }: Wish): Part => {
  const key = `${zoneId}/${name}/${type}`;
  const foreign = present.find((set) => set.type === 'CNAME' || (set.type === type && !isEndpointAlias(set)));
  if (foreign) return skip(key, 'CONFLICT', `the name holds something that is not ours: ${describe(foreign)}`);
  const before = present.find((set) => set.type === type);
  const after = { name, type, alias };
  const create = { action: 'CREATE', record: after } as const;
  if (!before?.alias) {
    const why = reason('RECORD_MISSING', `claimed for endpoint ${endpointId}, and nothing is there`);
    return { action: 'create', key, zoneId, after, writes: [create], reason: why };
  }
  if (sameAlias(before.alias, alias)) return skip(key, 'IN_ORDER', `points at endpoint ${endpointId}`);
  return {
    action: 'replace',
    key,
    zoneId,
    before,
    after,
    writes: [{ action: 'DELETE', record: before }, create],
    reason: reason('ENDPOINT_CHANGED', `the zone now follows endpoint ${endpointId}`),
  };
};

const describe = ({ type, values, alias, setIdentifier }: RecordSet): string => {
  const content = alias ? `alias to ${alias.name}` : (values ?? []).join(' ');
  return `${type} ${content}${setIdentifier === undefined ? '' : ` (set ${setIdentifier})`}`;
};

/** Creating is not limited; replacing more than `maxChanges` sets of one zone is. */
export const guardDns = (
  { maxChanges }: Guard['dns'],
  changes: readonly RecordSetChange[],
): Refusal<RecordSetChange> | undefined => {
  const replaced = Map.groupBy(
    changes.filter(({ action }) => action === 'replace'),
    ({ zoneId }) => zoneId,
  );
  const over = [...replaced].find(([, of]) => of.length > maxChanges);
  if (!over) return undefined;
  const why = `zone ${over[0]} would have ${over[1].length} record sets changed in one run; guard.dns.maxChanges allows ${maxChanges}`;
  return { reason: reason('TOO_MANY_CHANGES', why), holds: () => true };
};
