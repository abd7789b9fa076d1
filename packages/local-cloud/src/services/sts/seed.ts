/** Puts roles that can be assumed into an account's surroundings. */
import type { Account } from '../../account.ts';

/** A role, of this account or another one, that the given accounts (default: this one) may assume. */
export const addRole = (
  account: Account,
  seed: { readonly arn: string; readonly trusts?: readonly string[] },
): void => {
  const { arn, trusts = [account.id] } = seed;
  account.sts.roles[arn] = { arn, trusts: [...trusts] };
};
