/** Rows of the tables that each service has of what its operations need of IAM. */
import type { Call, Permissions } from '../service.ts';
import type { Context } from './conditions.ts';

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
