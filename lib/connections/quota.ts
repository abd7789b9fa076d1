/** How many connections of one account a rule has accepted, and whether its limit allows one more. Pure. */
import type { EndpointConnection } from '../aws/types.ts';
import type { AcceptRule } from '../config/types.ts';
import { matchOf } from './rules.ts';
import type { Facts } from './types.ts';

/** A connection that counts, or may count, against the limit of a rule. */
export interface Usage {
  readonly key: string;
  readonly connection: EndpointConnection;
  /** `certain`: established; `accepted`: by this plan; `possible`: an older request, undecided; `releasing`: to be revoked. */
  readonly kind: 'certain' | 'accepted' | 'possible' | 'releasing';
}

/** Does the limit allow one more? With the keys of the revocations without which it would not. */
export interface Capacity {
  readonly left: 'yes' | 'no' | 'unknown';
  readonly needs: readonly string[];
}

/** What connections to one service use of the limits. It grows while the plan is made, so that each is counted once. */
export interface Usages {
  add(usage: Usage): void;
  /** What this of the accept rules allows the account of a connection, beside what it uses already. */
  capacityFor(rule: AcceptRule, connection: EndpointConnection): Capacity;
}

/** What one account uses of one rule's limit: the connections of which it is the first rule that matches, whoever accepted them. */
interface Used {
  certain: number;
  possible: number;
  /** Those of both that this plan accepts. */
  accepted: number;
  /** Keys of what is to be revoked, the oldest first. */
  readonly releasing: string[];
}

/** Nothing is used yet of the limits of these rules, which are tried in this order. */
export const emptyUsages = (rules: readonly AcceptRule[], facts: Facts): Usages => {
  const limited = new Map(
    rules.flatMap((rule) => (rule.maxPerAccount === undefined ? [] : [[rule, new Map<string, Used>()] as const])),
  );
  return {
    add: (usage) => {
      if (limited.size === 0) return;
      for (const { rule, isCertain } of winnersOf(rules, usage.connection, facts)) {
        const used = limited.get(rule);
        if (used) count(usage, isCertain, used);
      }
    },
    capacityFor: (rule, { owner }) => capacityOf(rule, limited.get(rule)?.get(owner)),
  };
};

const count = ({ key, connection, kind }: Usage, isCertain: boolean, used: Map<string, Used>): void => {
  const mine = used.get(connection.owner) ?? { certain: 0, possible: 0, accepted: 0, releasing: [] };
  used.set(connection.owner, mine);
  if (kind === 'accepted') mine.accepted += 1;
  if (kind === 'releasing') mine.releasing.push(key);
  else if (!isCertain || kind === 'possible') mine.possible += 1;
  else mine.certain += 1;
};

interface Winner {
  readonly rule: AcceptRule;
  readonly isCertain: boolean;
}

/** The first rule that matches, and those before it of which nobody can tell. */
const winnersOf = (rules: readonly AcceptRule[], connection: EndpointConnection, facts: Facts): Winner[] => {
  const winners: Winner[] = [];
  for (const rule of rules) {
    const match = matchOf(rule, connection, facts);
    if (match === 'no') continue;
    winners.push({ rule, isCertain: match === 'yes' && winners.length === 0 });
    if (match === 'yes') break;
  }
  return winners;
};

/**
 * With `maxPerAccount: 2`:
 *
 * | certain | possible | releasing | left    | needs                                     |
 * | ------- | -------- | --------- | ------- | ----------------------------------------- |
 * | 2       | any      | any       | no      |                                           |
 * | 1       | 1        | any       | unknown |                                           |
 * | 0       | 0        | 1         | yes     |                                           |
 * | 1       | 0        | 1         | yes     | the revocation                            |
 * | 0       | 0        | 2         | yes     | the older revocation; the next the other  |
 * | 0       | 0        | 3         | yes     | the oldest two; the next the oldest, last |
 *
 * A connection of which nobody can tell whether the rule is the first to match counts as possible. Each accepted one waits
 * for a revocation of its own, and all of them for those that bring the account down to the limit: so the limit holds
 * whichever of the revocations fail.
 */
const capacityOf = ({ maxPerAccount: max }: AcceptRule, used: Used | undefined): Capacity => {
  if (max === undefined || used === undefined) return { left: 'yes', needs: [] };
  const { certain, accepted, possible, releasing } = used;
  const staying = certain + possible;
  if (certain >= max) return { left: 'no', needs: [] };
  if (staying >= max) return { left: 'unknown', needs: [] };
  const excess = Math.max(0, staying - accepted + releasing.length - max);
  const own = releasing[staying + releasing.length - max];
  return { left: 'yes', needs: own === undefined ? [] : [...releasing.slice(0, excess), own] };
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
  const matching = established.filter((connection) => isFirst(rule, rules, connection, facts));
  return [...Map.groupBy(matching, ({ owner }) => owner)]
    .map(([owner, of]) => ({ owner, count: of.length }))
    .filter(({ count }) => count > max);
};

const isFirst = (rule: AcceptRule, rules: readonly AcceptRule[], connection: EndpointConnection, facts: Facts) =>
  winnersOf(rules, connection, facts).some((winner) => winner.rule === rule && winner.isCertain);
