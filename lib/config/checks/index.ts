/** What the schema cannot say: keys that go together, names given twice, things claimed twice. Pure. */
import { isMapping, type Misfit } from '../findings.ts';
import { checkConnections } from './connections.ts';
import { checkDns } from './dns.ts';
import { checkRoutes } from './routes.ts';

/** All misfits of a document between its entries; the document may have any other fault besides. */
export const checkClaims = (document: unknown): Misfit[] => {
  if (!isMapping(document)) return [];
  const root = { value: document, path: [] };
  return [...checkConnections(root), ...checkDns(root), ...checkRoutes(root)];
};
