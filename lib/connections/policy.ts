/** Who may connect: the judgement of the connections controller. Pure, and the only place that decides. */
import { judge } from '../aws/states.ts';
import type { EndpointConnection } from '../aws/types.ts';
import type { AcceptRule, ConnectionRuleSet, RejectRule } from '../config/types.ts';
import type { Reason } from '../core/plan.ts';
import { type ConnectionCode, reason } from './codes.ts';
import type { Capacity, Usages } from './quota.ts';
import { asWaiting, wayBack } from './reaccept.ts';
import {
  asksForUnits,
  describeAnother,
  describeMatch,
  hasEnded,
  matchedBefore,
  matchOf,
  meansAnother,
  type Rule,
} from './rules.ts';
import type { Facts } from './types.ts';

/** What holds for one service: the rules of its rule set, or of several that only accept. Rules are named `set/rule`. */
export interface Policy {
  readonly name: string;
  readonly reject: readonly RejectRule[];
  readonly accept: readonly AcceptRule[];
  readonly otherwise: ConnectionRuleSet['otherwise'];
  readonly revoke: boolean;
  /** Whose accounts become allowed principals. */
  readonly adding: readonly AcceptRule[];
  /** Roles and users that become allowed principals, too, and the rule set that lists each. */
  readonly principals: readonly { readonly arn: string; readonly ruleSet: string }[];
}

/** What becomes of one connection, and the rule or the state that this rests on. */
export interface Decision {
  readonly verdict: 'accept' | 'reject' | 'revoke' | 'leave' | 'undecided';
  readonly reason: Reason;
  /** The name of the rule that decided; absent where none did. */
  readonly rule?: string;
  /** Keys of the revocations without which its rule has no place for it. */
  readonly needs: readonly string[];
}

/** Does a rule set only accept, without a limit? Several such sets cannot contradict each other. */
const onlyAccepts = ({ reject, accept, otherwise, revoke }: ConnectionRuleSet): boolean =>
  reject.length === 0 &&
  otherwise === 'leave' &&
  !revoke &&
  accept.every(({ maxPerAccount }) => maxPerAccount === undefined);

/** The policy of rule sets that select the same service; nothing when they could contradict each other. */
export const combine = (ruleSets: readonly ConnectionRuleSet[]): Policy | undefined => {
  if (ruleSets.length > 1 && !ruleSets.every(onlyAccepts)) return undefined;
  const named = ruleSets.map((ruleSet) => ({
    ...ruleSet,
    reject: ruleSet.reject.map((rule) => ({ ...rule, name: `${ruleSet.name}/${rule.name}` })),
    accept: ruleSet.accept.map((rule) => ({ ...rule, name: `${ruleSet.name}/${rule.name}` })),
  }));
  return {
    name: named.map(({ name }) => name).join(' and '),
    reject: named.flatMap(({ reject }) => reject),
    accept: named.flatMap(({ accept }) => accept),
    otherwise: named.some(({ otherwise }) => otherwise === 'reject') ? 'reject' : 'leave',
    revoke: named.some(({ revoke }) => revoke),
    adding: named.flatMap(({ permissions, accept }) => (permissions === 'add' ? accept : [])),
    principals: named.flatMap(({ name, principals = [] }) => principals.map((arn) => ({ arn, ruleSet: name }))),
  };
};

/** How far a connection is. Accepted ones are `established`: `pending` is on its way, `partial` has lost some of its zones. */
const progressOf = judge<EndpointConnection['state']>()<'waiting' | 'established' | 'over' | 'unknown'>(
  {
    pendingAcceptance: 'waiting',
    pending: 'established',
    available: 'established',
    partial: 'established',
    rejected: 'over',
    failed: 'over',
    expired: 'over',
    deleting: 'over',
    deleted: 'over',
  },
  'unknown',
);

export const isEstablished = ({ state }: EndpointConnection): boolean => progressOf(state) === 'established';

export const isWaiting = ({ state }: EndpointConnection): boolean => progressOf(state) === 'waiting';

type Judge = (connection: EndpointConnection, policy: Policy, facts: Facts, usages: Usages) => Decision;

