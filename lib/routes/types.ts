/** What the routes controller observes and what it may change. */
import type {
  Alarm,
  AlarmTransition,
  Attachment,
  GatewayEndpoint,
  Instance,
  InstanceChecks,
  LoadBalancerEndpoint,
  NatGateway,
  NetworkInterface,
  Route,
  RouteTable,
  Subnet,
  TargetHealth,
} from '../aws/types.ts';
import type { Appliance, GatewayEndpoint as GatewayEndpointEntry, RouteGroup } from '../config/types.ts';
import type { Change, ObservedBase, Reason, Unseen } from '../core/plan.ts';
import type { HealthReason } from './codes.ts';

/** What of the config the routes controller acts on. */
export interface RoutesConfig {
  /** Of the stack: the alarms of its probe have it in their names. */
  readonly stage: string;
  readonly groups: readonly RouteGroup[];
  readonly gatewayEndpoints: readonly GatewayEndpointEntry[];
}

/** The claimed route tables, their subnets, and what the appliances of the groups in scope are made of. */
export interface ObservedRoutes extends ObservedBase {
  /** Of the stack, as in `RoutesConfig`. */
  readonly stage: string;
  readonly unseen: readonly UnseenPart[];
  /** The groups in scope, by name. */
  readonly groups: readonly string[];
  /** The claimed ones; all of a VPC where a main table is claimed, since only the others tell which subnets it serves. */
  readonly tables: readonly RouteTable[];
  /** Read only where a leg, a choice or a target depends on them. */
  readonly subnets: readonly Subnet[];
  /** Where transit gateways enter the VPCs of claimed tables. */
  readonly attachments: readonly Attachment[];
  readonly interfaces: readonly NetworkInterface[];
  readonly endpoints: readonly LoadBalancerEndpoint[];
  readonly natGateways: readonly NatGateway[];
  readonly instances: readonly Instance[];
  readonly checks: readonly InstanceChecks[];
  readonly alarms: readonly Alarm[];
  /** Changes of state within the hold-down, of alarms that are OK now. */
  readonly transitions: readonly AlarmTransition[];
  readonly targetHealth: readonly TargetHealth[];
  /** Since when the status checks of instances pass; read only where a failback hangs on it. */
  readonly passing: readonly Passing[];
  /** Instances that are about to be taken away, and by what. */
  readonly leaving: readonly Leaving[];
  /** Who wrote routes last, by the event history; only of those that a failback or a mend hangs on. */
  readonly writers: readonly Writer[];
  /** Names of the groups that a person asked failback of, so that `failback: manual` does not hold it up. */
  readonly failback: readonly string[];
  /** Gateway endpoints that entries of the config select; absent when they are not in scope. */
  readonly gatewayEndpoints?: readonly GatewayEndpoint[];
  /** Whether the probes can reach AWS depends on this; absent when it was not read. */
  readonly probeReachability?: ProbeReachability;
}

/** The last write of a route that the event history tells of. */
export interface Writer {
  /** The route's key. */
  readonly key: string;
  readonly at: number;
  /** Who it was, for people: an ARN, where one is told. */
  readonly who: string;
  /** One of the stack's own roles. */
  readonly own: boolean;
  /** What it led the route to. */
  readonly target: string;
}

/** What has to be read before a set that stays can be judged further. */
export interface Asks {
  /** Keys of routes of which nothing but the event history tells who wrote them last. */
  readonly routes: readonly string[];
  /** Ids of instances whose minutes alone tell since when they are healthy. */
  readonly instances: readonly string[];
}

/** One decision for all routes of a path set: where they go, or why they stay. */
export type Choice =
  | {
      readonly kind: 'stay';
      readonly reason: Reason;
      readonly asks?: Asks;
      /** Who moved the routes, where it was not us. */
      readonly others?: Reason<'MOVED_BY_OTHERS'>;
      /** It was us, and no tag says so yet: the name of the appliance that they belong to. */
      readonly marks?: string;
    }
  | { readonly kind: 'move'; readonly to: ApplianceState; readonly voluntary: boolean; readonly reason: Reason }
  /** Every route takes its leg's bypass. */
  | { readonly kind: 'bypass'; readonly reason: Reason }
  /** No appliance and no bypass can take the set: a person must know. */
  | { readonly kind: 'stuck'; readonly reason: Reason<'NONE_HEALTHY'> };

/** Since when (ms) no minute of an instance's `StatusCheckFailed` failed or is missing; nothing where the last one does. */
export interface Passing {
  readonly instanceId: string;
  readonly since?: number;
}

/** An instance that AWS is about to stop or terminate: "it is marked for termination by EC2 Spot". */
export interface Leaving {
  readonly instanceId: string;
  readonly why: string;
}

/** What the subnets of probes reach AWS by. */
export interface ProbeReachability {
  readonly tables: readonly RouteTable[];
  readonly subnets: readonly Subnet[];
  /** Services with an interface endpoint and private DNS in a VPC. */
  readonly services: readonly { readonly vpcId: string; readonly serviceName: string }[];
}

