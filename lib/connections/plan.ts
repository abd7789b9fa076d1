/** Plans which connections to accept. Pure. */
import type { EndpointConnection, EndpointService } from '../aws/types.ts';
import type { ConnectionRuleSet, Unsupported } from '../config/schema.ts';
import { type Plan, type Skip, skip, skipNotYetSupported, skipUnseen, sortPlan } from '../plan.ts';
import { selects } from '../selector.ts';
import { decide, type Policy } from './policy.ts';
import type { ConnectionChange, ObservedConnections } from './types.ts';

/** What of the config the connections controller acts on. */
export interface ConnectionClaims {
  readonly ruleSets: readonly ConnectionRuleSet[];
  readonly unsupported: readonly Unsupported[];
}

type Part = ConnectionChange | Skip;

export const planConnections = (claims: ConnectionClaims, observed: ObservedConnections): Plan<ConnectionChange> => {
  const policies = claims.ruleSets.map((ruleSet, entry) => policyOf(ruleSet, entry, claims.unsupported));
  const parts = observed.services.flatMap((service) => planService(service, policies, observed));
  const skips = [...parts.filter(isSkip), ...unclaimed(claims, observed), ...skipNotYetSupported(pathsOf(claims))];
  return sortPlan({
    controller: 'connections',
    changes: parts.filter((part) => !isSkip(part)),
    skips,
    findings: [],
  });
};

const isSkip = (part: Part): part is Skip => !('action' in part);

const policyOf = (ruleSet: ConnectionRuleSet, entry: number, unsupported: readonly Unsupported[]): Policy => {
  const paths = unsupported.filter((key) => key.list === 'connections' && key.entry === entry).map(({ path }) => path);
  const rules = paths.flatMap((path) => /\.accept\[(\d+)\]/.exec(path)?.[1] ?? []);
  return {
    ruleSet,
    undecidable: new Set(rules.map(Number)),
    mayReject: paths.some((path) => /^connections\[\d+\]\.reject\b/.test(path)),
  };
};

const planService = (service: EndpointService, policies: readonly Policy[], observed: ObservedConnections): Part[] => {
  const unread = observed.unseen.find(({ key }) => key === service.id);
  if (unread) return [skipUnseen(service.id, unread)];
  const claimants = policies.filter(({ ruleSet }) => selects(ruleSet.services, service));
  const [policy, second] = claimants;
  if (!policy) return [];
  if (second) {
    const names = claimants.map(({ ruleSet }) => ruleSet.name).join(' and ');
    return [skip(service.id, 'CLAIMED_TWICE', `selected by the rule sets ${names}: none of them acts`)];
  }
  return observed.connections
    .filter(({ serviceId }) => serviceId === service.id)
    .map((connection) => planConnection(connection, policy));
};

const planConnection = (connection: EndpointConnection, policy: Policy): Part => {
  const { serviceId, endpointId, state, owner } = connection;
  const key = `${serviceId}/${endpointId}`;
  const decision = decide(connection, policy);
  if (decision.verdict === 'leave') return { key, reason: decision.reason };
  return {
    action: 'accept',
    key,
    serviceId,
    endpointId,
    before: { state, owner },
    after: { state: 'pending' },
    reason: decision.reason,
  };
};

const unclaimed = ({ ruleSets }: ConnectionClaims, { services, complete }: ObservedConnections): Skip[] =>
  ruleSets
    .filter((ruleSet) => complete && !services.some((service) => selects(ruleSet.services, service)))
    .map(({ name }) => skip(`connections/${name}`, 'NOTHING_SELECTED', 'its selector finds no endpoint service'));

const pathsOf = ({ unsupported }: ConnectionClaims): string[] =>
  unsupported.filter(({ section }) => section === 'connections').map(({ path }) => path);
