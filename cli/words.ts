/** What the codes of each controller say: their standing, and their rows with what a person does about it. */
import { standingOf as connections, rowOf as connectionsRow } from '../lib/connections/codes.ts';
import type { ControllerName } from '../lib/core/plan.ts';
import type { RowOf, StandingOf } from '../lib/core/standing.ts';
import { standingOf as dns, rowOf as dnsRow } from '../lib/dns/codes.ts';
import { standingOf as routes, rowOf as routesRow } from '../lib/routes/codes.ts';

/** By controller; each knows the codes of the core as well. */
export const WORDS: Readonly<Record<ControllerName, { readonly standingOf: StandingOf; readonly rowOf: RowOf }>> = {
  connections: { standingOf: connections, rowOf: connectionsRow },
  dns: { standingOf: dns, rowOf: dnsRow },
  routes: { standingOf: routes, rowOf: routesRow },
};
