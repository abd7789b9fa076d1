/** Reads what records are made from beside endpoints: interfaces, Availability Zones, and what name servers answer. */
import { describeAvailabilityZones, describeEndpointInterfaces } from '../../aws/ec2/network.ts';
import type { AvailabilityZone, Endpoint, EndpointInterface } from '../../aws/types.ts';
import type { ZoneClaim } from '../../config/types.ts';
import type { Unseen } from '../../core/plan.ts';
import { unseen } from '../../core/read.ts';
import { hasAddresses, isZonal } from '../zones/claims.ts';
import type { Answers } from '../zones/types.ts';
import { follows, regionalEntry, rivals } from './follow.ts';
import type { Lookup } from './lookup.ts';

/** What records are made from beside the endpoints themselves. */
export interface Network {
  readonly azs: readonly AvailabilityZone[];
  readonly interfaces: readonly EndpointInterface[];
  readonly resolving: readonly string[];
  readonly answers: Readonly<Record<string, Answers>>;
  readonly unseen: readonly Unseen[];
}

/** Reads each part only where an entry needs it; what fails makes the zones `unseen` that need it. */
export const observeNetwork = async (
  entries: readonly ZoneClaim[],
  endpoints: readonly Endpoint[],
  lookup: Lookup,
): Promise<Network> => {
  const zonal = entries.filter(isZonal);
  const plain = entries.filter(hasAddresses);
  const needed = endpoints.filter(
    (endpoint) => endpoint.state === 'available' && plain.some((claim) => follows(claim, endpoint)),
  );
  const names = [...new Set(entries.flatMap((claim) => rivals(claim, endpoints)))];
  const [azs, interfaces, resolving] = await Promise.all([
    zonal.length > 0 ? observeAzs(zonal) : none<AvailabilityZone>(),
    orUnseen(plain, describeEndpointInterfaces(needed.flatMap(({ interfaceIds }) => interfaceIds))),
    Promise.all(names.map(async (name) => ((await lookup.resolves(name)) ? [name] : []))),
  ]);
  const asking = plain.filter(({ records }) => records.some((record) => record.to === 'addresses' && record.answering));
  const asked = needed.filter((endpoint) => asking.some((claim) => follows(claim, endpoint)));
  const answers = await Promise.all(asked.map((endpoint) => askFor(endpoint, interfaces.found, lookup)));
  return {
    azs: azs.found,
    interfaces: interfaces.found,
    resolving: resolving.flat(),
    answers: Object.fromEntries(answers),
    unseen: [...azs.unseen, ...interfaces.unseen],
  };
};

interface Found<T> {
  readonly found: readonly T[];
  readonly unseen: readonly Unseen[];
}

const none = <T>(): Found<T> => ({ found: [], unseen: [] });

/** A read that fails makes the zones unseen that need it. */
const orUnseen = async <T>(needs: readonly ZoneClaim[], reading: Promise<readonly T[]>): Promise<Found<T>> => {
  try {
    return { found: await reading, unseen: [] };
  } catch (error) {
    return { found: [], unseen: [...new Set(needs.map(({ zone }) => zone))].map((zone) => unseen(zone, error)) };
  }
};

/** Every Region has some: an answer without any is none, and passes. */
const observeAzs = async (needs: readonly ZoneClaim[]): Promise<Found<AvailabilityZone>> => {
  const azs = await orUnseen(needs, describeAvailabilityZones());
  if (azs.found.length > 0 || azs.unseen.length > 0) return azs;
  const error = 'AWS answered without the Availability Zones of the Region';
  const keys = [...new Set(needs.map(({ zone }) => zone))];
  return { found: [], unseen: keys.map((key) => ({ key, code: 'ZONES_UNSEEN', error, retryable: true })) };
};

const askFor = async (
  endpoint: Endpoint,
  interfaces: readonly EndpointInterface[],
  lookup: Lookup,
): Promise<[string, Answers]> => {
  const own = interfaces.filter(({ id }) => endpoint.interfaceIds.includes(id));
  const expected = own.flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6]);
  return [endpoint.id, await lookup.answers(regionalEntry(endpoint)?.name ?? '', expected)];
};
