/** Stands before each operation and asks IAM: may this role do that, on this thing as it is now? */
import type { Account } from '../account.ts';
import type { Asked, Check, Permissions, Service } from '../service.ts';
import { PolicyFault } from './conditions.ts';
import { decide, type Grant, type Request } from './evaluate.ts';
import { refusalOf } from './refusal.ts';
import { requestsOf } from './requests.ts';
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

/** Enforces the policies of the account's roles; people and tests, who are users, are its administrators. */
export const createGuard = ({ account, services }: GuardOptions): Guard => {
  const faults: PolicyFault[] = [];
  const used = new Map<string, Use>();
  const note = (use: Use): void => void used.set(JSON.stringify(use), use);
  const check: Check = (asked) => {
    const { caller } = asked.call;
    // What a role of another account may do is decided there, and that account is not simulated.
    if (caller.principal.type !== 'role' || caller.accountId !== account.id) return;
    for (const request of requestsOf(rowsOf(services, asked.service), asked)) {
      for (const grant of grantsFor(account, asked, request)) note({ role: caller.principal.name, ...grant });
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

const rowsOf = (services: readonly Service[], name: string): Permissions =>
  services.find(({ signingName }) => signingName === name)?.permissions ?? {};

const grantsFor = (account: Account, { service, call: { caller } }: Asked, request: Request): readonly Grant[] => {
  const decision = decide(documentsOf(account, caller.principal.name), request);
  if (decision.effect === 'allow') return decision.by;
  throw refusalOf({ ...request, service, caller, denied: decision.effect === 'deny' });
};
