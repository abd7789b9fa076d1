/** The HTTP calls that are under way in this process, as `node:http` makes them for every SDK client. */
import http, { type ClientRequest } from 'node:http';

export interface CallsUnderWay {
  /** Whether a call is under way whose answer needs no time to pass. */
  busy(): boolean;
  /** So many calls more (or fewer) wait for time to pass, says whoever answers. */
  held(count: number): void;
  forget(): void;
}

/** Counts calls from now on; to be called before a bundle takes its own reference to `http.request`. */
export const watchCalls = (): CallsUnderWay => {
  let underWay = 0;
  let held = 0;
  /** Counts what was forgotten: a call of before, whose timeout went with the timers, may hang for ever. */
  let age = 0;
  const request = http.request.bind(http) as (...args: unknown[]) => ClientRequest;
  const watched = (...args: unknown[]): ClientRequest => {
    const sent = request(...args);
    let answered = false;
    const born = age;
    underWay += 1;
    sent.once('response', () => {
      answered = true;
    });
    sent.once('close', () => {
      if (born !== age) return;
      underWay -= 1;
      // Its client has lost patience: nobody waits for that answer any more.
      if (!answered && held > 0) held -= 1;
    });
    return sent;
  };
  http.request = watched as typeof http.request;
  return {
    busy: () => underWay > held,
    held: (count) => {
      held = Math.max(0, held + count);
    },
    forget: () => {
      age += 1;
      [underWay, held] = [0, 0];
    },
  };
};
