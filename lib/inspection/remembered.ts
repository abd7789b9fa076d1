/** Which endpoints are known to have been this account's: AWS says nothing of an endpoint that is gone. Pure. */
import type { Config } from '../config/types.ts';
import type { Report } from '../core/plan.ts';

/** Ids that the config has as the account's own endpoints, and those to which records lead that it claims. */
export const rememberedEndpoints = (
  { dns, routes, gatewayEndpoints }: Pick<Config, 'dns' | 'routes' | 'gatewayEndpoints'>,
  reports: readonly Pick<Report, 'controller' | 'plan'>[],
): string[] => {
  const records = reports
    .filter(({ controller }) => controller === 'dns')
    .flatMap(({ plan }) => plan.changes.map(({ before }) => before));
  const text = JSON.stringify([dns, routes, gatewayEndpoints, records]);
  return [...new Set([...text.matchAll(/\bvpce-(?!svc-)[0-9a-z]+/g)].map(([id]) => id))].sort();
};
