/** What the routes controller observes and what it may change. */
import type {
  Alarm,
  AlarmTransition,
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
import type { Change, ObservedBase, Unseen } from '../core/plan.ts';
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
  readonly interfaces: readonly NetworkInterface[];
  readonly endpoints: readonly LoadBalancerEndpoint[];
  readonly natGateways: readonly NatGateway[];
  readonly instances: readonly Instance[];
  readonly checks: readonly InstanceChecks[];
  readonly alarms: readonly Alarm[];
  /** Changes of state within the hold-down, of alarms that are OK now. */
  readonly transitions: readonly AlarmTransition[];
  readonly targetHealth: readonly TargetHealth[];
  /** Names of the groups that a person asked failback of, so that `failback: manual` does not hold it up. */
  readonly failback: readonly string[];
  /** Gateway endpoints that entries of the config select; absent when they are not in scope. */
  readonly gatewayEndpoints?: readonly GatewayEndpoint[];
  /** Whether the probes can reach AWS depends on this; absent when it was not read. */
  readonly probeReachability?: ProbeReachability;
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
  | 'instances'
  | 'checks'
  | 'alarms'
  | 'endpoints'
  | 'natGateways'
  | 'targetHealth'
  | 'transitions'
  | 'probeWays';

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

/** What one appliance of a group is found to be. */
export interface ApplianceState {
  readonly name: string;
  readonly order: number;
  readonly appliance: Appliance;
  /** The target for each leg role; `''` is the one for all legs. Absent when it could not be found. */
  readonly targets: ReadonlyMap<string, Target>;
  readonly health: Health;
  readonly drained: boolean;
  /** How often its alarms went off within the hold-down, where that is often enough to hold it off. */
  readonly flaps?: number;
}

/** A verdict on an appliance. `since` is when it became healthy (ms), where its sources can tell. */
export interface Health {
  readonly verdict: 'healthy' | 'unhealthy' | 'unknown';
  readonly reason: HealthReason;
  readonly since?: number;
  /** Is an instance behind it running, or is its endpoint or gateway available? Only then can an unknown appliance be a last resort. */
  readonly running: boolean;
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
  readonly subnetIds: readonly string[];
  /** The Availability Zone id of its subnets, where all lie in one. */
  readonly azId?: string;
}

/** A route to move, an interface to make fit for forwarding, or a route table to associate with a gateway endpoint. */
export type RouteChange = RouteMove | CheckChange | AssociationChange;

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
