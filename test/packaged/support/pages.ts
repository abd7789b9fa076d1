/** What calls people on a local cloud, and what they get. */
import type { Cloud } from '@waykeeper/local-cloud/cloud';

export const PREFIX = 'waykeeper-prod-';

/** The pages that were raised since a moment, and those that stand. Signals, which have a slash in their names, call nobody. */
export const pagesOf = ({ account: { monitoring } }: Pick<Cloud, 'account'>) => {
  const names = Object.keys(monitoring.alarms).filter((name) => name.startsWith(PREFIX) && !name.includes('/'));
  const short = (some: readonly string[]) => some.map((name) => name.slice(PREFIX.length)).toSorted();
  return {
    raisedSince: (from: number) =>
      short(names.filter((name) => monitoring.history[name]?.some(({ at, to }) => at >= from && to === 'ALARM'))),
    standing: () => short(names.filter((name) => monitoring.alarms[name]?.state === 'ALARM')),
  };
};

/** All mails, in order. */
export const mailsOf = ({ journal }: Pick<Cloud, 'journal'>) =>
  journal.entries.flatMap((entry) => (entry.kind === 'email' ? [entry] : []));
