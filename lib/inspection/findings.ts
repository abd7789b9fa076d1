/** Whom endpoints shut out, and which services anybody connects to. Pure. */
import type { Endpoint, EndpointService, Ingress, Vpc } from '../aws/types.ts';
import type { Finding } from '../core/plan.ts';
import { isInRange } from '../net/cidr.ts';
import { finding, reason } from './codes.ts';

/** What was read of the account. */
export interface Inspected {
  readonly endpoints: readonly Endpoint[];
  /** Of the endpoints' groups; nothing where they could not be read. */
  readonly ingress?: readonly Ingress[];
  readonly vpcs: readonly Vpc[];
  /** Endpoint services, each with its allowed principals. */
  readonly services: readonly (readonly [EndpointService, principals: readonly string[]])[];
  /** Ranges of clients outside of AWS, by the config. */
  readonly onPremises: readonly string[];
}

/** All that is wrong. */
export const inspectionFindings = (inspected: Inspected): Finding[] => [
  ...inspected.endpoints.flatMap((endpoint) => endpointFindings(endpoint, inspected)),
  ...inspected.services.flatMap(([service, principals]) => openService(service, principals)),
];

/** The port of AWS's own services. */
const HTTPS = 443;

const endpointFindings = (endpoint: Endpoint, { ingress, vpcs, onPremises }: Inspected): Finding[] => {
  const { id, state, groupIds } = endpoint;
  if (!ingress || state !== 'available' || groupIds.length === 0) return [];
  const open = ingress.filter((one) => groupIds.includes(one.groupId) && isForClients(one, endpoint));
  const groups = groupIds.join(', ');
  if (open.length === 0) {
    return [finding(id, reason('ENDPOINT_SHUT', `${groups} lets nobody in on ${portOf(endpoint)}`))];
  }
  const cidrs = vpcs.find((vpc) => vpc.id === endpoint.vpcId)?.cidrs ?? [];
  const shut = onPremises.filter((range) => isAsked(range, endpoint) && !letsIn([range], open));
  return [
    ...(cidrs.length === 0 || letsIn(cidrs, open)
      ? []
      : [finding(id, reason('VPC_SHUT_OUT', `${groups} lets in nobody of ${endpoint.vpcId} (${cidrs.join(', ')})`))]),
    ...(shut.length === 0
      ? []
      : [finding(id, reason('ON_PREMISES_SHUT_OUT', `${groups} lets in nobody of ${shut.join(', ')}`))]),
  ];
};

/** Which port a provider of one's own listens on is known to the provider alone. */
const isOwnService = ({ serviceName }: Endpoint): boolean => /\.vpce-svc-[0-9a-z]+$/.test(serviceName);

const portOf = (endpoint: Endpoint): string => (isOwnService(endpoint) ? 'any TCP port' : `TCP ${HTTPS}`);

const isForClients = ({ protocol, from, to }: Ingress, endpoint: Endpoint): boolean => {
  if (protocol === '-1') return true;
  return protocol === 'tcp' && (isOwnService(endpoint) || from === -1 || (from <= HTTPS && HTTPS <= to));
};

/** Clients reach an endpoint by the kinds of addresses that its names answer with. */
const isAsked = (range: string, { recordTypes }: Endpoint): boolean =>
  recordTypes.includes(range.includes(':') ? 'AAAA' : 'A');

/** May anybody of the ranges come in? Who is in another group, or in a prefix list, may be any of them. */
const letsIn = (ranges: readonly string[], open: readonly Ingress[]): boolean =>
  open.some(
    ({ cidr }) => cidr === undefined || ranges.some((range) => isInRange(range, cidr) || isInRange(cidr, range)),
  );

const EVERYBODY = '*';

const openService = ({ id, acceptanceRequired, managed }: EndpointService, principals: readonly string[]): Finding[] =>
  acceptanceRequired || managed || !principals.includes(EVERYBODY)
    ? []
    : [finding(id, reason('SERVICE_OPEN', 'every AWS account that asks is connected at once'))];
