/** Who waits for messages of which queue. It lives beside the account, since waiting is no state of the account. */

export interface Arrivals {
  /** Calls `listener` whenever something of the queue may have become receivable, until the returned function is called. */
  listen(queueName: string, listener: () => void): () => void;
  /** Tells those who wait for the queue. */
  wake(queueName: string): void;
  /** Tells everybody, for example because the clock was moved. */
  wakeAll(): void;
  /** Resolves at the next wake-up of the queue, at the latest after `ms` of real time. */
  wait(queueName: string, ms: number): Promise<void>;
}

/** Nobody waits yet. */
export const createArrivals = (): Arrivals => {
  const listeners = new Map<string, Set<() => void>>();
  const listen = (queueName: string, listener: () => void): (() => void) => {
    const waiting = listeners.get(queueName) ?? new Set();
    listeners.set(queueName, waiting.add(listener));
    return () => void waiting.delete(listener);
  };
  const wake = (queueName: string): void => {
    for (const listener of [...(listeners.get(queueName) ?? [])]) listener();
  };
  const wait = (queueName: string, ms: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timeout);
        stop();
        resolve();
      };
      const timeout = setTimeout(done, ms).unref();
      const stop = listen(queueName, done);
    });
  return { listen, wake, wait, wakeAll: () => [...listeners.keys()].forEach(wake) };
};
