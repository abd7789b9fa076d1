/** Makes long reports short enough for the places that take only so much. Sizes are bytes of JSON in UTF-8. */
import type { FailedOutcome, Outcome, Trigger } from '../plan.ts';

/** An error message tells enough in its first characters. */
const MESSAGE = 1_000;

/** How many ids and names a trigger may show. */
const TRIGGER_BYTES = 15_000;

export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** As many items from the start of the list as fit. */
export const leading = <T>(items: readonly T[], bytes: number): readonly T[] => {
  let left = bytes;
  const end = items.findIndex((item) => {
    left -= bytesOf(item) + 1;
    return left < 0;
  });
  return end < 0 ? items : items.slice(0, end);
};

/** The failures among the outcomes, as many as fit, with messages of readable length. */
export const leadingFailures = (outcomes: readonly Outcome[], bytes: number): readonly FailedOutcome[] =>
  leading(
    outcomes.flatMap((outcome) =>
      outcome.status === 'failed' ? [{ ...outcome, error: outcome.error.slice(0, MESSAGE) }] : [],
    ),
    bytes,
  );

/** A trigger with the first of what woke the run. */
export const shortTrigger = ({ by, what, scope }: Trigger): Trigger => ({
  by,
  what: leading(what, TRIGGER_BYTES),
  scope: scope === 'all' ? scope : { ids: leading(scope.ids, TRIGGER_BYTES) },
});
