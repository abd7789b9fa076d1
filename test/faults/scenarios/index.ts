/** All scenarios. A feature that calls AWS adds its own, in the file of its controller. */
import type { Scenario } from '../scenario.ts';
import { connections } from './connections.ts';
import { dns } from './dns.ts';
import { forwarders } from './forwarders.ts';
import { routes } from './routes.ts';

export const SCENARIOS: readonly Scenario[] = [...connections, ...dns, ...forwarders, ...routes];
