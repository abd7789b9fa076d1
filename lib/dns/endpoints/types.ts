/** What follows an interface endpoint, and what is read about endpoints for it. */
import type { AliasTarget, AvailabilityZone, Endpoint, EndpointInterface } from '../../aws/types.ts';
import type { ZoneEndpoint } from '../../config/types.ts';
import type { Unseen } from '../../core/plan.ts';

/** Something of the config that follows an endpoint: an entry of a zone, or one of answers. */
export interface Follower {
  /** Under this key it is `unseen` when something that it needs could not be read: a zone's id, or an entry's key. */
  readonly key: string;
  readonly endpoint: ZoneEndpoint;
  readonly prefer: 'current' | 'newest';
  /** Does it need the Region's Availability Zones? */
  readonly needsAzs: boolean;
  /** Does it need the addresses of the endpoint's interfaces? */
  readonly needsAddresses: boolean;
  /** Does it need to know which of the addresses name servers answer with? */
  readonly needsLookup: boolean;
}

/** What name servers answered for a Regional name in some rounds. */
export interface LookupResult {
  /** Servers that answered NOERROR in every round. */
  readonly servers: number;
  readonly rounds: number;
  /** Every address seen in any answer. */
  readonly addresses: readonly string[];
}

/** The endpoints that are followed, and what record sets and answers are made from. */
export interface ObservedEndpoints {
  readonly endpoints: readonly Endpoint[];
  /** Was every endpoint of the account read? Only then is an unknown one known to be gone. */
  readonly allEndpoints: boolean;
  /** By id, of endpoints that the config names and that are none which records can lead to: their type, as AWS spells it. */
  readonly otherTypes: Readonly<Record<string, string>>;
  /** The Region's, where a follower needs them. */
  readonly azs: readonly AvailabilityZone[];
  /** Of the endpoints whose addresses a follower needs. */
  readonly interfaces: readonly EndpointInterface[];
  /** Regional names that resolve, of the endpoints that `prefer: newest` may move to. */
  readonly resolving: readonly string[];
  /** By endpoint id, where a follower needs it: what its Regional name was seen to answer with. */
  readonly lookups: Readonly<Record<string, LookupResult>>;
}

/** What could be read about endpoints, and the keys of the followers for which something could not. */
export interface EndpointsRead<T extends ObservedEndpoints = ObservedEndpoints> {
  readonly seen: T;
  readonly unseen: readonly Unseen[];
  /** Why no interface could be read, which concerns addresses alone. */
  readonly interfacesUnread?: Unseen;
}

/** An available endpoint, and the alias to its Regional name. */
export interface Usable {
  readonly endpoint: Endpoint;
  readonly alias: AliasTarget;
}

/** Where something leads now: an alias to a name, or addresses. */
export type Lead = { readonly name: string } | { readonly addresses: readonly string[] };
