/** What an operation needs of IAM: each service has a table of it beside its operations. */
import type { Call } from '../service.ts';
import type { Context } from './conditions.ts';

/** One thing that must be allowed before an operation runs. */
export interface Needed {
  /** Another action than the operation's own: AWS asks for some actions that others depend on. */
  readonly action?: string;
  /** One ARN, or `*` where AWS knows no resource of the action. */
  readonly resource: string;
  /** The condition keys that AWS knows of this action on this resource; those that every request has are added. */
  readonly context?: Context;
}

/** One row: the action as policies name it, and all that it must be allowed on. */
export interface Permission {
  readonly action: string;
  /** Nothing for a call that needs no permission at all. */
  readonly on: (input: never, call: Call) => readonly Needed[];
}

/** By the name of the operation. */
export type Permissions = Readonly<Record<string, Permission>>;

/** Rows for operations whose action has their own name and no resource. */
export const withoutResource = (
  service: string,
  operations: readonly string[],
  context: (call: Call) => Context = () => ({}),
): Permissions =>
  Object.fromEntries(
    operations.map((operation) => [
      operation,
      { action: `${service}:${operation}`, on: (_, call) => [{ resource: '*', context: context(call) }] },
    ]),
  );
