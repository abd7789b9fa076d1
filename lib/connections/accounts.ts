/** The accounts whose place in the organization has to be looked up: those on which a decision or a finding hangs. Pure. */
import type { EndpointConnection } from '../aws/types.ts';
import { isEstablished, isWaiting, type Policy } from './policy.ts';
import { asksForUnits, matchedBefore, matchOf, type Rule } from './rules.ts';
import type { Facts, Situation } from './types.ts';

/** Do the rules leave this connection open as long as nobody knows where its account lies? */
const isOpen = (connection: EndpointConnection, policy: Policy, facts: Facts): boolean => {
  const asks = (rule: Rule): boolean => asksForUnits(rule, connection, facts);
  const matches = (rule: Rule): boolean => matchOf(rule, connection, facts) === 'yes';
  if (policy.reject.some(matches)) return false;
  if (policy.reject.some(asks)) return true;
  const first = isWaiting(connection)
    ? policy.accept.find((rule) => asks(rule) || matches(rule))
    : policy.accept.find(matches);
  return first ? asks(first) : policy.accept.some(asks);
};

/** The accounts that Organizations has to be asked about: those on which a decision hangs, and no others. */
export const accountsToLookUp = (
  connections: readonly EndpointConnection[],
  policy: Policy,
  situation: Situation,
): string[] => {
  const facts = { ...situation, units: {} };
  const limited = policy.accept.filter(({ maxPerAccount }) => maxPerAccount !== undefined);
  const asked = connections.filter((connection) => {
    if (!isWaiting(connection) && !isEstablished(connection)) return false;
    const before = isEstablished(connection) ? policy.accept.map((rule) => matchedBefore(rule, connection, facts)) : [];
    if (before.includes('unknown')) return true;
    if (isWaiting(connection) || policy.revoke || before.includes('yes')) return isOpen(connection, policy, facts);
    return limited.some((rule) => asksForUnits(rule, connection, facts));
  });
  return [...new Set(asked.map(({ owner }) => owner))].sort();
};
