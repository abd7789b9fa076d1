/** The Organizations client, in a file of its own: see docs/architecture.md. */
import { ListParentsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { clientDefaults } from '../clients.ts';
import type { Credentials } from '../sts/roles.ts';

/** The client's one call, made as ourselves or with other credentials. */
export const parentsLister = (credentials: Credentials | undefined) => {
  const organizations = new OrganizationsClient({ ...clientDefaults, ...(credentials ? { credentials } : {}) });
  return (ChildId: string) => organizations.send(new ListParentsCommand({ ChildId }));
};
