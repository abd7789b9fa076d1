/** Ctrl-C: what goes on is asked to end, and a second one ends the process as it is. */

/** What may still go on when the end was asked for, such as a call to AWS, gets this long. */
const LAST_MS = 500;

/** Does some work, which is told by `ending` that the person or the service manager has had enough. */
export const untilSignal = async <T>(ending: AbortController, work: (ended: AbortSignal) => Promise<T>): Promise<T> => {
  let isAsked = false;
  const end = (): void => {
    isAsked = true;
    ending.abort();
  };
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    return await work(ending.signal);
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
    if (isAsked) setTimeout(() => process.exit(), LAST_MS).unref();
  }
};
