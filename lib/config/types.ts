/**
 * The config as the controllers see it: validated, defaults filled in, plain JSON. Types alone: nothing here loads the
 * schema, so that planners and bundles may import it freely.
 */
import type * as z from 'zod';
import type { Deep } from './schema/common.ts';
import type { configSchema } from './schema/index.ts';

export type { Selector } from './schema/common.ts';
export type { RecordClaim } from './schema/dns.ts';

/** The whole config. Times are in seconds where a key says so. */
export type Config = Deep<z.output<typeof configSchema>>;

export type Guard = Config['guard'];

/** Who is told, and of what. */
export type Notify = NonNullable<Config['notify']>;

export type ConnectionRuleSet = Config['connections'][number];
export type AcceptRule = ConnectionRuleSet['accept'][number];
export type RejectRule = ConnectionRuleSet['reject'][number];

export type ZoneClaim = Config['dns']['zones'][number];
/** Which interface endpoint a zone's records lead to: a selector, or a service in a VPC. */
export type ZoneEndpoint = ZoneClaim['endpoint'];
/** Whom DNS servers are to ask, and where that is published. */
export type Forwarder = Config['dns']['forwarders'][number];
export type ForwarderPublisher = Forwarder['publish'][number];
/** What DNS servers are to answer, and where that is published. */
export type AnswersEntry = Config['dns']['answers'][number];
export type AnswersPublisher = AnswersEntry['publish'][number];
export type Verification = Config['dns']['verifications'][number];

export type RouteGroup = Config['routes'][number];
export type Appliance = RouteGroup['appliances'][number];
/** A network interface: its id, or its tags. */
export type InterfaceRef = Extract<Appliance, { readonly interface: unknown }>['interface'];
type Health = RouteGroup['health'];
export type Probe = NonNullable<Health['probe']>;
export type GatewayEndpoint = Config['gatewayEndpoints'][number];
