/**
 * What each function may do: one table, from which the roles, the docs and the local cloud's refusals follow.
 *
 * A new AWS call gets its row like this:
 * 1. Find the file of its service and subject beside this one (`ec2-routes.ts`, `route53.ts`, …); `OWN` holds what belongs to
 *    the stack itself. A new file's rows are added to `PERMISSIONS` below.
 * 2. Add its IAM action to a row that stands on the same resources under the same condition for the same callers, or make a
 *    row of its own. `on` gives its targets from the config: `selected` for a selector, `these` for ARNs, `when` for a feature
 *    that may be off, `ALL_OF_EC2` or `ALL_HERE` where AWS knows no resource (then `wide` says so). Off grants nothing.
 * 3. Say how it changes things in `access`: what a controller in mode plan must not have is a `write`.
 * 4. `node scripts/permissions.ts` writes docs/security.md and the golden table of the example config again.
 *
 * test/unit/resources/permissions.test.ts fails for a call of lib/aws without a row, and for a row without a call.
 */
import type { Config } from '../../lib/config/types.ts';
import type { StackNames } from '../names.ts';
import { ENDPOINT_SERVICES } from './ec2-endpoint-services.ts';
import { ENDPOINTS } from './ec2-endpoints.ts';
import { PROBE, ROUTES } from './ec2-routes.ts';
import { OWN } from './own.ts';
import type { Caller, Permission } from './permission.ts';
import type { Statement } from './policy.ts';
import { PUBLISHING } from './publishing.ts';
import { ROUTE53 } from './route53.ts';

/** All rows. @internal */
export const PERMISSIONS: readonly Permission[] = [
  ...OWN,
  ...ENDPOINT_SERVICES,
  ...ENDPOINTS,
  ...ROUTE53,
  ...PUBLISHING,
  ...ROUTES,
  ...PROBE,
];

/** The rows that a function has: that of one caller, or `reconcile` with the controllers that it runs. */
export type Role =
  | { readonly own: Caller }
  /** By hand a person may override mode plan, so that writes are kept. */
  | { readonly byHand: readonly Caller[] };

const isIn = (role: Role, { mode, dns }: Config, { callers, access, ownFunction, inside }: Permission): boolean => {
  if ('byHand' in role) {
    const isElsewhere = ownFunction || (inside && dns.network !== undefined);
    return !isElsewhere && callers.some((caller) => role.byHand.includes(caller));
  }
  const planning = role.own !== 'probe' && mode[role.own] === 'plan';
  return callers.includes(role.own) && !(planning && access === 'write');
};

/** The rows of a role that the config has something for. */
export const rowsOf = (role: Role, config: Config, names: StackNames): readonly Permission[] =>
  PERMISSIONS.filter((row) => isIn(role, config, row) && row.on(config, names).length > 0);

const one = <T>(values: readonly T[]): T | readonly T[] => (values.length === 1 ? (values[0] as T) : values);

/** The statements of one row: the first has its Sid, further ones that and a number. */
const statementsOf = ({ sid, actions, on }: Permission, config: Config, names: StackNames): Statement[] =>
  on(config, names).map(({ resources, condition }, at) => ({
    Sid: at === 0 ? sid : `${sid}${at + 1}`,
    Effect: 'Allow',
    Action: one(actions),
    Resource: one(resources),
    ...(condition ? { Condition: condition } : {}),
  }));

/** The statements of a role. */
export const permissionStatements = (role: Role, config: Config, names: StackNames): Statement[] =>
  rowsOf(role, config, names).flatMap((row) => statementsOf(row, config, names));
