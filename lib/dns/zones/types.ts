/** What the dns controller looks at and what it may change. */
import type {
  AvailabilityZone,
  Endpoint,
  EndpointInterface,
  HostedZone,
  PrivateName,
  RecordChange,
  RecordSet,
  VpcZone,
  ZoneVpc,
} from '../../aws/types.ts';
import type { Change, ObservedBase } from '../../core/plan.ts';
import type { ObservedPublishing, PublishChange } from '../publishing/types.ts';

/** One claimed zone: what it is, and record sets of it. */
export interface ObservedZone {
  readonly zone: HostedZone;
  /** Those at its claimed names and marks of other owners, or all of them when it was looked at as a `whole`. */
  readonly records: readonly RecordSet[];
  readonly whole: boolean;
  /** Names where marks of other tools could be that no read was left to look for. */
  readonly unmarked?: readonly string[];
}

/** A VPC that a zone is to be associated with and is not. */
export interface MissingVpc {
  readonly id: string;
  readonly region: string;
  /** Is it this account's? */
  readonly own: boolean;
  /** The private zones that it sees; of other accounts' VPCs nothing can be read. */
  readonly zones: readonly VpcZone[];
  /** The zone that Route 53 refused to associate in an earlier run, and why, as far as that is remembered. */
  readonly refused?: { readonly zoneId: string; readonly why: string };
}

/** The zones in scope, and what their entries lead to. */
export interface ObservedDns extends ObservedBase {
  readonly endpoints: readonly Endpoint[];
  /** Was every endpoint of the account read? Only then is an unknown one known to be gone. */
  readonly allEndpoints: boolean;
  readonly zones: readonly ObservedZone[];
  /** The Region's, where a zonal record is claimed. */
  readonly azs: readonly AvailabilityZone[];
  /** Of the endpoints that sets of addresses are made from. */
  readonly interfaces: readonly EndpointInterface[];
  /** Regional names that resolve, of the endpoints that `prefer: newest` may move to. */
  readonly resolving: readonly string[];
  /** By endpoint id, where `answering` asks: what its Regional name was seen to answer with. */
  readonly answers: Readonly<Record<string, Answers>>;
  readonly missingVpcs: readonly MissingVpc[];
  readonly privateNames: readonly PrivateName[];
  /** Forwarders and answers, and the places that they are published to. */
  readonly publishing: ObservedPublishing;
  /** Services whose verification this run has started already. */
  readonly started: readonly string[];
}

/** What name servers answered for a Regional name in some rounds. */
export interface Answers {
  /** Servers that answered NOERROR in every round. */
  readonly servers: number;
  readonly rounds: number;
  /** Every address seen in any answer. */
  readonly addresses: readonly string[];
}

/** One record set to create, to replace or to remove. `key` is `<zone id>/<name>/<type>`. */
export interface RecordSetChange extends Change {
  readonly action: 'create' | 'replace' | 'delete';
  readonly zoneId: string;
  readonly before?: RecordSet;
  readonly after?: RecordSet;
  /** What Route 53 is told, in this order and in one batch. */
  readonly writes: readonly RecordChange[];
  /** It takes addresses of forwarders away and brings none: it comes after all that is added anywhere. */
  readonly late?: boolean;
}

/** A zone that is to answer in one more VPC. `key` is `<zone id>/<VPC id>`. */
export interface AssociationChange extends Change {
  readonly action: 'associate';
  readonly zoneId: string;
  readonly vpc: ZoneVpc;
  /** Sets that are in place already, which all name servers must know first. */
  readonly restsOn: readonly RecordSet[];
}

/** A private DNS name whose proof AWS is to look for. `key` is `<service id>/private-dns`. */
export interface VerificationChange extends Change {
  readonly action: 'verify';
  readonly serviceId: string;
  /** The zone that holds the proof. */
  readonly zoneId: string;
  /** The proof, if it is in place already and may not be known to all name servers. */
  readonly restsOn: readonly RecordSet[];
}

export type DnsChange = RecordSetChange | AssociationChange | VerificationChange | PublishChange;

export const isRecordSetChange = (change: DnsChange): change is RecordSetChange => 'writes' in change;
