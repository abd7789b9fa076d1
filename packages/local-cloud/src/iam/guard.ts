/** Stands before each operation and asks IAM: may this role do that, on this thing as it is now? */
import type { Account } from '../account.ts';
import type { Asked, Caller, Check, Needed, Service } from '../service.ts';
import { type Context, PolicyFault } from './conditions.ts';
import { decide, type Grant } from './evaluate.ts';
import { refusalOf } from './refusal.ts';
import { documentsOf } from './roles.ts';

interface GuardOptions {
  readonly account: Account;
  readonly services: readonly Service[];
}

/** A pair of a role's policies that allowed something. */
export interface Use extends Grant {
  readonly role: string;
}

export interface Guard {
  readonly check: Check;
  /** Policies that could not be decided by, and operations without a row, in order: each made a call fail. */
  readonly faults: readonly PolicyFault[];
  /** Takes down what a service of AWS does in a role's name. */
  note(use: Use): void;
  /** Every pair that allowed a call or was noted, once. */
  used(): readonly Use[];
}

/** Services of the whole partition have one Region, whichever the caller's is (IAM User Guide, "aws:RequestedRegion"). */
const GLOBAL: Readonly<Record<string, string>> = { organizations: 'us-east-1', route53: 'us-east-1' };

/** The keys that every request of a role has. */
const common = (account: Account, service: string, { functionArn, principal, region }: Caller): Context => ({
  'aws:PrincipalAccount': account.id,
  'aws:PrincipalArn': `arn:aws:iam::${account.id}:role/${principal.name}`,
  'aws:RequestedRegion': GLOBAL[service] ?? region,
  'lambda:SourceFunctionArn': functionArn,
});

/** Enforces the policies of the account's roles; people and tests, who are users, are its administrators. */
export const createGuard = ({ account, services }: GuardOptions): Guard => {
  const faults: PolicyFault[] = [];
  const used = new Map<string, Use>();
  const note = (use: Use): void => void used.set(JSON.stringify(use), use);
  const check: Check = (asked) => {
    const { caller } = asked.call;
    // What a role of another account may do is decided there, and that account is not simulated.
    if (caller.principal.type !== 'role' || caller.accountId !== account.id) return;
    for (const needed of neededBy(services, asked)) {
      for (const grant of grantsFor(account, asked, needed)) {
        note({ role: caller.principal.name, ...grant });
      }
    }
  };
  return {
    ...{ note, faults },
    check: (asked) => {
      try {
        return check(asked);
      } catch (error) {
        if (error instanceof PolicyFault) faults.push(error);
        throw error;
      }
    },
    used: () => [...used.values()],
  };
};

const neededBy = (services: readonly Service[], { service, operation, input, call }: Asked) => {
  const rows = services.find(({ signingName }) => signingName === service)?.permissions ?? {};
  const row = Object.hasOwn(rows, operation) ? rows[operation] : undefined;
  if (!row) throw new PolicyFault(`What ${operation} of ${service} needs of IAM is not known to the local cloud.`);
  return row.on(input as never, call).map((needed) => ({ ...needed, action: needed.action ?? row.action }));
};

const grantsFor = (
  account: Account,
  { service, call: { caller } }: Asked,
  { action, resource, context = {} }: Needed & { readonly action: string },
): readonly Grant[] => {
  const request = { action, resource, context: { ...common(account, service, caller), ...context } };
  const decision = decide(documentsOf(account, caller.principal.name), request);
  if (decision.effect === 'allow') return decision.by;
  throw refusalOf({ service, caller, action, resource, denied: decision.effect === 'deny' });
};
