/** Which of several usable endpoints are about the same as what the records lead to: a selector may not change the subject. Pure. */
import { idsOf } from '../../config/selector.ts';
import type { Reason } from '../../core/plan.ts';
import { reason } from '../codes.ts';
import type { EndpointIndex } from './indexed.ts';
import { serviceLedTo } from './leads.ts';
import { serviceOf } from './names.ts';
import { isServiceSelector } from './selection.ts';
import type { Follower, Lead, Usable } from './types.ts';

/** The endpoints that may be followed, or why none of them may. */
type Candidates = { readonly usable: readonly Usable[] } | { readonly reason: Reason };

/**
 * Those of the usable endpoints that are of the service and VPC which the records lead to.
 *
 * | records lead to                     | usable                                       | candidates           |
 * | ----------------------------------- | -------------------------------------------- | -------------------- |
 * | anything, nothing                   | named by one id, or by service and VPC       | all                  |
 * | nothing, or what nobody can tell    | of one service in one VPC                    | all                  |
 * | nothing, or what nobody can tell    | of several                                   | `AMBIGUOUS_ENDPOINT` |
 * | a service                           | some of that service in that VPC             | these                |
 * | a service                           | some of it, in one other VPC                 | these                |
 * | a service                           | some of it, in several other VPCs            | `AMBIGUOUS_ENDPOINT` |
 * | an endpoint service (`vpce-svc-…`)  | none of it, but one other endpoint service's | that one             |
 * | a service                           | none of it                                   | `AMBIGUOUS_ENDPOINT` |
 *
 * Of a deleted endpoint its name still tells the service, and nobody the VPC.
 */
export const candidatesAmong = (
  { endpoint: selector }: Pick<Follower, 'endpoint'>,
  usable: readonly Usable[],
  leads: readonly Lead[],
  index: EndpointIndex,
): Candidates => {
  if (isServiceSelector(selector) || idsOf(selector)?.length === 1) return { usable };
  const service = serviceLedTo(leads, index);
  const same = service === undefined ? usable : usable.filter((one) => serviceIn(one) === service);
  if (service !== undefined && same.length === 0) return ofAnother(service, usable);
  const vpcs = new Set(leads.flatMap(index.ledTo).map(({ vpcId }) => vpcId));
  const near = same.filter(({ endpoint }) => vpcs.has(endpoint.vpcId));
  if (near.length > 0) return { usable: near };
  const subjects = new Set(same.map(subjectOf));
  return subjects.size > 1 ? ambiguous(`it finds ${[...subjects].sort().join(' and ')}`) : { usable: same };
};

const serviceIn = ({ alias }: Usable): string => serviceOf(alias.name) ?? '';

const subjectOf = (one: Usable): string => `endpoints of ${serviceIn(one)} in ${one.endpoint.vpcId}`;

/** Of an account, as opposed to one of AWS. */
const isEndpointService = (service: string): boolean => service.startsWith('vpce-svc-');

const ofAnother = (service: string, usable: readonly Usable[]): Candidates => {
  const [only, ...more] = usable;
  const moved = isEndpointService(service) && only && more.length === 0 && isEndpointService(serviceIn(only));
  if (moved || !only) return { usable };
  const subjects = [...new Set(usable.map(subjectOf))].sort();
  return ambiguous(`the records lead to ${service}, and it finds ${subjects.join(' and ')}`);
};

const ambiguous = (why: string): Candidates => ({
  reason: reason(
    'AMBIGUOUS_ENDPOINT',
    `the selector does not tell which endpoint is meant: ${why}; the last good value stays`,
  ),
});