const decision = (verdict: Decision['verdict'], code: ConnectionCode, message: string, rule?: Rule): Decision => ({
  verdict,
  reason: reason(code, message),
  ...(rule ? { rule: rule.name } : {}),
  needs: [],
});

/**
 * One connection. Only one that waits can be accepted, and only an established one revoked; a reject rule comes before
 * every accept rule. `usages` are what older connections to the service use of the limits.
 */
export const decide: Judge = (connection, policy, facts, usages) => {
  switch (progressOf(connection.state)) {
    case 'waiting':
      return decideWaiting(connection, policy, facts, usages);
    case 'established':
      return decideEstablished(connection, policy, facts, usages);
    case 'over':
      return decideOver(connection, policy, facts, usages);
    case 'unknown': {
      const why = `the connection is in a state that this version does not know: ${connection.state}`;
      return decision('undecided', 'STATE_UNKNOWN', why);
    }
  }
};

/** Nobody decides on it unasked; of a rejected one that the rules accept now, the way back is told. */
const decideOver: Judge = (connection, policy, facts, usages) => {
  const why = `the connection is ${connection.state} already: the consumer has to ask again with a new endpoint`;
  if (connection.state !== 'rejected') return decision('leave', 'NOT_PENDING', why);
  const { verdict, reason } = decideWaiting(asWaiting(connection), policy, facts, usages);
  const back = verdict === 'accept' ? `, or by hand ${wayBack(connection)}, since ${reason.message}` : '';
  return decision('leave', 'NOT_PENDING', `${why}${back}`);
};

const decideWaiting: Judge = (connection, policy, facts, usages) => {
  const matches = policy.reject.map((rule) => ({ rule, match: matchOf(rule, connection, facts) }));
  const rejecting = matches.find(({ match }) => match === 'yes');
  if (rejecting) {
    const { rule } = rejecting;
    const why = `rule ${rule.name} rejects ${describeMatch(rule, connection, facts)}`;
    return decision('reject', 'RULE_REJECTS', why, rule);
  }
  const open = matches.find(({ match }) => match === 'unknown');
  if (open) return undecided(open.rule, connection, facts);
  return decideAcceptance(connection, policy, facts, usages);
};

/**
 * The first accept rule that matches wins, and its limit counts. An earlier rule of which nobody can tell whether it
 * matches leaves the connection undecided only where it could make a difference: when its limit, or that of the rule that
 * does match, may be used up.
 */
const decideAcceptance: Judge = (connection, policy, facts, usages) => {
  const unknownRules: { rule: AcceptRule; capacity: Capacity }[] = [];
  for (const rule of policy.accept) {
    const match = matchOf(rule, connection, facts);
    if (match === 'no') continue;
    const capacity = usages.capacityFor(rule, connection);
    if (match === 'unknown') {
      unknownRules.push({ rule, capacity });
      continue;
    }
    return decideMatch(rule, capacity, unknownRules, connection, facts);
  }
  const [first] = unknownRules;
  return first ? undecided(first.rule, connection, facts) : decideUnmatched(connection, policy, facts);
};

const decideMatch = (
  rule: AcceptRule,
  capacity: Capacity,
  unknownRules: readonly { readonly rule: AcceptRule; readonly capacity: Capacity }[],
  connection: EndpointConnection,
  facts: Facts,
): Decision => {
  const { owner } = connection;
  const all = [...unknownRules.map((each) => each.capacity), capacity];
  if (all.every(({ left }) => left === 'yes')) {
    const why = `rule ${rule.name} accepts ${describeMatch(rule, connection, facts)}`;
    const needs = all.length > 1 ? [...new Set(all.flatMap((each) => each.needs))] : capacity.needs;
    return { ...decision('accept', 'RULE_ACCEPTS', why, rule), needs };
  }
  const [first] = unknownRules;
  if (first) return undecided(first.rule, connection, facts);
  if (capacity.left === 'no') {
    const why = `account ${owner} has as many connections to the service as rule ${rule.name} accepts, which is ${rule.maxPerAccount}`;
    return decision('leave', 'QUOTA_REACHED', why);
  }
  const why = `the last place that rule ${rule.name} has for account ${owner} may go to an older request that is undecided`;
  return decision('undecided', 'UNDECIDED', why);
};

