/** Who stands behind an access key. */

import type { Account } from './account.ts';
import type { Users } from './clients.ts';
import { OPERATOR } from './clients.ts';
import type { Functions } from './functions/functions.ts';
import type { Caller } from './service.ts';
import { AwsError } from './wire/error.ts';

interface CallersOptions {
  readonly account: Account;
  readonly users?: Users;
  readonly functions: Pick<Functions, 'callerOf'>;
  /** Local-cloud time in ms since the epoch. */
  readonly now: () => number;
}

/** Answers a function: an invocation's role, a role that was assumed, a user, or else the operator. It throws ExpiredToken. */
export const callersOf =
  ({ account, users = {}, functions, now }: CallersOptions) =>
  (accessKeyId: string, region: string): { caller: Caller; cause?: number } => {
    const known = functions.callerOf(accessKeyId);
    if (known) return { ...known, caller: { ...known.caller, region } };
    const session = account.sts.sessions[accessKeyId];
    if (session) {
      const { accountId, role, expiresAt } = session;
      if (expiresAt <= now())
        throw new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);
      return { caller: { accessKeyId, accountId, region, principal: { type: 'role', name: role } } };
    }
    const { accountId, name } = users[accessKeyId] ?? { accountId: account.id, name: OPERATOR.name };
    return { caller: { accessKeyId, accountId, region, principal: { type: 'user', name } } };
  };
