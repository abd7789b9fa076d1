/** Where records lead now: to which endpoint, and to which service. Pure. */
import type { Endpoint } from '../../aws/types.ts';
import { compare } from '../../std/lists.ts';
import type { EndpointIndex } from './indexed.ts';
import { endpointIn, isEndpointName, serviceOf } from './names.ts';
import type { Lead } from './types.ts';

/** How many of the leads lead to an endpoint: by its Regional name, a zonal one, or one of its addresses. */
export const leadsTo = (endpoint: Endpoint, { ledTo }: EndpointIndex, leads: readonly Lead[]): number =>
  leads.filter((lead) =>
    'name' in lead ? endpointIn(lead.name) === endpoint.id : ledTo(lead).some(({ id }) => id === endpoint.id),
  ).length;

/** The service that most of the leads lead to; nothing where none of them tells one. Ties go by the service's name. */
export const serviceLedTo = (leads: readonly Lead[], { ledTo }: EndpointIndex): string | undefined => {
  const services = leads.flatMap((lead) =>
    'name' in lead ? (serviceOf(lead.name) ?? []) : ledTo(lead).flatMap((endpoint) => serviceAt(endpoint) ?? []),
  );
  const counts = [...Map.groupBy(services, (service) => service)];
  const [most] = counts.toSorted(([a, some], [b, others]) => others.length - some.length || compare(a, b));
  return most?.[0];
};

const serviceAt = ({ dnsEntries }: Endpoint): string | undefined => {
  const name = dnsEntries.find((entry) => isEndpointName(entry.name))?.name;
  return name === undefined ? undefined : serviceOf(name);
};
