/** What the routes controller looks at and what it may change. */
import type { Alarm, Instance, InstanceChecks, NetworkInterface, Route, RouteTable, Subnet } from '../aws/types.ts';
import type { Appliance, RouteGroup } from '../config/schema.ts';
import type { Change, ObservedBase, Reason } from '../plan.ts';

/** All route tables and subnets, and what the appliances of the groups in scope are made of. */
export interface ObservedRoutes extends ObservedBase {
  /** The groups in scope, by name. */
  readonly groups: readonly string[];
  readonly tables: readonly RouteTable[];
  readonly subnets: readonly Subnet[];
  readonly interfaces: readonly NetworkInterface[];
  readonly instances: readonly Instance[];
  readonly checks: readonly InstanceChecks[];
  readonly alarms: readonly Alarm[];
  /** A person asked for failback, so `failback: manual` does not hold it up. */
  readonly failback: boolean;
}

/** A part of the observation that failed: every group is a unit that needs it. */
export type ObservedPart = 'interfaces' | 'subnets' | 'instances' | 'alarms';

/** What one appliance of a group is found to be. */
export interface ApplianceState {
  readonly name: string;
  readonly order: number;
  readonly appliance: Appliance;
  /** The interface for each leg role; `''` is the one for all legs. Absent when it could not be found. */
  readonly interfaces: ReadonlyMap<string, NetworkInterface>;
  readonly health: Health;
  readonly drained: boolean;
}

/** A verdict on an appliance. `since` is when it became healthy (ms), where its sources can tell. */
export interface Health {
  readonly verdict: 'healthy' | 'unhealthy' | 'unknown';
  readonly reason: Reason;
  readonly since?: number;
  /** Is an instance behind it running? Only then can an unknown appliance be a last resort. */
  readonly running: boolean;
}

/** One route that a leg claims. `route` is absent when the table has no such route. */
export interface Claim {
  readonly key: string;
  readonly table: RouteTable;
  readonly destination: string;
  /** The role of the interface that its target must have; `''` for appliances with one interface. */
  readonly role: string;
  readonly route?: Route;
}

/** Routes for which one decision is made: they carry the two directions of the same traffic. */
export interface PathSet {
  /** `<group>/<first subnet>`, or the first route's key where no subnet is served. */
  readonly key: string;
  readonly group: RouteGroup;
  readonly claims: readonly Claim[];
  readonly subnetIds: readonly string[];
  /** The Availability Zone id of its subnets, where all lie in one. */
  readonly azId?: string;
}

/** A route to move, or an interface to make fit for forwarding. */
export type RouteChange = RouteMove | CheckChange;

/** `key` is `<table id>/<destination>`. */
export interface RouteMove extends Change {
  readonly action: 'replace';
  readonly tableId: string;
  readonly destination: string;
  readonly before: { readonly target: string; readonly state: string };
  readonly after: { readonly target: string; readonly state: string };
  /** Failback and mending: what the guard may hold back. Moving off a dead target is not voluntary. */
  readonly voluntary: boolean;
  readonly pathSet: string;
  /** Subnets that the path set serves: the busiest are written first. */
  readonly weight: number;
}

/** `key` is the interface id. */
export interface CheckChange extends Change {
  readonly action: 'turn off source/destination check';
  readonly interfaceId: string;
}
