/** What passed between functions and the local cloud, as its journal tells it. */
import type { Cloud } from '@waykeeper/local-cloud/cloud';

/** One call that AWS took, in ms of local-cloud time. */
export interface Passed {
  readonly operation: string;
  readonly input: unknown;
  readonly from: number;
  readonly until: number;
}

/** The calls of functions that were not refused, in the order in which they came. */
export const passed = ({ journal }: Cloud): Passed[] =>
  journal.entries
    .flatMap((entry) =>
      entry.kind === 'call' && entry.error === undefined && entry.principal.startsWith('waykeeper')
        ? [{ operation: entry.operation, input: entry.input, from: entry.at - entry.durationMs, until: entry.at }]
        : [],
    )
    .sort((one, other) => one.from - other.from);

/** The most of these calls that were under way together. */
export const peak = (calls: readonly Passed[]): number =>
  Math.max(0, ...calls.map(({ from }) => calls.filter((other) => other.from <= from && other.until > from).length));
