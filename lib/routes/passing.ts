/** Since when the status checks of instances pass, from the minutes that CloudWatch keeps of them. Pure. */
import type { StatusMinute } from '../aws/types.ts';
import type { Passing } from './types.ts';

const MINUTE_MS = 60_000;
/** The newest minutes come late: older than this (ms) the last one must not be. */
const LATE_MS = 180_000;

/** A minute that is missing is not one in which the checks passed. */
export const passingOf = (ids: readonly string[], minutes: readonly StatusMinute[], now: number): Passing[] => {
  const byInstance = Map.groupBy(minutes, ({ instanceId }) => instanceId);
  return ids.map((instanceId) => {
    const since = sinceOf(byInstance.get(instanceId) ?? [], now);
    return { instanceId, ...(since === undefined ? {} : { since }) };
  });
};

const sinceOf = (minutes: readonly StatusMinute[], now: number): number | undefined => {
  const newest = minutes.toSorted((a, b) => b.at - a.at);
  if (!newest[0] || now - newest[0].at > LATE_MS + MINUTE_MS) return undefined;
  let since: number | undefined;
  for (const { at, failed } of newest) {
    const isNext = since === undefined || since - at <= MINUTE_MS;
    if (failed || !isNext) break;
    since = at;
  }
  return since;
};
