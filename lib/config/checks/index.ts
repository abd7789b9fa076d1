/** What the schema cannot say: keys that go together, names given twice, things claimed twice. Pure. */
import { isMapping, type Problem } from '../problem.ts';
import { checkConnections } from './connections.ts';
import { checkDns } from './dns.ts';
import { checkRoutes } from './routes.ts';

/** All problems of a document between its entries; the document may have any other problem besides. */
export const checkClaims = (document: unknown): Problem[] => {
  if (!isMapping(document)) return [];
  const root = { value: document, path: [] };
  return [...checkConnections(root), ...checkDns(root), ...checkRoutes(root)];
};
