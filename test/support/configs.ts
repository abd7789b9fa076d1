/** Configs as a test needs them, through the real schema: its defaults and its reading of what is not supported yet. */
import type * as z from 'zod';
import { configSchema } from '../../lib/config/schema/index.ts';
import type { Config } from '../../lib/config/types.ts';
import type { ConnectionsConfig } from '../../lib/connections/types.ts';
import type { DnsClaims } from '../../lib/dns/parts.ts';
import type { RoutesConfig } from '../../lib/routes/types.ts';

import { TOPIC } from './aws.ts';

/** The stage of tests. */
export const STAGE = 'prod';

type Input = z.input<typeof configSchema>;
type Item<T> = T extends readonly (infer One)[] ? One : never;

export type RuleSetInput = Item<NonNullable<Input['connections']>>;
export type ZoneInput = Item<NonNullable<NonNullable<Input['dns']>['zones']>>;
export type GroupInput = Item<NonNullable<Input['routes']>>;

export const config = (given: Omit<Input, 'version'> = {}): Config => configSchema.parse({ version: 1, ...given });

export const connectionsConfig = (...connections: readonly RuleSetInput[]): ConnectionsConfig => {
  const parsed = config({ connections: [...connections] });
  return { ruleSets: parsed.connections, topicArn: TOPIC, tellsOfEndpoints: false };
};

export const dnsClaims = (...zones: readonly ZoneInput[]): DnsClaims => {
  const parsed = config({ dns: { zones: [...zones] } });
  return { ...parsed.dns, verifications: [] };
};

export const routesConfig = (...groups: readonly GroupInput[]): RoutesConfig => {
  const parsed = config({ routes: [...groups] });
  return { stage: STAGE, groups: parsed.routes, gatewayEndpoints: [] };
};

/** Accepts what one account asks for, of every service that carries the builder's tag. */
export const ruleSet = (given: Partial<RuleSetInput> = {}): RuleSetInput => ({
  name: 'payments',
  services: { tags: { waykeeper: 'payments' } },
  accept: [{ name: 'partners', accounts: ['111122223333'] }],
  ...given,
});

/** The zone itself, led to the endpoints that carry the builder's tag. */
export const zoneClaim = (given: Partial<ZoneInput> = {}): ZoneInput => ({
  zone: 'Z1',
  endpoint: { tags: { waykeeper: 's3' } },
  records: [{ name: '@' }],
  ...given,
});

/** Two firewalls for the subnets a and b, out through rtb-a and rtb-b, in through rtb-edge. */
export const group = (given: Partial<GroupInput> = {}): GroupInput => ({
  name: 'fw',
  appliances: [
    { name: 'fw-a', interface: 'eni-a' },
    { name: 'fw-b', interface: 'eni-b' },
  ],
  health: { alarms: ['{appliance}-failover'] },
  legs: [
    { tables: { ids: ['rtb-a', 'rtb-b'] }, destinations: ['0.0.0.0/0'] },
    { tables: { id: 'rtb-edge' }, destinations: ['10.0.1.0/24', '10.0.2.0/24'] },
  ],
  ...given,
});
