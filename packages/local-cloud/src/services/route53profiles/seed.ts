/** Puts Route 53 Profiles straight into an account. */
import type { Account } from '../../account.ts';
import type { Profile } from './state.ts';

/** Nothing is checked: a Profile may hold what other accounts share. */
export const addProfile = (account: Account, seed: Pick<Profile, 'id' | 'vpcs'> & Partial<Profile>): void => {
  account.profiles[seed.id] = { zones: [], rules: [], endpoints: [], ...seed };
};
