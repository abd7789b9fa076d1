/** Plans what becomes of every connection to the claimed services, who is told of them, and who may ask. Pure. */
import type { EndpointConnection, EndpointService } from '../aws/types.ts';
import { selects } from '../config/selector.ts';
import { type Finding, type Plan, type Reason, type Skip, skipUnseen, sortPlan } from '../core/plan.ts';
import { compare } from '../std/lists.ts';
import { reason, skip } from './codes.ts';
import { connectionFindings, serviceFindings } from './findings.ts';
import { connectionKey, NOTIFICATIONS, OWN_ENDPOINTS, permissionsKey } from './keys.ts';
import { ownEndpointFindings } from './own-endpoints.ts';
import { permissionFindings, planPermissions } from './permissions.ts';
import { combine, type Decision, decide, isEstablished, isWaiting, type Policy } from './policy.ts';
import { emptyUsages, type Usage } from './quota.ts';
import { asWaiting, refusedToReaccept, wayBack } from './reaccept.ts';
import { claimantsOf } from './scope.ts';
import { reasonNotToServe } from './service-state.ts';
import type { ConnectionChange, ConnectionsConfig, DecisionChange, Facts, ObservedConnections } from './types.ts';
import { planWatch, topicFindings, watchFindings } from './watch.ts';

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
  const beside = observed.unseen.filter(({ key }) => key === NOTIFICATIONS || key === OWN_ENDPOINTS);
  const changes = parts.flatMap((part) => part.changes);
  const skips = [
    ...parts.flatMap((part) => part.skips),
    ...beside.map((unseen) => skipUnseen(unseen.key, unseen)),
    ...unclaimed(config, observed),
  ];
  const refused = refusedToReaccept(observed, { changes, skips });
  return sortPlan({
    controller: 'connections',
    changes: refused.length > 0 ? [] : changes,
    skips,
    findings: [
      ...refused,
      ...parts.flatMap(({ findings }) => findings),
      ...ownEndpointFindings(observed),
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
      ...permissionFindings(service, policy, observed),
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
  const reaccept = new Set(observed.reaccept);
  const judged = connections.map((connection) => ({
    connection,
    as: reaccept.has(connectionKey(connection)) ? asWaiting(connection) : connection,
  }));
  // What is established, or may be, counts before any request does.
  for (const { connection, as } of judged.toSorted((a, b) => turnOf(a.as) - turnOf(b.as))) {
    const decision = decide(as, policy, observed, usages);
    decisions.set(connection, decision);
    const kind = usageOf(as, decision);
    if (kind) usages.add({ key: connectionKey(connection), connection, kind });
  }
  const parts = [...decisions];
  return {
    changes: parts.flatMap(([connection, decision]) => changeOf(connection, decision, observed)),
    skips: parts
      .filter(([connection, decision]) => changeOf(connection, decision, observed).length === 0)
      .map(([connection, decision]) => ({ key: connectionKey(connection), reason: decision.reason })),
    findings: connections.flatMap((connection) => connectionFindings(connection, service, observed.now)),
  };
};

/** Requests come last, and before them what may be shown the way back to one. */
const turnOf = (connection: EndpointConnection): number => {
  if (isWaiting(connection)) return 2;
  return connection.state === 'rejected' ? 1 : 0;
};

const usageOf = (connection: EndpointConnection, { verdict }: Decision): Usage['kind'] | undefined => {
  if (isEstablished(connection)) return verdict === 'revoke' ? 'releasing' : 'certain';
  if (verdict === 'accept') return 'accepted';
  return verdict === 'undecided' ? 'possible' : undefined;
};

const aboutOf = (
  { owner, region, tags }: EndpointConnection,
  { rule }: Decision,
  facts: Facts,
): DecisionChange['about'] => {
  const units = facts.units[owner] ?? 'unknown';
  return {
    ...(rule === undefined ? {} : { rule }),
    account: owner,
    ...(typeof units === 'string' ? {} : { unitPath: units.toReversed().join('/') }),
    region: region ?? facts.region,
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
  };
};

const GUESS = 'whether AWS accepts what was rejected is not documented: its answer is shown as it is';

const reasonOf = (connection: EndpointConnection, { verdict, reason: { code, message } }: Decision): Reason => {
  if (verdict !== 'accept') return { code, message: `${message}; the way back is ${wayBack(connection)}` };
  if (isWaiting(connection)) return { code, message };
  return reason('REACCEPTED', `${message}; it was rejected, and a person asks for it: ${GUESS}`);
};

const changeOf = (connection: EndpointConnection, decision: Decision, facts: Facts): DecisionChange[] => {
  const { verdict, needs } = decision;
  const { serviceId, endpointId, state, owner } = connection;
  if (verdict === 'leave' || verdict === 'undecided' || (verdict === 'reject' && state === 'rejected')) return [];
  return [
    {
      action: verdict,
      key: connectionKey(connection),
      serviceId,
      endpointId,
      before: { state, owner },
      after: { state: verdict === 'accept' ? 'pending' : 'rejected' },
      about: aboutOf(connection, decision, facts),
      reason: reasonOf(connection, decision),
      ...(needs.length > 0 ? { needs } : {}),
    },
  ];
};

const unclaimed = ({ ruleSets }: ConnectionsConfig, { services, complete }: ObservedConnections): Skip[] =>
  ruleSets
    .filter((ruleSet) => complete && !services.some((service) => selects(ruleSet.services, service)))
    .map(({ name }) => skip(`connections/${name}`, 'NOTHING_SELECTED', 'its selector finds no endpoint service'));
