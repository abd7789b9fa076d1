/** Keeps the TXT records that prove private DNS names of endpoint services. Pure. */
import { judge } from '../../aws/states.ts';
import type { HostedZone, PrivateName, RecordSet } from '../../aws/types.ts';
import { selects } from '../../config/selector.ts';
import type { Verification } from '../../config/types.ts';
import { type Finding, type Skip, skipUnseen } from '../../core/plan.ts';
import { isWithin, normalName } from '../../net/dns-name.ts';
import { finding, reason, skip } from '../codes.ts';
import { arrivalOf } from '../record-sets/change.ts';
import { describeSet } from '../record-sets/content.ts';
import { recordSetKey } from '../record-sets/key.ts';
import type { RecordSetChange } from '../record-sets/types.ts';
import type { ObservedZones, VerificationChange } from './types.ts';

type Part = RecordSetChange | VerificationChange | Skip | Finding;

/** States of an endpoint service that nobody can connect to: AWS lists a deleted one for a while. */
const isOpen = judge<PrivateName['serviceState']>()(
  { available: true, pending: false, failed: false, deleting: false, deleted: false },
  false,
);

/** Seconds; AWS documents 1,800. */
const TTL = 1_800;

/** The TXT record's full name: AWS gives the label, and looks for it in the name's own domain. */
export const proofName = ({ record }: PrivateName, zoneName: string): string => {
  const name = normalName(record);
  return isWithin(name, zoneName) ? name : `${name}.${zoneName}`;
};

/** The key under which what proves private names in a zone is unseen: the zone's other records do not need it. */
export const proofsKey = (zoneId: string): string => `${zoneId}/proofs`;

/** The private names that an entry selects. */
export const provenBy = ({ service }: Verification, names: readonly PrivateName[]): PrivateName[] =>
  names.filter(({ serviceId, tags }) => selects(service, { id: serviceId, tags }));

/** What becomes of the proofs, and which verifications are to be started. Zones out of scope are not planned. */
export const planVerifications = (entries: readonly Verification[], observed: ObservedZones): Part[] =>
  entries.flatMap((entry) => {
    const unread = observed.unseen.find(({ key }) => key === proofsKey(entry.zone));
    if (unread) return [skipUnseen(unread.key, unread)];
    const found = observed.zones.find(({ zone }) => zone.id === entry.zone);
    if (!found) return [];
    return provenBy(entry, observed.privateNames).flatMap((name) =>
      planProof(name, found.zone, found.records, observed.started),
    );
  });

const planProof = (
  name: PrivateName,
  zone: HostedZone,
  records: readonly RecordSet[],
  started: readonly string[],
): Part[] => {
  const key = `${name.serviceId}/private-dns`;
  if (!isOpen(name.serviceState))
    return [skip(key, 'SERVICE_NOT_AVAILABLE', `the endpoint service is ${name.serviceState}`)];
  if (zone.private) return [skip(key, 'ZONE_NOT_PUBLIC', `the proof is read publicly, and zone ${zone.id} is private`)];
  if (!isWithin(name.domain, zone.name))
    return [skip(key, 'NAME_OUTSIDE_ZONE', `${name.domain} does not lie in zone ${zone.name}`)];
  if (!name.record || !name.value) return [skip(key, 'NO_PROOF', 'AWS names no TXT record for it')];
  const full = proofName(name, zone.name);
  const present = records.filter((set) => normalName(set.name) === full);
  const text = planText(zone.id, full, name, present);
  const proof = present.filter(({ type }) => type === 'TXT');
  return [text, ...planStart(key, name, { zoneId: zone.id, text, proof }, started)];
};

const quoted = (value: string): string => `"${value}"`;

/** Other values at the name stay beside ours. */
const planText = (
  zoneId: string,
  name: string,
  { serviceId, value }: PrivateName,
  present: readonly RecordSet[],
): RecordSetChange | Skip => {
  const key = recordSetKey(zoneId, { name, type: 'TXT' });
  const before = present.find(({ type }) => type === 'TXT');
  const foreign = present.find(({ type, setIdentifier }) => type === 'CNAME' || (type === 'TXT' && setIdentifier));
  if (foreign) return skip(key, 'CONFLICT', `the name holds something that is not ours: ${describeSet(foreign)}`);
  if (before?.values?.includes(quoted(value)))
    return skip(key, 'IN_ORDER', `the record proves the private DNS name of ${serviceId}`);
  const why = reason('PROOF_MISSING', `the private DNS name of ${serviceId} is to be proved`);
  const after = before
    ? { ...before, values: [...(before.values ?? []), quoted(value)] }
    : { name, type: 'TXT', ttl: TTL, values: [quoted(value)] };
  return arrivalOf(zoneId, after, before ? [before] : [], { reason: why });
};

/** What becomes of the TXT record, and what stands there now. */
interface Proof {
  readonly zoneId: string;
  readonly text: RecordSetChange | Skip;
  readonly proof: readonly RecordSet[];
}

const progressOf = judge<PrivateName['state']>()<'proved' | 'open' | 'failed' | 'unknown'>(
  { verified: 'proved', pendingVerification: 'open', failed: 'failed' },
  'unknown',
);

const planStart = (
  key: string,
  { serviceId, state, domain }: PrivateName,
  { zoneId, text, proof }: Proof,
  started: readonly string[],
): Part[] => {
  const progress = progressOf(state);
  if (progress === 'proved') return [skip(key, 'IN_ORDER', `${domain} is verified`)];
  if (progress === 'unknown') {
    const why = `the proof of ${domain} is in a state that this version does not know: ${state}`;
    return [skip(key, 'STATE_UNKNOWN', why)];
  }
  if (!('action' in text) && text.reason.code !== 'IN_ORDER')
    return [skip(key, 'WAITS_FOR_RECORDS', `${text.key} is not in place (${text.reason.code})`)];
  if (started.includes(serviceId)) {
    const why = reason('VERIFICATION_RUNS', `AWS was asked to verify ${domain} and has not answered yet`);
    return [finding(key, why)];
  }
  const why = reason('NOT_VERIFIED', `the private DNS name ${domain} is ${state}`);
  const needs = 'action' in text ? [text.key] : [];
  // A name that failed has been looked up before: to start once more costs less than to write every time.
  const restsOn = 'action' in text || progress === 'failed' ? [] : proof;
  return [
    {
      ...{ action: 'verify', key, serviceId, zoneId, before: { state }, after: { state: 'verified' } },
      ...{ reason: why, needs, restsOn },
    },
  ];
};