/** The parts of an observation. One that fails is `unseen` for every group that needs it. */
export type ObservedPart =
  | 'interfaces'
  | 'subnets'
  | 'vpcTables'
  | 'attachments'
  | 'instances'
  | 'checks'
  | 'alarms'
  | 'endpoints'
  | 'natGateways'
  | 'targetHealth'
  | 'transitions'
  | 'leaving'
  | 'writers'
  | 'passing'
  | 'probeWays';

/** What some reads came to that nobody needs, and what of them was refused. */
export interface Optional<T> {
  readonly found: readonly T[];
  readonly unseen: readonly UnseenPart[];
}

/** A part that could not be read; where it is read thing by thing, one thing of it: a subnet, an alarm, a target group. */
export interface UnseenPart extends Unseen {
  readonly part: ObservedPart;
  readonly thing?: string;
}

/** What a route to an appliance leads to. */
export type Target =
  | ({ readonly kind: 'interface' } & NetworkInterface)
  | ({ readonly kind: 'endpoint' } & LoadBalancerEndpoint)
  | ({ readonly kind: 'natGateway' } & NatGateway);

/** What one appliance of a group is found to be; one of several, where its selectors find several instances. */
export interface ApplianceState {
  readonly name: string;
  readonly order: number;
  readonly appliance: Appliance;
  /** Everything that its selectors find, by leg role; `''` is the role of the one for all legs. */
  readonly found: readonly { readonly role: string; readonly target: Target }[];
  /** The target for each leg role. Absent when it could not be found, or several were. */
  readonly targets: ReadonlyMap<string, Target>;
  /** Why it is not known which of several finds the appliance is. Each of them is then judged by itself, and chosen last. */
  readonly ambiguous?: string;
  readonly health: Health;
  /** Why it attracts nothing, and is left in good order. */
  readonly drained?: string;
  /** How often its alarms went off within the hold-down, where that is often enough to hold it off. */
  readonly flaps?: number;
}

/** A verdict on an appliance. `since` is when it became healthy (ms), where its sources can tell. */
export interface Health {
  readonly verdict: 'healthy' | 'unhealthy' | 'unknown';
  readonly reason: HealthReason;
  readonly since?: number;
  /** Is an instance behind it running, or is its endpoint or gateway available? Only then can an unknown appliance take over. */
  readonly running: boolean;
  /** Its instance is not seen, but an alarm is OK or a target group says that it answers: better than nothing. */
  readonly lastResort?: true;
  /** The probe alone says that it is unhealthy. */
  readonly byProbeAlone?: true;
  /** Since when (ms) it has been unknown, where that can be told. */
  readonly unknownSince?: number;
}

/** One route that a leg claims. `route` is what the table has there; it may have none. */
export interface ClaimedRoute {
  readonly key: string;
  readonly table: RouteTable;
  readonly destination: string;
  /** The role of the interface that its target must have; `''` for appliances with one interface. */
  readonly role: string;
  /** Where it leads while no appliance is healthy, if the group asks for that. */
  readonly bypass?: string;
  readonly route?: Route;
}

/** Routes for which one decision is made: they carry the two directions of the same traffic. */
export interface PathSet {
  /** `<group>/<first subnet>`, or the first route's key where no subnet is served. */
  readonly key: string;
  readonly group: RouteGroup;
  readonly routes: readonly ClaimedRoute[];
  /** Those that its routes lead to, and those that its routes out are for. */
  readonly subnetIds: readonly string[];
  /** What the returns of its routes take that nobody claims: they pass no appliance of the group. */
  readonly unclaimed: readonly string[];
  /** The Availability Zone id of its subnets, where all lie in one. */
  readonly azId?: string;
}

/** A route to move, a table to tell of it, an interface to make fit for forwarding, or a table to associate with a gateway endpoint. */
export type RouteChange = RouteMove | TagChange | CheckChange | AssociationChange;

/** `key` is `<table id>/<destination>`. */
export interface RouteMove extends Change {
  readonly action: 'replace';
  readonly tableId: string;
  readonly destination: string;
  readonly before: { readonly target: string; readonly state: string };
  readonly after: { readonly target: string; readonly state: string };
  /** Name of the config's group that claims the route: the guard's unit. */
  readonly group: string;
  /** Failback and mending: what the guard may hold back. Moving off a dead target is not voluntary. */
  readonly voluntary: boolean;
  readonly pathSet: string;
  /** Is it a route of an edge table? */
  readonly edge: boolean;
  /** Subnets that the path set serves: the busiest are written first. */
  readonly weight: number;
}

/** `key` is `<table id>/<tag key>`. Without a value the tag goes. */
export interface TagChange extends Change {
  readonly action: 'tag' | 'untag';
  readonly tableId: string;
  readonly tagKey: string;
  readonly value?: string;
}

/** `key` is the interface id. */
export interface CheckChange extends Change {
  readonly action: 'turn off source/destination check';
  readonly interfaceId: string;
}

/** `key` is `<endpoint id>/<table id>`. */
export interface AssociationChange extends Change {
  readonly action: 'associate';
  readonly endpointId: string;
  readonly tableId: string;
}
