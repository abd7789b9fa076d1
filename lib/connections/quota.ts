/** How many connections of one account a rule has accepted, and whether there is room for one more. Pure. */
import type { EndpointConnection } from '../aws/types.ts';
import type { AcceptRule } from '../config/types.ts';
import { wins } from './rules.ts';
import type { Facts } from './types.ts';

/** A connection that has, or may get, a place of its account. */
export interface Taken {
  readonly key: string;
  readonly connection: EndpointConnection;
  /** `sure`: established or accepted by this plan; `perhaps`: an older request that is undecided; `leaving`: to be revoked. */
  readonly as: 'sure' | 'perhaps' | 'leaving';
}

/** Is a place left? With the keys of the revocations without which there would be none. */
export interface Room {
  readonly left: 'yes' | 'no' | 'perhaps';
  readonly needs: readonly string[];
}

/** What counts against a rule's limit: the account's connections of which it is the first rule that matches, whoever accepted them. */
const counted = (
  rule: AcceptRule,
  rules: readonly AcceptRule[],
  owner: string,
  facts: Facts,
  taken: readonly Taken[],
) =>
  taken.flatMap((each) => {
    const said = each.connection.owner === owner ? wins(rule, rules, each.connection, facts) : 'no';
    return said === 'no' ? [] : [{ ...each, certain: said === 'yes' && each.as === 'sure' }];
  });

/** Has the account room for one more under this of the accept rules? */
export const roomIn = (
  rule: AcceptRule,
  rules: readonly AcceptRule[],
  { owner }: EndpointConnection,
  facts: Facts,
  taken: readonly Taken[],
): Room => {
  const max = rule.maxPerAccount;
  if (max === undefined) return { left: 'yes', needs: [] };
  const places = counted(rule, rules, owner, facts, taken);
  const staying = places.filter((place) => place.as !== 'leaving');
  const leaving = places.filter((place) => place.as === 'leaving').map(({ key }) => key);
  if (staying.filter(({ certain }) => certain).length >= max) return { left: 'no', needs: [] };
  if (staying.length >= max) return { left: 'perhaps', needs: [] };
  return { left: 'yes', needs: places.length >= max ? leaving : [] };
};

/** The accounts that hold more than the rule's limit, with how many: a run by hand at the same moment can do that. */
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
