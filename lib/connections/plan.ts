/** Plans what becomes of every connection to the claimed services, who is told of them, and who may ask. Pure. */
import type { EndpointConnection, EndpointService } from '../aws/types.ts';
import { selects } from '../config/selector.ts';
import type { ConnectionRuleSet, Guard } from '../config/types.ts';
import { type Finding, type Plan, type Refusal, reason, type Skip, skip, skipUnseen, sortPlan } from '../core/plan.ts';
import { compare } from '../std/lists.ts';
import { connectionFindings, serviceFindings } from './findings.ts';
import { combine, type Decision, decide, isEstablished, isWaiting, type Policy } from './policy.ts';
import type { Taken } from './quota.ts';
import type { ConnectionChange, DecisionChange, ObservedConnections } from './types.ts';
import { NOTIFICATIONS, permissionsKey, planPermissions, planWatch, topicFindings, watchFindings } from './watch.ts';

/** What of the config and of the stack the connections controller acts on. */
export interface ConnectionClaims {
  readonly ruleSets: readonly ConnectionRuleSet[];
  /** ARN of the stack's topic for connection notifications; without one nothing is watched. */
  readonly topicArn: string | undefined;
}

/** What is planned for one service. */
interface Part {
  readonly changes: readonly ConnectionChange[];
  readonly skips: readonly Skip[];
  readonly findings: readonly Finding[];
}

const left = (...skips: readonly Skip[]): Part => ({ changes: [], skips, findings: [] });

export const planConnections = (claims: ConnectionClaims, observed: ObservedConnections): Plan<ConnectionChange> => {
  const parts = observed.services.map((service) => planService(service, claims, observed));
  const beside = observed.unseen.filter(({ key }) => key === NOTIFICATIONS);
  return sortPlan({
    controller: 'connections',
    changes: parts.flatMap(({ changes }) => changes),
    skips: [
      ...parts.flatMap(({ skips }) => skips),
      ...beside.map((unseen) => skipUnseen(unseen.key, unseen)),
      ...unclaimed(claims, observed),
    ],
    findings: [
      ...parts.flatMap(({ findings }) => findings),
      ...(observed.services.length > 0 ? topicFindings(claims.topicArn) : []),
    ],
  });
};

/** The rule sets that select a service. */
export const claimantsOf = (
  ruleSets: readonly ConnectionRuleSet[],
  service: EndpointService,
): readonly ConnectionRuleSet[] => ruleSets.filter(({ services }) => selects(services, service));

const planService = (
  service: EndpointService,
  { ruleSets, topicArn }: ConnectionClaims,
  observed: ObservedConnections,
): Part => {
  const claimants = claimantsOf(ruleSets, service);
  if (claimants.length === 0) return left();
  const unread = observed.unseen.find(({ key }) => key === service.id);
  if (unread) return left(skipUnseen(service.id, unread));
  if (service.managed) return left(skip(service.id, 'MANAGED_BY_AWS', 'an AWS service looks after it'));
  const policy = combine(claimants);
  if (!policy) {
    const names = claimants.map(({ name }) => name).join(' and ');
    const why = `selected by the rule sets ${names}, which could contradict each other: none of them acts`;
    return left(skip(service.id, 'CLAIMED_TWICE', why));
  }
  const decided = planDecisions(service, policy, observed);
  const permissions = observed.unseen.filter(({ key }) => key === permissionsKey(service.id));
  return {
    changes: [
      ...decided.changes,
      ...planWatch(service, topicArn, observed),
      ...planPermissions(service, policy, observed),
    ],
    skips: [...decided.skips, ...permissions.map((unseen) => skipUnseen(unseen.key, unseen))],
    findings: [
      ...decided.findings,
      ...serviceFindings(service, policy, observed),
      ...watchFindings(service, topicArn, observed),
    ],
  };
};

/** The oldest request comes first, so that it gets the last place; ids decide between requests of the same moment. */
const byAge = (a: EndpointConnection, b: EndpointConnection): number =>
  a.createdAt - b.createdAt || compare(a.endpointId, b.endpointId);

const planDecisions = (service: EndpointService, policy: Policy, observed: ObservedConnections): Part => {
  const connections = observed.connections.filter(({ serviceId }) => serviceId === service.id).toSorted(byAge);
  const taken: Taken[] = [];
  const decisions = new Map<EndpointConnection, Decision>();
  // What is established has its places before any request gets one.
  for (const connection of connections.toSorted((a, b) => Number(isWaiting(a)) - Number(isWaiting(b)))) {
    const decision = decide(connection, policy, observed, taken);
    decisions.set(connection, decision);
    const as = placeOf(connection, decision);
    if (as) taken.push({ key: keyOf(connection), connection, as });
  }
  const parts = [...decisions];
  return {
    changes: parts.flatMap(([connection, decision]) => changeOf(connection, decision)),
    skips: parts
      .filter(([, { verdict }]) => verdict === 'leave' || verdict === 'undecided')
      .map(([connection, decision]) => ({ key: keyOf(connection), reason: decision.reason })),
    findings: connections.flatMap((connection) => connectionFindings(connection, service, observed.now)),
  };
};

const placeOf = (connection: EndpointConnection, { verdict }: Decision): Taken['as'] | undefined => {
  if (isEstablished(connection)) return verdict === 'revoke' ? 'leaving' : 'sure';
  if (verdict === 'accept') return 'sure';
  return verdict === 'undecided' ? 'perhaps' : undefined;
};

const keyOf = ({ serviceId, endpointId }: EndpointConnection): string => `${serviceId}/${endpointId}`;

const changeOf = (connection: EndpointConnection, { verdict, reason, needs }: Decision): DecisionChange[] => {
  if (verdict === 'leave' || verdict === 'undecided') return [];
  const { serviceId, endpointId, state, owner } = connection;
  return [
    {
      action: verdict,
      key: keyOf(connection),
      serviceId,
      endpointId,
      before: { state, owner },
      after: { state: verdict === 'accept' ? 'pending' : 'rejected' },
      reason,
      ...(needs.length > 0 ? { needs } : {}),
    },
  ];
};

const unclaimed = ({ ruleSets }: ConnectionClaims, { services, complete }: ObservedConnections): Skip[] =>
  ruleSets
    .filter((ruleSet) => complete && !services.some((service) => selects(ruleSet.services, service)))
    .map(({ name }) => skip(`connections/${name}`, 'NOTHING_SELECTED', 'its selector finds no endpoint service'));

/**
 * Rejecting established connections is what may not get out of hand: a service of which a run would lose more than
 * `maxRevoke` is left as it is altogether. Rejecting what waits is not limited.
 */
export const guardConnections = (
  { maxRevoke }: Guard['connections'],
  changes: readonly ConnectionChange[],
): Refusal<ConnectionChange> | undefined => {
  const revoked = Map.groupBy(
    changes.filter(({ action }) => action === 'revoke'),
    ({ serviceId }) => serviceId,
  );
  const over = new Map([...revoked].filter(([, of]) => of.length > maxRevoke).sort());
  if (over.size === 0) return undefined;
  const which = [...over].map(([serviceId, of]) => `${of.length} of ${serviceId}`).join(', ');
  const why = `established connections would be rejected in one run: ${which}; guard.connections.maxRevoke allows ${maxRevoke} for each service`;
  return { reason: reason('TOO_MANY_REVOKED', why), blocks: ({ serviceId }) => over.has(serviceId) };
};
