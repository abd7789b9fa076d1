/** Gives roles more than a stack does, as a person with the account's rights can. */
import type { Account } from '../account.ts';
import { find } from '../find.ts';
import type { PolicyStatement } from '../services/lambda/state.ts';

/** Puts an inline policy on a role of the account, in place of one of that name. Throws an Error for a role that is not there. */
export const addPolicy = (
  { lambda }: Account,
  { role: roleName, name, statements }: { role: string; name: string; statements: readonly PolicyStatement[] },
): void => {
  const role = find(lambda.roles, roleName, () => new Error(`There is no role ${roleName}.`));
  const others = role.policies.filter((policy) => policy.name !== name);
  lambda.roles[roleName] = { ...role, policies: [...others, { name, document: { Statement: statements } }] };
};
