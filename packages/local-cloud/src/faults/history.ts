/** What the account was, for reads that are eventually consistent. */
import type { Account } from '../account.ts';

export interface History {
  /** Notes the account as it is, since it is about to change; does nothing unless `keep` was called. */
  note(now: number): void;
  /** Keeps from now on what is noted, for so many ms; 0 forgets all. */
  keep(ms: number): void;
  /** The account as it was at a time (local-cloud ms), as far as it was noted. */
  at(time: number): Account;
}

/** The past of an account that is changed in place. */
export const createHistory = (account: Account): History => {
  let kept = 0;
  let past: { readonly until: number; readonly account: Account }[] = [];
  return {
    note: (now) => {
      if (kept === 0) return;
      past = past.filter(({ until }) => until >= now - kept);
      past.push({ until: now, account: structuredClone(account) });
    },
    keep: (ms) => {
      kept = ms;
      past = [];
    },
    at: (time) => past.find(({ until }) => until > time)?.account ?? account,
  };
};
