/** How many connections of one account a rule has accepted, and whether its limit allows one more. Pure. */
import type { EndpointConnection } from '../aws/types.ts';
import type { AcceptRule } from '../config/types.ts';
import { wins } from './rules.ts';
import type { Facts } from './types.ts';

/** A connection that counts, or may count, against the limit of a rule. */
export interface Usage {
  readonly key: string;
  readonly connection: EndpointConnection;
  /** `certain`: established, or accepted by this plan; `possible`: an older request, undecided; `releasing`: to be revoked. */
  readonly kind: 'certain' | 'possible' | 'releasing';
}

/** Does the limit allow one more? With the keys of the revocations without which it would not. */
export interface Capacity {
  readonly left: 'yes' | 'no' | 'unknown';
  readonly needs: readonly string[];
}

/** What counts against a rule's limit: the account's connections of which it is the first rule that matches, whoever accepted them. */
const counted = (
  rule: AcceptRule,
  rules: readonly AcceptRule[],
  owner: string,
  facts: Facts,
  usages: readonly Usage[],
) =>
  usages.flatMap((usage) => {
    const match = usage.connection.owner === owner ? wins(rule, rules, usage.connection, facts) : 'no';
    return match === 'no' ? [] : [{ ...usage, isCertain: match === 'yes' && usage.kind === 'certain' }];
  });

/**
 * What this of the accept rules allows the account of a connection, beside what it uses already. With `maxPerAccount: 2`:
 *
 * | certain | possible | releasing | left    | needs          |
 * | ------- | -------- | --------- | ------- | -------------- |
 * | 2       | any      | any       | no      |                |
 * | 1       | 1        | any       | unknown |                |
 * | 1       | 0        | 1         | yes     | the revocation |
 * | 1       | 0        | 0         | yes     |                |
 *
 * A connection of which nobody can tell whether the rule is the first to match counts as possible.
 */
export const capacityFor = (
  rule: AcceptRule,
  rules: readonly AcceptRule[],
  { owner }: EndpointConnection,
  facts: Facts,
  usages: readonly Usage[],
): Capacity => {
  const max = rule.maxPerAccount;
  if (max === undefined) return { left: 'yes', needs: [] };
  const mine = counted(rule, rules, owner, facts, usages);
  const staying = mine.filter(({ kind }) => kind !== 'releasing');
  const releasing = mine.filter(({ kind }) => kind === 'releasing').map(({ key }) => key);
  if (staying.filter(({ isCertain }) => isCertain).length >= max) return { left: 'no', needs: [] };
  if (staying.length >= max) return { left: 'unknown', needs: [] };
  return { left: 'yes', needs: mine.length >= max ? releasing : [] };
};

/** The accounts that have more than the rule's limit, with how many: a run by hand at the same moment can do that. */
export const overLimit = (
  rule: AcceptRule,
  rules: readonly AcceptRule[],
  facts: Facts,
  established: readonly EndpointConnection[],
): { readonly owner: string; readonly count: number }[] => {
  const { maxPerAccount: max } = rule;
  if (max === undefined) return [];
  const matching = established.filter((connection) => wins(rule, rules, connection, facts) === 'yes');
  return [...Map.groupBy(matching, ({ owner }) => owner)]
    .map(([owner, of]) => ({ owner, count: of.length }))
    .filter(({ count }) => count > max);
};
