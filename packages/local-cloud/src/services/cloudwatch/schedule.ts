/** When alarms are evaluated. Each has at most one evaluation ahead of it, so that timers do not pile up. */
import type { Account } from '../../account.ts';

/** Local-cloud ms from a write until an alarm is evaluated again; AWS says "often within seconds" (AWS-FACTS A.8). */
const SOON_MS = 5_000;

const SERVICE = 'monitoring';
export const EVALUATE = 'evaluate';

/** Has an alarm evaluated `afterMs` from now, unless that is due earlier anyway. */
export const scheduleEvaluation = (account: Account, name: string, now: number, afterMs = SOON_MS): void => {
  const at = now + afterMs;
  const mine = account.timers.filter(
    ({ service, kind, key }) => service === SERVICE && kind === EVALUATE && key === name,
  );
  if (mine.some((timer) => timer.at <= at)) return;
  account.timers = [
    ...account.timers.filter((timer) => !mine.includes(timer)),
    { at, service: SERVICE, kind: EVALUATE, key: name },
  ];
};
