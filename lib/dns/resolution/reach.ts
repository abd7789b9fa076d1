/** Do packets get from a VPC to an endpoint: by its tables, and by the endpoint's security groups? Pure. */
import { isIPv6 } from 'node:net';
import type { Admission, Endpoint, EndpointInterface, Route } from '../../aws/types.ts';
import { isInRange } from '../../net/cidr.ts';
import type { VpcView } from './vpc.ts';

const bitsOf = (cidr: string): number => Number(cidr.split('/')[1]);

/** Gateways to the internet carry no private addresses. A NAT gateway's own subnet has a table, which is asked, too. */
const TO_INTERNET = /^(?:igw|eigw|cagw)-/;

const carries = (routes: readonly Route[], address: string): boolean => {
  const host = `${address}/${isIPv6(address) ? 128 : 32}`;
  const [best] = routes
    .filter(({ destination }) => isInRange(host, destination))
    .toSorted((a, b) => bitsOf(b.destination) - bitsOf(a.destination));
  return best?.state === 'active' && !TO_INTERNET.test(best.target);
};

/** AWS's own services listen on this port. */
const HTTPS = 443;

const isFor = ({ protocol, from, to }: Admission, { serviceName }: Endpoint): boolean => {
  if (protocol === '-1') return true;
  const isOwn = serviceName.includes('.vpce-svc-');
  return isOwn || (protocol === 'tcp' && (from === -1 || (from <= HTTPS && HTTPS <= to)));
};

/** Why clients of the VPC do not reach the endpoint, as far as can be seen; nothing where they do. */
export const outOfReach = (
  vpc: VpcView,
  endpoint: Endpoint,
  {
    interfaces,
    admissions,
  }: { readonly interfaces: readonly EndpointInterface[]; readonly admissions: readonly Admission[] },
): string | undefined => {
  const faces = interfaces.filter(({ id }) => endpoint.interfaceIds.includes(id));
  const addresses = faces.flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6]);
  if (faces.length < endpoint.interfaceIds.length || addresses.length === 0)
    return `not all addresses of ${endpoint.id} could be seen`;
  // Every table of the endpoint's own VPC has a local route.
  if (vpc.id !== endpoint.vpcId) {
    if (!vpc.tables) return `which route tables serve ${vpc.id} could not be seen`;
    const lost = vpc.tables.flatMap(({ id, routes }) =>
      addresses.filter((address) => !carries(routes, address)).map((address) => `${address} in ${id}`),
    );
    if (lost.length > 0) return `no active route of ${vpc.id} leads to ${lost.join(', ')}`;
  }
  const open = admissions.filter((one) => endpoint.groupIds.includes(one.groupId) && isFor(one, endpoint));
  const shut = vpc.cidrs
    .filter((cidr) => addresses.some((address) => isIPv6(address) === cidr.includes(':')))
    .filter((cidr) => !open.some((one) => isInRange(cidr, one.cidr)));
  const groups = endpoint.groupIds.join(', ') || 'no group that AWS tells';
  return shut.length > 0
    ? `the ranges that ${groups} of ${endpoint.id} lets in leave out ${shut.join(', ')}`
    : undefined;
};
