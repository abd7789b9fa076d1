/** What the runner and the process that runs the bundles say to each other. */

/** A function to load, in place of the one before, with nothing remembered. */
export interface Load {
  readonly say: 'load';
  /** The folder of the built function. */
  readonly dist: string;
  /** The folder with its config. */
  readonly taskRoot: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Repeats the jitter of retries. */
  readonly seed: number;
}

/** An event to run the function with; `now` is the function's clock (ms since the epoch). */
export interface Invoke {
  readonly say: 'invoke';
  readonly event: unknown;
  readonly now: number;
  readonly timeoutMs: number;
}

export type ToHost =
  | Load
  | Invoke
  /** So many calls more or fewer wait for time to pass. */
  | { readonly say: 'held'; readonly count: number }
  /** So much of what was asked for has passed. */
  | { readonly say: 'passed'; readonly ms: number };

/** What came of an invocation. */
export interface Invoked {
  readonly value?: unknown;
  /** What it threw. */
  readonly error?: string;
  /** What it logged, as JSON where it is JSON. */
  readonly lines: readonly unknown[];
  /** What nobody caught. */
  readonly uncaught: readonly string[];
}

export type FromHost =
  | { readonly say: 'ready' }
  | ({ readonly say: 'invoked' } & Invoked)
  /** May so many ms pass? Nothing else is under way. */
  | { readonly say: 'leap'; readonly ms: number };
