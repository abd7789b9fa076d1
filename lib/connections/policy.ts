/** Who may connect: the judgement of the connections controller. Pure, and the only place that decides. */
import type { EndpointConnection } from '../aws/types.ts';
import type { AcceptRule, ConnectionRuleSet } from '../config/schema.ts';
import { type Reason, reason } from '../plan.ts';

/** A verdict on one connection, and the rule or the state that it rests on. */
export interface Decision {
  readonly verdict: 'accept' | 'leave';
  readonly reason: Reason;
}

/** A rule set, and which of its accept rules (by index) hold conditions that are not acted on yet. */
export interface Policy {
  readonly ruleSet: ConnectionRuleSet;
  readonly undecidable: ReadonlySet<number>;
  /** Has reject rules, which could exclude any connection. */
  readonly mayReject: boolean;
}

const SETTLED = 'already decided: its state is';

/**
 * Only a connection in `pendingAcceptance` waits for a decision. The first accept rule that matches wins: a quota that
 * is not acted on yet could be used up, so an earlier rule with one leaves what it could match.
 */
export const decide = (connection: EndpointConnection, { ruleSet, undecidable, mayReject }: Policy): Decision => {
  const leave = (code: string, message: string): Decision => ({ verdict: 'leave', reason: reason(code, message) });
  if (connection.state !== 'pendingAcceptance') return leave('NOT_PENDING', `${SETTLED} ${connection.state}`);
  if (mayReject) return leave('UNDECIDED', `rule set ${ruleSet.name} has reject rules, which are not acted on yet`);
  const open = ruleSet.accept.filter((rule, at) => undecidable.has(at) && mayMatch(rule, connection));
  const rule = ruleSet.accept.find((candidate, at) => !undecidable.has(at) && matches(candidate, connection));
  const quota = open.find(({ maxPerAccount }) => maxPerAccount !== undefined);
  const excluded = rule && quota && ruleSet.accept.indexOf(quota) < ruleSet.accept.indexOf(rule);
  if (rule && !excluded) {
    const why = `account ${connection.owner} is listed by rule ${ruleSet.name}/${rule.name}`;
    return { verdict: 'accept', reason: reason('ACCOUNT_ALLOWED', why) };
  }
  const [undecided] = quota ? [quota] : open;
  if (undecided) {
    const why = `rule ${ruleSet.name}/${undecided.name} has keys that are not acted on yet, and could match`;
    return leave('UNDECIDED', why);
  }
  return leave('NO_RULE_MATCHES', `no accept rule of ${ruleSet.name} lists account ${connection.owner}`);
};

const matches = (rule: AcceptRule, { owner }: EndpointConnection): boolean => rule.accounts?.includes(owner) ?? false;

/** Could this rule match, whatever its keys that are not acted on say? */
const mayMatch = (rule: AcceptRule, { owner }: EndpointConnection): boolean => rule.accounts?.includes(owner) ?? true;
