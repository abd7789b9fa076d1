/** AWS Organizations: where an account lies, and in which organization. */

import { read } from '../clients.ts';
import { errorCode } from '../errors.ts';
import { assumeRole } from '../sts/roles.ts';
import type { OrganizationIdentity, Parent } from '../types.ts';

/** Finds what a child (an account or an organizational unit) lies below; nothing for what the organization lacks. */
export type ParentOf = (childId: string) => Promise<Parent | undefined>;

/** Not in the organization of whoever asks. Anything else that goes wrong says nothing about the account. */
const ABSENT = new Set(['ChildNotFoundException', 'AccountNotFoundException']);

/** What may be asked of an organization. */
export interface Organization {
  readonly parentOf: ParentOf;
  identify(): Promise<OrganizationIdentity>;
}

/**
 * Opens Organizations, as the given role where there is one. Throws when the role cannot be assumed. The endpoint is that
 * of the partition (us-east-1 in `aws`), which the SDK knows.
 */
export const openOrganization = async (role: string | undefined): Promise<Organization> => {
  const { organizationReader } = await import('../lazy/organizations.ts');
  const { listParents, listRoots } = organizationReader(role === undefined ? undefined : await assumeRole(role));
  return {
    parentOf: async (ChildId) => {
      try {
        // A child has exactly one parent, so that there is never a second page.
        const { Parents } = await read(listParents(ChildId));
        const [parent] = Parents ?? [];
        if (parent?.Id === undefined) throw new Error(`AWS Organizations named no parent of ${ChildId}`);
        return { id: parent.Id, root: parent.Type === 'ROOT' };
      } catch (error) {
        if (ABSENT.has(errorCode(error))) return undefined;
        throw error;
      }
    },
    identify: async () => {
      // An organization has exactly one root, whose ARN names both: …:root/o-aa111bb222/r-ab12.
      const { Roots } = await read(listRoots());
      const arn = Roots?.[0]?.Arn ?? '';
      const [, id, rootId] = /:root\/(o-[0-9a-z]+)\/(r-[0-9a-z]+)$/.exec(arn) ?? [];
      if (!id || !rootId) throw new Error(`AWS Organizations named no root of the organization, but '${arn}'`);
      return { id, rootId };
    },
  };
};
