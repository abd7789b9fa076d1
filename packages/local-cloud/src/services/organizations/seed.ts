/** Puts an organization into an account. */
import type { Account } from '../../account.ts';
import type { Organization } from './state.ts';

interface OrganizationSeed {
  readonly managementAccount: string;
  readonly id?: string;
  readonly root?: string;
  readonly delegatedAdministrators?: readonly string[];
  /** What each unit lies in, by unit id: another unit, or `root`. */
  readonly units?: Readonly<Record<string, string>>;
  /** What each account lies in, by account id: a unit, or `root`. */
  readonly accounts?: Readonly<Record<string, string>>;
}

/** Makes the account a member of an organization. The management account lies in the root. */
export const addOrganization = (account: Account, seed: OrganizationSeed): Organization => {
  const {
    managementAccount,
    id = 'o-ab12cd34ef',
    root = 'r-ab12',
    delegatedAdministrators = [],
    units = {},
    accounts = {},
  } = seed;
  const resolved = (parents: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(parents).map(([id, parent]) => [id, parent === 'root' ? root : parent]));
  const organization = {
    id,
    managementAccountId: managementAccount,
    rootId: root,
    delegatedAdministrators: [...delegatedAdministrators],
    units: resolved(units),
    accounts: { [managementAccount]: root, ...resolved(accounts) },
  };
  account.organizations.organization = organization;
  return organization;
};
