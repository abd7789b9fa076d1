/** What IAM is asked before an operation runs for a role. */
import type { Account } from '../account.ts';
import { entryOf } from '../find.ts';
import type { Asked, Caller, Permissions } from '../service.ts';
import { type Context, PolicyFault } from './conditions.ts';
import type { Request } from './evaluate.ts';

/** Services of the whole partition have one Region, whichever the caller's is (IAM User Guide, "aws:RequestedRegion"). */
const GLOBAL: Readonly<Record<string, string>> = { organizations: 'us-east-1', route53: 'us-east-1' };

/** The keys that every request of a role has. */
const common = (account: Account, service: string, { functionArn, principal, region }: Caller): Context => ({
  'aws:PrincipalAccount': account.id,
  'aws:PrincipalArn': `arn:aws:iam::${account.id}:role/${principal.name}`,
  'aws:RequestedRegion': GLOBAL[service] ?? region,
  'lambda:SourceFunctionArn': functionArn,
});

/** One request for each action and resource: all must be allowed. Throws PolicyFault for an operation that has no row. */
export const requestsOf = (rows: Permissions, { service, operation, input, call }: Asked): readonly Request[] => {
  const row = entryOf(rows, operation);
  if (!row) throw new PolicyFault(`What ${operation} of ${service} needs of IAM is not known to the local cloud.`);
  const { account, caller } = call;
  return row.on(input as never, call).map(({ action = row.action, resource, context = {} }) => ({
    ...{ action, resource },
    context: { ...common(account, service, caller), ...context },
  }));
};
