/** What Route 53 Resolver holds. Times are local-cloud time in ms since the epoch. */

/** AWS's words for the state of an endpoint's address (AWS-FACTS B.5). */
export type AddressStatus =
  | 'CREATING'
  | 'FAILED_CREATION'
  | 'ATTACHING'
  | 'ATTACHED'
  | 'REMAP_DETACHING'
  | 'REMAP_ATTACHING'
  | 'DETACHING'
  | 'FAILED_RESOURCE_GONE'
  | 'DELETING'
  | 'DELETE_FAILED_FAS_EXPIRED'
  | 'UPDATING'
  | 'UPDATE_FAILED'
  | 'ISOLATED';

export interface ResolverAddress {
  /** `rni-…` */
  readonly id: string;
  readonly subnetId: string;
  /** IPv4; IPv6 is not simulated. */
  readonly ip: string;
  status: AddressStatus;
  readonly createdAt: number;
  modifiedAt: number;
}

export type Direction = 'INBOUND' | 'OUTBOUND';

/** Whether it is CREATING, OPERATIONAL or UPDATING follows from its addresses; only the others are kept. */
export interface ResolverEndpoint {
  /** `rslvr-in-…` or `rslvr-out-…` */
  readonly id: string;
  readonly name?: string;
  readonly vpcId: string;
  readonly direction: Direction;
  readonly groups: readonly string[];
  readonly creatorRequestId: string;
  status?: 'DELETING' | 'AUTO_RECOVERING' | 'ACTION_NEEDED';
  readonly createdAt: number;
  modifiedAt: number;
  addresses: ResolverAddress[];
}

/** Whom a rule forwards to, with the member names of the API. */
export interface Target {
  readonly Ip?: string;
  readonly Ipv6?: string;
  readonly Port: number;
  readonly Protocol: 'Do53' | 'DoH' | 'DoH-FIPS';
  readonly ServerNameIndication?: string;
}

export type RuleType = 'FORWARD' | 'SYSTEM' | 'RECURSIVE' | 'DELEGATE';
export type RuleStatus = 'COMPLETE' | 'DELETING' | 'UPDATING' | 'FAILED';
export type ShareStatus = 'NOT_SHARED' | 'SHARED_WITH_ME' | 'SHARED_BY_ME';

export interface ResolverRule {
  /** `rslvr-rr-…` */
  readonly id: string;
  name?: string;
  /** Lower case, with the trailing dot. */
  readonly domain: string;
  readonly type: RuleType;
  status: RuleStatus;
  targets: Target[];
  endpointId?: string;
  readonly ownerId: string;
  readonly share: ShareStatus;
  readonly creatorRequestId: string;
  readonly createdAt: number;
  modifiedAt: number;
}

/** A rule in a VPC. */
export interface RuleAssociation {
  /** `rslvr-rrassoc-…` */
  readonly id: string;
  readonly ruleId: string;
  readonly vpcId: string;
  readonly name?: string;
  status: 'CREATING' | 'COMPLETE' | 'DELETING';
}

/** All tables are by id. */
export interface ResolverState {
  endpoints: Record<string, ResolverEndpoint>;
  rules: Record<string, ResolverRule>;
  associations: Record<string, RuleAssociation>;
}

export const emptyResolver = (): ResolverState => ({ endpoints: {}, rules: {}, associations: {} });
