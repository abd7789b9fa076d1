/** What is published to DNS servers, and to which targets. */
import type { ResolverRule, ResolverTarget, StoredText } from '../../aws/types.ts';
import type { AnswersEntry, Forwarder } from '../../config/types.ts';
import type { Change, ObservedBase } from '../../core/plan.ts';
import type { Prerequisite, Rrset } from '../../dns-update/types.ts';
import type { ObservedEndpoints } from '../endpoints/types.ts';
import type { Owner } from '../record-sets/owner-mark.ts';
import type { ZoneRecords } from '../record-sets/types.ts';

/** What of the config is published. */
export interface PublishClaims {
  readonly forwarders: readonly Forwarder[];
  readonly answers: readonly AnswersEntry[];
}

/** The addresses of the DNS servers that a source offers now, in canonical spelling. */
export interface Source {
  /** What offers them: the id of a Resolver endpoint or of a VPC, or `config`. */
  readonly id: string;
  /** They are to be published. */
  readonly serving: readonly string[];
  /** On their way in or out, or nobody knows: they neither join nor leave. */
  readonly doubtful: readonly string[];
  /** They are to leave, and may still answer. */
  readonly leaving: readonly string[];
  /** Is an address that the source does not name gone? Otherwise it may still answer, as one that left the config does. */
  readonly complete: boolean;
  /** Why nobody can forward to it, whatever addresses it has. */
  readonly unfit?: string;
  /** The VPC that all of them lie in, where that is known. */
  readonly vpcId?: string;
}

/** What a target holds now: `at` says since when (ms), that is, when it was last written. */
export interface Current {
  readonly values: readonly string[];
  readonly at: number;
  /** Ids of the sources that the values are from, where the target tells. */
  readonly from?: readonly string[];
}

/** A Resolver rule as it was found, the VPCs that it is associated with, and those VPCs' ranges as far as they are ours. */
export interface ObservedRule extends ResolverRule {
  readonly vpcIds: readonly string[];
  readonly cidrs: readonly string[];
}

/** A file as it was found; nothing when there is none. */
export interface ObservedFile {
  readonly to: string;
  readonly found?: StoredText;
  /** There is no folder for it here. */
  readonly homeless?: true;
}

/** Record sets of a dynamic zone as its primary answered them, for one domain of one entry. */
export interface ObservedUpdate {
  /** See `updateKey`. */
  readonly key: string;
  readonly rrsets: readonly Rrset[];
}

/** What apply needs to write one target. */
export type PublishTarget =
  | { readonly kind: 'rule'; readonly ruleId: string; readonly targets: readonly ResolverTarget[] }
  | {
      readonly kind: 'file';
      /** `s3://bucket/key` or a path. */
      readonly to: string;
      readonly text: string;
      /** Of what was found; nothing means that there must be no such file. */
      readonly version?: string;
    }
  | {
      readonly kind: 'update';
      /** host:port */
      readonly server: string;
      readonly zone: string;
      /** `ssm:<parameter name>` or `file:<path>` of the TSIG key. */
      readonly tsig: string;
      readonly prerequisites: readonly Prerequisite[];
      /** Record sets that go, by name and type; then those that come. */
      readonly deletes: readonly { readonly name: string; readonly type: Rrset['type'] }[];
      readonly adds: readonly Rrset[];
    };

/** One target outside of the claimed zones that is to be written: `key` is a rule's id, a file's `to`, or see `updateKey`. */
export interface PublishChange extends Change {
  readonly action: 'publish';
  readonly target: PublishTarget;
  readonly before?: { readonly values: readonly string[] };
  readonly after: { readonly values: readonly string[] };
  /** It takes addresses away and brings none: it comes after all others. */
  readonly late: boolean;
}

/** What the sources of the entries in scope offer, and what the targets that they publish to hold. */
export interface ObservedPublishing {
  /** Names of the entries in scope. */
  readonly forwarders: readonly string[];
  readonly answers: readonly string[];
  /** By name of the forwarder. */
  readonly sources: Readonly<Record<string, Source>>;
  readonly rules: readonly ObservedRule[];
  /** By zone id and name, what a published record set's zone holds there. */
  readonly records: Readonly<Record<string, ZoneRecords>>;
  readonly files: readonly ObservedFile[];
  readonly updates: readonly ObservedUpdate[];
  /** Whoever looks stands outside of `dns.network`, and leaves dynamic zones to the function that is inside. */
  readonly outside?: true;
}

/** What the planning of what is published looks at. */
export interface ObservedForPublishing extends ObservedBase, ObservedEndpoints, Pick<Owner, 'by'> {
  readonly publishing: ObservedPublishing;
}
