/** Which calls a batch of changes takes: what a plan foretells is computed from it. Pure. */
import type { Calls } from '../aws/quotas.ts';
import type { RouteChange } from './types.ts';

/** One call for each route, which are made together; one for the rest of a batch. */
export const routeCalls = (batch: readonly RouteChange[]): Calls[] => {
  const [first] = batch;
  switch (first?.action) {
    case undefined:
      return [];
    case 'replace':
      return [{ calls: batch.length, takes: { replaceRoute: batch.length } }];
    case 'associate':
      return [{ calls: 1, takes: { modifyEndpoint: 1 } }];
    case 'turn off source/destination check':
      return [{ calls: 1, takes: { modifyInterface: 1 } }];
    case 'tag':
      return [{ calls: 1, takes: { createTags: 1 } }];
    case 'untag':
      return [{ calls: 1, takes: { deleteTags: 1 } }];
  }
};
