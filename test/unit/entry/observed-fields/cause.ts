/**
 * What changes each field that a controller observes, and whether that wakes it. A field without a row fails the type
 * check: whoever observes more of AWS has to say what tells of a change, or why the sweep is enough.
 */

/** Calls, or kinds of events, that change a field: they wake the controller, or the sweep finds what they did. */
export interface Cause {
  /** CloudTrail's event names and services' detail-types; empty for what AWS does unasked. */
  readonly by: readonly string[];
  /** Why the sweep is enough; absent for triggers. */
  readonly sweep?: string;
}

type Fields<T> = Readonly<Record<keyof T, readonly Cause[]>>;
/** By observed type and field. */
export type Table<Types> = { readonly [Name in keyof Types]: Fields<Types[Name]> };

/** Connection notifications of PrivateLink (SNS), which have no name of an event. */
export const NOTIFICATION = 'endpoint notification';

/** These wake the controller. */
export const wakes = (...by: readonly string[]): Cause => ({ by });
/** For these, or what AWS does unasked, the sweep is enough. */
export const sweep = (why: string, ...by: readonly string[]): Cause => ({ by, sweep: why });

/** It stays as it was made, for as long as the thing is there. */
export const FIXED: readonly Cause[] = [];

/** Why no call tells. */
export const BY_AWS = 'AWS does it unasked, and publishes no event';
export const ELSEWHERE = 'the call is made in another account, whose trail does not reach this bus';

/** Tags that select, or drain. */
export const TAGGED = [wakes('CreateTags', 'DeleteTags')];

/** The provider of a service decides on an endpoint. */
export const DECIDED = sweep(
  'the provider decides, mostly in another account',
  ...['AcceptVpcEndpointConnections', 'RejectVpcEndpointConnections'],
);