const decideUnmatched = (connection: EndpointConnection, policy: Policy, facts: Facts): Decision => {
  const { code, message } = whyUnmatched(connection, policy, facts);
  return decision(policy.otherwise, code, message);
};

/** Why no accept rule matches: one that has ended, and an account outside the organization, are told apart from one that is simply not listed. */
const whyUnmatched = (
  connection: EndpointConnection,
  policy: Policy,
  facts: Facts,
): Reason<'RULE_ENDED' | 'NOT_IN_ORGANIZATION' | 'NO_RULE_MATCHES'> => {
  const { owner } = connection;
  const ended = policy.accept.find((rule) => matchedBefore(rule, connection, facts) === 'yes');
  if (ended) {
    const why = `rule ${ended.name} held until ${ended.until}, and no other accepts ${describeMatch(ended, connection, facts)}`;
    return reason('RULE_ENDED', why);
  }
  const asked = policy.accept.find((rule) => asksForUnits(rule, connection, facts));
  return asked && facts.units[owner] === 'outside'
    ? reason('NOT_IN_ORGANIZATION', `account ${owner} is not in the organization, as rule ${asked.name} asks`)
    : reason('NO_RULE_MATCHES', `no accept rule of ${policy.name} matches account ${owner}`);
};

const decideEstablished: Judge = (connection, policy, facts) => {
  const match = (rule: Rule) => matchOf(rule, connection, facts);
  const rejecting = policy.reject.find((rule) => match(rule) === 'yes');
  if (rejecting) {
    const why = `rule ${rejecting.name} rejects ${describeMatch(rejecting, connection, facts)}`;
    return revokeOrKeep(policy, 'RULE_REJECTS', why, rejecting);
  }
  const accepting = policy.accept.find((rule) => match(rule) === 'yes');
  const open = [...policy.reject, ...(accepting ? [] : policy.accept)].find((rule) => match(rule) === 'unknown');
  if (open) {
    if (policy.revoke) return undecided(open, connection, facts);
    return decision('leave', 'ESTABLISHED', 'the connection is established, and stays so since revoke is false');
  }
  if (!accepting) {
    const { code, message } = whyUnmatched(connection, policy, facts);
    return revokeOrKeep(policy, code === 'NO_RULE_MATCHES' ? 'NO_LONGER_ALLOWED' : code, message);
  }
  const why = `rule ${accepting.name} accepts ${describeMatch(accepting, connection, facts)}`;
  if (connection.state === 'available') return decision('leave', 'IN_ORDER', why);
  return decision('leave', 'ACCEPTED', `${why}; it is accepted, and ${connection.state} so far`);
};

const revokeOrKeep = ({ revoke }: Policy, code: ConnectionCode, why: string, rule?: Rule): Decision =>
  revoke
    ? decision('revoke', code, why, rule)
    : decision('leave', 'NOT_REVOKED', `${why}; it is established, and revoke is false`);

const undecided = (rule: Rule, connection: EndpointConnection, facts: Facts): Decision => {
  const { owner } = connection;
  if (meansAnother(rule, facts) === 'yes')
    return decision('undecided', 'OTHER_ORGANIZATION', describeAnother(rule, facts));
  const isUnread = (facts.units[owner] ?? 'unknown') === 'unknown' || meansAnother(rule, facts) === 'unknown';
  return asksForUnits(rule, connection, facts) && isUnread
    ? decision(
        'undecided',
        'OU_UNREADABLE',
        `rule ${rule.name} asks where account ${owner} lies in the organization, which could not be read`,
      )
    : decision('undecided', 'UNDECIDED', `rule ${rule.name} asks for an IP address type that AWS does not name`);
};

/** The rule that has ended and on which alone an established connection rests, as far as can be told. */
export const endedRuleBehind = (
  connection: EndpointConnection,
  policy: Policy,
  facts: Facts,
): AcceptRule | undefined => {
  if (!isEstablished(connection) || !policy.accept.some((rule) => hasEnded(rule, facts))) return undefined;
  const rules = [...policy.reject, ...policy.accept];
  if (rules.some((rule) => matchOf(rule, connection, facts) !== 'no')) return undefined;
  return policy.accept.find((rule) => matchedBefore(rule, connection, facts) === 'yes');
};
