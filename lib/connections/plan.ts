/** Plans what becomes of every connection to the claimed services, who is told of them, and who may ask. Pure. */
import type { EndpointConnection, EndpointService } from '../aws/types.ts';
import { selects } from '../config/selector.ts';
import { type Finding, type Plan, type Skip, skipUnseen, sortPlan } from '../core/plan.ts';
import { compare } from '../std/lists.ts';
import { skip } from './codes.ts';
import { connectionFindings, serviceFindings } from './findings.ts';
import { combine, type Decision, decide, isEstablished, isWaiting, type Policy } from './policy.ts';
import { emptyUsages, type Usage } from './quota.ts';
import { claimantsOf } from './scope.ts';
import { reasonNotToServe } from './service-state.ts';
import type { ConnectionChange, ConnectionsConfig, DecisionChange, ObservedConnections } from './types.ts';
import { NOTIFICATIONS, permissionsKey, planPermissions, planWatch, topicFindings, watchFindings } from './watch.ts';

/** What is planned for one service. */
interface Part {
  readonly changes: readonly ConnectionChange[];
  readonly skips: readonly Skip[];
  readonly findings: readonly Finding[];
}

const skipped = (...skips: readonly Skip[]): Part => ({ changes: [], skips, findings: [] });

export const planConnections = (config: ConnectionsConfig, observed: ObservedConnections): Plan<ConnectionChange> => {
  const connections = Map.groupBy(observed.connections, ({ serviceId }) => serviceId);
  const parts = observed.services.map((service) =>
    planService(service, connections.get(service.id) ?? [], config, observed),
  );
  const beside = observed.unseen.filter(({ key }) => key === NOTIFICATIONS);
  return sortPlan({
    controller: 'connections',
    changes: parts.flatMap(({ changes }) => changes),
    skips: [
      ...parts.flatMap(({ skips }) => skips),
      ...beside.map((unseen) => skipUnseen(unseen.key, unseen)),
      ...unclaimed(config, observed),
    ],
    findings: [
      ...parts.flatMap(({ findings }) => findings),
      ...(observed.services.length > 0 ? topicFindings(config.topicArn) : []),
    ],
  });
};

const planService = (
  service: EndpointService,
  connections: readonly EndpointConnection[],
  { ruleSets, topicArn }: ConnectionsConfig,
  observed: ObservedConnections,
): Part => {
  const claimants = claimantsOf(ruleSets, service);
  if (claimants.length === 0) return skipped();
  const unseen = observed.unseen.find(({ key }) => key === service.id);
  if (unseen) return skipped(skipUnseen(service.id, unseen));
  if (service.managed) return skipped(skip(service.id, 'MANAGED_BY_AWS', 'an AWS service looks after it'));
  const unserved = reasonNotToServe(service);
  if (unserved) return skipped({ key: service.id, reason: unserved });
  const policy = combine(claimants);
  if (!policy) {
    const names = claimants.map(({ name }) => name).join(' and ');
    const why = `the rule sets ${names} select the service and could contradict each other: none of them acts`;
    return skipped(skip(service.id, 'CLAIMED_TWICE', why));
  }
  const byAge = connections.toSorted(oldestFirst);
  const decided = planDecisions(service, byAge, policy, observed);
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
      ...serviceFindings(service, byAge, policy, observed),
      ...watchFindings(service, topicArn, observed),
    ],
  };
};

/** The oldest request comes first, so that it gets the last place; ids decide between requests of the same moment. */
const oldestFirst = (a: EndpointConnection, b: EndpointConnection): number =>
  a.createdAt - b.createdAt || compare(a.endpointId, b.endpointId);

const planDecisions = (
  service: EndpointService,
  connections: readonly EndpointConnection[],
  policy: Policy,
  observed: ObservedConnections,
): Part => {
  const usages = emptyUsages(policy.accept, observed);
  const decisions = new Map<EndpointConnection, Decision>();
  // What is established counts before any request does.
  for (const connection of connections.toSorted((a, b) => Number(isWaiting(a)) - Number(isWaiting(b)))) {
    const decision = decide(connection, policy, observed, usages);
    decisions.set(connection, decision);
    const kind = usageOf(connection, decision);
    if (kind) usages.add({ key: keyOf(connection), connection, kind });
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

const usageOf = (connection: EndpointConnection, { verdict }: Decision): Usage['kind'] | undefined => {
  if (isEstablished(connection)) return verdict === 'revoke' ? 'releasing' : 'certain';
  if (verdict === 'accept') return 'accepted';
  return verdict === 'undecided' ? 'possible' : undefined;
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

const unclaimed = ({ ruleSets }: ConnectionsConfig, { services, complete }: ObservedConnections): Skip[] =>
  ruleSets
    .filter((ruleSet) => complete && !services.some((service) => selects(ruleSet.services, service)))
    .map(({ name }) => skip(`connections/${name}`, 'NOTHING_SELECTED', 'its selector finds no endpoint service'));
