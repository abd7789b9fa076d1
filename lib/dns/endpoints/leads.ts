/** Where records lead now: to which endpoint, and to which service. Pure. */
import type { Endpoint } from '../../aws/types.ts';
import { canonicalAddress } from '../../net/ip.ts';
import { compare } from '../../std/lists.ts';
import { endpointIn, isEndpointName, serviceOf } from './names.ts';
import type { Lead, ObservedEndpoints } from './types.ts';

type Observed = Pick<ObservedEndpoints, 'endpoints' | 'interfaces'>;

const addressesOf = ({ interfaceIds }: Endpoint, { interfaces }: Pick<Observed, 'interfaces'>): ReadonlySet<string> =>
  new Set(
    interfaces
      .filter(({ id }) => interfaceIds.includes(id))
      .flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6])
      .map(canonicalAddress),
  );

/** How many of the leads lead to an endpoint: by its Regional name, a zonal one, or one of its addresses. */
export const leadsTo = (endpoint: Endpoint, observed: Pick<Observed, 'interfaces'>, leads: readonly Lead[]): number => {
  const own = addressesOf(endpoint, observed);
  return leads.filter((lead) =>
    'name' in lead
      ? endpointIn(lead.name) === endpoint.id
      : lead.addresses.some((address) => own.has(canonicalAddress(address))),
  ).length;
};

/** The service that most of the leads lead to; nothing where none of them tells one. Ties go by the service's name. */
export const serviceLedTo = (leads: readonly Lead[], observed: Observed): string | undefined => {
  const named = leads.flatMap((lead) => ('name' in lead ? (serviceOf(lead.name) ?? []) : []));
  const addressed = leads.filter((lead) => 'addresses' in lead);
  const owners = observed.endpoints.flatMap((endpoint) => {
    const name = endpoint.dnsEntries.find((entry) => isEndpointName(entry.name))?.name;
    const service = name === undefined ? undefined : serviceOf(name);
    return service === undefined ? [] : Array<string>(leadsTo(endpoint, observed, addressed)).fill(service);
  });
  const counts = [...Map.groupBy([...named, ...owners], (service) => service)];
  const [most] = counts.toSorted(([a, some], [b, others]) => others.length - some.length || compare(a, b));
  return most?.[0];
};
