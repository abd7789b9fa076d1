/** The Organizations client, in a file of its own: see docs/architecture.md. */
import { ListParentsCommand, ListRootsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { clientDefaults } from '../clients.ts';
import type { Credentials } from '../sts/roles.ts';

/** The client's calls, made as ourselves or with other credentials. */
export const organizationReader = (credentials: Credentials | undefined) => {
  const organizations = new OrganizationsClient({ ...clientDefaults, ...(credentials ? { credentials } : {}) });
  return {
    listParents: (ChildId: string) => organizations.send(new ListParentsCommand({ ChildId })),
    listRoots: () => organizations.send(new ListRootsCommand({})),
  };
};
