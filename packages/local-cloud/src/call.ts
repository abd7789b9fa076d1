/** Builds what an operation or a transition gets beside its input. */
import { createHash } from 'node:crypto';
import type { Account } from './account.ts';
import type { Call, Caller, Emission } from './service.ts';

interface CallOptions {
  readonly account: Account;
  readonly caller: Caller;
  /** Local-cloud time in ms since the epoch. */
  readonly now: number;
  /** The signing name of the service whose transitions `schedule` addresses. */
  readonly service: string;
}

/** A call that remembers what was emitted through it. */
export interface RecordedCall extends Call {
  readonly emissions: readonly Emission[];
}

/** EC2's long ids are 17 hexadecimal digits, of which the first is a zero. */
const idDigits = (account: Account): string => {
  account.ids += 1;
  return `0${createHash('sha256').update(`${account.id}/${account.ids}`).digest('hex').slice(0, 16)}`;
};

/** A call at one moment. Ids count up in the account and timers are put into it, so that both survive a snapshot. */
export const createCall = ({ account, caller, now, service }: CallOptions): RecordedCall => {
  const emissions: Emission[] = [];
  return {
    account,
    caller,
    now,
    emissions,
    newId: (prefix) => `${prefix}-${idDigits(account)}`,
    emit: (emission) => void emissions.push(emission),
    schedule: (at, kind, key) => void account.timers.push({ at, service, kind, key }),
  };
};
