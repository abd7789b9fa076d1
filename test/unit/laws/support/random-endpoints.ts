/** Random endpoints that answers are made from. */
import type { Endpoint } from '../../../../lib/aws/types.ts';
import type { ObservedDns } from '../../../../lib/dns/parts.ts';
import { endpoint, NAMES_ZONE, regionalName, secondsAgo } from '../../../support/aws.ts';
import { face } from '../../../support/zones.ts';
import { chance, type Draw, oneOf, some, times, whole } from './random.ts';

/** Endpoints, their interfaces, and what was seen to answer; some of it in part. */
export const answeringEndpoints = (g: Draw): Pick<ObservedDns, 'endpoints' | 'interfaces' | 'lookups'> => {
  const found = some(g, 85, ['vpce-1', 'vpce-2']).map((id): Endpoint => {
    const star = chance(g, 50) ? '*.' : '';
    return endpoint({
      id,
      state: chance(g, 85) ? 'available' : oneOf(g, 'pending', 'deleting'),
      createdAt: secondsAgo(oneOf(g, 10, 20)),
      dnsEntries: [{ name: `${star}${regionalName(id)}`, zoneId: NAMES_ZONE }],
      interfaceIds: times(whole(g, 1, 3), (at) => `eni-${id.slice(-1)}-${at + 1}`),
    });
  });
  const ids = found.flatMap(({ interfaceIds }) => interfaceIds);
  return {
    endpoints: found,
    interfaces: some(g, 97, ids).map((id) => face(id, addressOf(id), chance(g, 20) ? { ipv6: ['fd00::9'] } : {})),
    lookups: Object.fromEntries(
      found.map(({ id, interfaceIds }) => [
        id,
        { servers: 2, rounds: 3, addresses: some(g, 70, interfaceIds.map(addressOf)) },
      ]),
    ),
  };
};

const addressOf = (interfaceId: string): string => `10.0.${interfaceId.slice('eni-'.length).replace('-', '.')}`;
