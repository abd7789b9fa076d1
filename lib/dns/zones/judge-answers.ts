/** What resolvers answered for claimed names, beside what these are to answer. Pure. */
import type { Endpoint } from '../../aws/types.ts';
import type { Finding, Skip } from '../../core/plan.ts';
import { isWithin } from '../../net/dns-name.ts';
import { canonicalAddress } from '../../net/ip.ts';
import { isAwsName } from '../../net/partitions.ts';
import { finding, reason, skip } from '../codes.ts';
import type { Indexed } from '../endpoints/indexed.ts';
import { nameKey } from '../record-sets/key.ts';
import type { ClaimedName } from './claims.ts';
import type { Entry, ZoneState } from './state.ts';
import type { Asked, ObservedZones } from './types.ts';

const TYPES = ['A', 'AAAA'] as const;
type Type = (typeof TYPES)[number];

/** Of a zone that was not asked, that alone; of names that are about to change nothing. */
export const judgeAnswers = (
  state: ZoneState,
  observed: Indexed<ObservedZones>,
  changing: ReadonlySet<string>,
): (Finding | Skip)[] => {
  const { asked } = observed;
  if (!asked) return [];
  const { id } = state.zone;
  const notAsked = (key: string): Skip => skip(key, 'NOT_ASKED', 'nobody was there to ask what clients get');
  if (!asked.zones.includes(id)) return [notAsked(`${id}/asked`)];
  return state.entries.flatMap((entry) => {
    const { followed } = entry;
    if (!('endpoint' in followed)) return [];
    return [...entry.names, ...unclaimed(entry, state, asked.offered[followed.endpoint.serviceName])]
      .filter(({ name, refusal }) => !refusal && !state.twice.has(name) && !changing.has(name))
      .flatMap((claimed) => {
        const key = nameKey(id, claimed.name);
        const told = TYPES.map((type) => judge(claimed, type, followed.endpoint, state, asked));
        if (told.includes('silent')) return [notAsked(key)];
        const wrong = told.flatMap((one) => (one === undefined ? [] : [one]));
        return wrong.length > 0 ? [finding(key, reason('ANSWER_DIFFERS', wrong.join('; ')))] : [];
      });
  });
};

/** The zone's own name where AWS lists it for the service: clients ask for it all the same, unless that was acknowledged. */
const unclaimed = ({ claim }: Entry, { zone, claimed }: ZoneState, offered: readonly string[] = []): ClaimedName[] =>
  claim.hides === undefined && offered.includes(zone.name) && !claimed.has(zone.name)
    ? [{ name: zone.name, record: { name: '@' } }]
    : [];

/** In words what differs, nothing where nothing does, or that there was no answer. */
const judge = (
  claimed: ClaimedName,
  type: Type,
  endpoint: Endpoint,
  state: ZoneState,
  asked: Asked,
): string | undefined => {
  const answer = asked.answers[claimed.name]?.[type]?.map(canonicalAddress).sort();
  if (!answer) return 'silent';
  const wish = wishFor(claimed, type, endpoint, state, asked);
  const isExact = claimed.record.to === 'addresses';
  const isRight =
    answer.every((address) => wish.includes(address)) &&
    (isExact ? answer.length === wish.length : wish.length === 0 || answer.length > 0);
  if (isRight) return undefined;
  return `asked for ${type}, resolvers answer ${listed(answer)}, and the wish is ${listed(wish)} of ${endpoint.id}`;
};

const listed = (addresses: readonly string[]): string => addresses.join(', ') || 'nothing';

/** An alias may leave out addresses, as AWS does with an Availability Zone that is withdrawn; a set may not. */
const wishFor = (
  { name, record, az }: ClaimedName,
  type: Type,
  endpoint: Endpoint,
  state: ZoneState,
  { interfaces, offered }: Asked,
): string[] => {
  if (record.to === 'addresses') {
    const set = state.at(name).find((one) => one.type === type);
    return (set?.values ?? []).map(canonicalAddress);
  }
  if (!endpoint.recordTypes.includes(type) || !mayAnswer(state.zone.name, offered[endpoint.serviceName])) return [];
  return interfaces
    .filter(({ id, azId }) => endpoint.interfaceIds.includes(id) && (!az || az.id === azId))
    .flatMap(({ ipv4, ipv6 }) => (type === 'A' ? ipv4 : ipv6))
    .map(canonicalAddress);
};

/** A name of AWS's own is answered rightly by the service alone that AWS lists it for. */
const mayAnswer = (zoneName: string, offered: readonly string[] = []): boolean =>
  !isAwsName(zoneName) ||
  offered.length === 0 ||
  offered.some((name) => isWithin(zoneName, name) || isWithin(name, zoneName));
