/** Tells the event bus what a run came to. */

import { errorCode, errorMessage, isRetryable } from '../../aws/errors.ts';
import { PublishError, publish } from '../../aws/events/bus.ts';
import type { PublishedEvent } from '../../aws/types.ts';
import type { Deadline } from '../clock.ts';
import { inTime } from '../in-time.ts';
import type { Controller, Report, Unpublished } from '../plan.ts';
import { eventsOf } from '../report/events.ts';

/** Where a run tells what it came to. */
export interface Outlet {
  readonly bus: string;
}

/** A bus that hangs must not keep the report out of the log: it has what is left, and some of the margin behind it. Ms. */
const LONGEST_MS = 10_000;
const SHORTEST_MS = 1_000;

/** Publishes the events of a run. Returns what the bus did not take; never throws. */
export const tell = async (
  report: Report,
  { standingOf }: Pick<Controller, 'standingOf'>,
  { bus }: Outlet,
  { remaining }: Deadline,
): Promise<Unpublished | undefined> => {
  const limitMs = Math.max(SHORTEST_MS, Math.min(LONGEST_MS, remaining()));
  return attempt(bus, eventsOf(report, standingOf), limitMs);
};

const attempt = async (
  bus: string,
  events: readonly PublishedEvent[],
  limitMs: number,
): Promise<Unpublished | undefined> => {
  try {
    await inTime(publish(bus, events), { limitMs });
    return undefined;
  } catch (error) {
    return {
      events: error instanceof PublishError ? error.events : events.length,
      code: errorCode(error),
      error: errorMessage(error),
      retryable: isRetryable(error),
    };
  }
};
