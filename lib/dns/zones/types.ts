/** What is read of the claimed zones, and what may be changed there. */
import type { EndpointInterface, PrivateName, RecordSet, VpcZone, ZoneVpc } from '../../aws/types.ts';
import type { Verification, ZoneClaim } from '../../config/types.ts';
import type { Change, ObservedBase } from '../../core/plan.ts';
import type { ObservedEndpoints } from '../endpoints/types.ts';
import type { Owner } from '../record-sets/owner-mark.ts';
import type { RecordSetChange, ZoneRecords } from '../record-sets/types.ts';
import type { Surroundings } from '../resolution/vpc.ts';

/** What of the config is kept in zones. */
export interface ZoneClaims {
  readonly zones: readonly ZoneClaim[];
  readonly verifications: readonly Verification[];
}

/** The names of a zone, in normal form, that something else than its entries claims. */
export type NamesElsewhere = (zoneId: string) => readonly string[];

/** One claimed zone: what it is, and record sets of it. */
export interface ObservedZone extends ZoneRecords {
  /** Are they all that the zone holds? Otherwise those at its claimed names, and what tells of foreign owners. */
  readonly whole: boolean;
  /** Names that may have a foreign owner for whom no read was left to look. */
  readonly unchecked?: readonly string[];
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

/** The addresses that resolvers answered for a name; a type is absent where nobody answered. */
export interface Answers {
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
}

/** What was asked by the way that clients take. */
export interface Asked {
  /** Ids of the zones whose names were asked. */
  readonly zones: readonly string[];
  /** By claimed name. */
  readonly answers: Readonly<Record<string, Answers>>;
  /** Of the endpoints that the zones may lead to. */
  readonly interfaces: readonly EndpointInterface[];
  /** By service: its private DNS names, as AWS lists them. */
  readonly offered: Surroundings['offered'];
}

/** What record sets are planned by, beside the zones themselves. */
export interface PlannedBy extends ObservedEndpoints, Pick<Owner, 'by'> {
  /** Ms since the epoch. */
  readonly now: number;
}

/** The zones in scope, and what their entries lead to. */
export interface ObservedZones extends ObservedBase, PlannedBy {
  readonly zones: readonly ObservedZone[];
  readonly missingVpcs: readonly MissingVpc[];
  /** Of zones that lack a VPC, or were looked at in the last hour: what they meet in their VPCs. */
  readonly surroundings: readonly Surroundings[];
  /** Of a sweep's first look: what resolvers answered. */
  readonly asked?: Asked;
  readonly privateNames: readonly PrivateName[];
  /** Services whose verification this run has started already. */
  readonly started: readonly string[];
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

/** All that may be changed in zones. */
export type ZoneChange = RecordSetChange | AssociationChange | VerificationChange;
