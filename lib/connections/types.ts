/** What the connections controller observes and what it may change. */
import type { Tags } from '../aws/tags.ts';
import type {
  ConnectionNotification,
  ConsumedService,
  EndpointConnection,
  EndpointService,
  OrganizationIdentity,
  OwnEndpoint,
} from '../aws/types.ts';
import type { ConnectionRuleSet } from '../config/types.ts';
import type { Change, ObservedBase } from '../core/plan.ts';

/** What of the config and of the stack the connections controller acts on. */
export interface ConnectionsConfig {
  readonly ruleSets: readonly ConnectionRuleSet[];
  /** ARN of the stack's topic for connection notifications; without one nothing is watched. */
  readonly topicArn: string | undefined;
  /** Is the account told of its own endpoints that their providers keep waiting? */
  readonly tellsOfEndpoints: boolean;
}

/** Where an account lies: the organizational units above it, nearest first, and the root; not in the organization at all, or nobody could tell. */
export type Units = readonly string[] | 'outside' | 'unknown';

/** What is known before anybody is asked about accounts. */
export interface Situation {
  /** The services' own Region: that of every connection which names none. */
  readonly region: string;
  /** When it was observed, in ms since the epoch: rules may end. */
  readonly now: number;
}

/** What the rules are judged by, beside the connection itself. An account without an entry was not looked up. */
export interface Facts extends Situation {
  readonly units: Readonly<Record<string, Units>>;
  /** The organization that was asked; absent where no rule means one, and where nobody could tell. */
  readonly organization?: OrganizationIdentity;
}

/** The selected services, and all that was read about them. */
export interface ObservedConnections extends ObservedBase, Facts {
  readonly services: readonly EndpointService[];
  readonly connections: readonly EndpointConnection[];
  readonly notifications: readonly ConnectionNotification[];
  /** Allowed principals by service id, for services whose rule set adds some, and for those without acceptance. */
  readonly principals: Readonly<Record<string, readonly string[]>>;
  /** Ids of Availability Zones by ARN of a load balancer; read only when every service is observed. */
  readonly loadBalancerAzs: Readonly<Record<string, readonly string[]>>;
  /** Keys of rejected connections that a person asks for: they are accepted again where the rules accept them now. */
  readonly reaccept: readonly string[];
  /** This account's own endpoints, and the services that they lead to; none where the config does not ask. */
  readonly ownEndpoints: readonly OwnEndpoint[];
  readonly consumedServices: readonly ConsumedService[];
  /** Was every service observed? If not, a rule set without a service may simply be out of scope. */
  readonly complete: boolean;
}

/** One connection to decide: `reject` one that waits, `revoke` an established one. `key` is `<service id>/<endpoint id>`. */
export interface DecisionChange extends Change {
  readonly action: 'accept' | 'reject' | 'revoke';
  readonly serviceId: string;
  readonly endpointId: string;
  readonly before: { readonly state: EndpointConnection['state']; readonly owner: string };
  readonly after: { readonly state: EndpointConnection['state'] };
  readonly about: AboutConnection;
}

/** Whom a decision was about, for audits. */
type AboutConnection = {
  /** The rule that decided, with the name of its rule set; absent where none did. */
  readonly rule?: string;
  readonly account: string;
  /** From the root down, where a rule had it looked up: `r-ab12/ou-ab12-11111111`. */
  readonly unitPath?: string;
  readonly region: string;
  /** The provider's own tags of the connection: AWS shows it none of the consumer's. */
  readonly tags?: Tags;
};

/** A service's connection events, to be published to the stack's topic. `key` is `<service id>/notification`. */
export interface WatchChange extends Change {
  readonly action: 'watch';
  readonly serviceId: string;
  /** The notification that lacks events; absent when there is none yet. */
  readonly notificationId?: string;
  readonly topicArn: string;
}

/** One more allowed principal of a service. `key` is `<service id>/<account id>`, or `<service id>/<ARN>` of a role or user. */
export interface AllowChange extends Change {
  readonly action: 'allow';
  readonly serviceId: string;
  readonly principal: string;
}

export type ConnectionChange = DecisionChange | WatchChange | AllowChange;
