/** Puts instances into Auto Scaling groups. */
import type { Account } from '../../account.ts';
import { findInstance } from '../ec2/find.ts';

/** An instance of a group, with the tag that Auto Scaling gives it. */
export const addToAutoScalingGroup = (account: Account, id: string, group: string, state = 'InService'): void => {
  findInstance(account, id).tags['aws:autoscaling:groupName'] = group;
  account.autoScaling.instances[id] = { id, group, state };
};
