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

/** Only a connection in `pendingAcceptance` waits for a decision. The first accept rule that matches wins. */
export const decide = (connection: EndpointConnection, { ruleSet, undecidable, mayReject }: Policy): Decision => {
  const leave = (code: string, message: string): Decision => ({ verdict: 'leave', reason: reason(code, message) });
  if (connection.state !== 'pendingAcceptance') return leave('NOT_PENDING', `${SETTLED} ${connection.state}`);
  if (mayReject) return leave('UNDECIDED', `rule set ${ruleSet.name} has reject rules, which are not acted on yet`);
  const rule = ruleSet.accept.find((candidate, at) => !undecidable.has(at) && matches(candidate, connection));
  if (rule) {
    const why = `account ${connection.owner} is listed by rule ${ruleSet.name}/${rule.name}`;
    return { verdict: 'accept', reason: reason('ACCOUNT_ALLOWED', why) };
  }
  return leave('NO_RULE_MATCHES', `no accept rule of ${ruleSet.name} lists account ${connection.owner}`);
};

const matches = (rule: AcceptRule, { owner }: EndpointConnection): boolean => rule.accounts?.includes(owner) ?? false;
