/** Puts target groups into an account. */
import type { Account } from '../../account.ts';
import type { TargetGroup } from './state.ts';

/** Adds a target group with its targets. */
export const addTargetGroup = (account: Account, group: TargetGroup): void => {
  account.loadBalancing.targetGroups[group.arn] = group;
};
