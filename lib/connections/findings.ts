/** What is wrong with a service or its connections and not ours to mend. Pure. */
import type { EndpointConnection, EndpointService } from '../aws/types.ts';
import type { Finding } from '../core/plan.ts';
import { type ConnectionFindingCode, finding, reason } from './codes.ts';
import { endedRuleBehind, isEstablished, isWaiting, type Policy } from './policy.ts';
import { overLimit } from './quota.ts';
import { describeAnother, hasEnded, meansAnother } from './rules.ts';
import type { ObservedConnections } from './types.ts';

/** Ms. AWS says that an accepted connection becomes available within minutes. */
const SETTLED_AFTER = 15 * 60_000;

/** `connections` are those of the service, the oldest first. */
export const serviceFindings = (
  service: EndpointService,
  connections: readonly EndpointConnection[],
  policy: Policy,
  observed: ObservedConnections,
): Finding[] => [
  ...acceptance(service),
  ...differingAzs(service, observed),
  ...overQuota(service, connections, policy, observed),
  ...restingOnEnded(service, connections, policy, observed),
  ...otherOrganization(service, policy, observed),
];

const acceptance = ({ id, acceptanceRequired }: EndpointService): Finding[] =>
  acceptanceRequired
    ? []
    : [
        finding(
          id,
          reason('NO_ACCEPTANCE', 'the service requires no acceptance: every allowed principal that asks is in'),
          `aws ec2 modify-vpc-endpoint-service-configuration --service-id ${id} --acceptance-required`,
        ),
      ];

/** A load balancer that was seen in no Availability Zone at all tells nothing. */
const differingAzs = ({ id, azIds, loadBalancers }: EndpointService, observed: ObservedConnections): Finding[] => {
  const behind = loadBalancers.map((arn) => observed.loadBalancerAzs[arn]);
  if (loadBalancers.length === 0 || behind.includes(undefined)) return [];
  const present = [...new Set(behind.flatMap((each) => each ?? []))];
  const missing = present.filter((az) => !azIds.includes(az)).sort();
  const gone = azIds.filter((az) => !present.includes(az)).sort();
  if (missing.length + gone.length === 0) return [];
  const parts = [
    ...(missing.length ? [`its load balancers are also in ${missing.join(', ')}`] : []),
    ...(gone.length ? [`it is offered in ${gone.join(', ')}, where they have no interface`] : []),
  ];
  return [
    finding(
      id,
      reason('ZONES_DIFFER', `the zones of the service and of its load balancers differ: ${parts.join('; ')}`),
    ),
  ];
};

const overQuota = (
  { id }: EndpointService,
  connections: readonly EndpointConnection[],
  { accept }: Policy,
  observed: ObservedConnections,
): Finding[] => {
  const established = connections.filter(isEstablished);
  return accept.flatMap((rule) =>
    overLimit(rule, accept, observed, established).map(({ owner, count }) =>
      finding(
        `${id}/${owner}`,
        reason(
          'QUOTA_EXCEEDED',
          `account ${owner} has more connections than rule ${rule.name} accepts, ${count} instead of ${rule.maxPerAccount}: the others were accepted by hand or by another run`,
        ),
      ),
    ),
  );
};

/** Rules of a service's policy for another organization than the one that is asked: nothing comes right by itself. */
const otherOrganization = (
  { id }: EndpointService,
  { reject, accept }: Policy,
  observed: ObservedConnections,
): Finding[] =>
  [...reject, ...accept]
    .filter((rule) => meansAnother(rule, observed) === 'yes' && !hasEnded(rule, observed))
    .map((rule) => finding(id, reason('OTHER_ORGANIZATION', describeAnother(rule, observed))));

/** How many connections a message names. */
const NAMED = 5;

/** What rests on a rule that has ended is cut off only by `revoke: true`. */
const restingOnEnded = (
  { id }: EndpointService,
  connections: readonly EndpointConnection[],
  policy: Policy,
  observed: ObservedConnections,
): Finding[] => {
  const rest = Map.groupBy(connections, (connection) => endedRuleBehind(connection, policy, observed));
  return [...rest].flatMap(([rule, of]) => {
    if (!rule) return [];
    const named = of.slice(0, NAMED).map(({ endpointId, owner }) => `${endpointId} of account ${owner}`);
    const more = of.length > NAMED ? [`${of.length - NAMED} more`] : [];
    const said = [...named, ...more].join(', ');
    const why = `rule ${rule.name} held until ${rule.until}, and what it let in is still connected: ${said}`;
    const cut = policy.revoke ? 'they are being revoked, unless the guard holds that' : 'revoke: true cuts them off';
    return [finding(id, reason('RULE_ENDED', why), `move the rule's \`until\`, or take the rule away; ${cut}`)];
  });
};

/** A connection that did not become available. AWS tells when it was asked for, and not when it was accepted. */
export const connectionFindings = (
  connection: EndpointConnection,
  { acceptanceRequired }: EndpointService,
  now: number,
): Finding[] => {
  const { serviceId, endpointId, owner, state, createdAt } = connection;
  const found = (code: ConnectionFindingCode, message: string, remedy: string): Finding[] => [
    finding(`${serviceId}/${endpointId}`, reason(code, message), remedy),
  ];
  const again = `account ${owner} deletes the endpoint and makes it again`;
  if (state === 'failed') return found('CONNECTION_FAILED', 'the connection has failed', again);
  if (state === 'partial') {
    return found('CONNECTION_PARTIAL', 'the endpoint works in some of its zones only', again);
  }
  if (state !== 'pending' || isWaiting(connection) || now - createdAt < SETTLED_AFTER) return [];
  const asked = `asked for at ${new Date(createdAt).toISOString()}`;
  return acceptanceRequired
    ? found(
        'STILL_PENDING',
        `the connection is pending, ${asked}; AWS does not tell when it was accepted`,
        `if it was not accepted just now: ${again}`,
      )
    : found('STUCK_PENDING', `the connection is pending since it was ${asked}, which needed no acceptance`, again);
};
