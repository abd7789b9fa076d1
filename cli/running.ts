/** What a subcommand gets, and gives. */
import type { Terminal } from './terminal.ts';

/** What a subcommand is run with. */
export interface Running {
  readonly terminal: Terminal;
  /** Ended by Ctrl-C, and when nobody reads any more. */
  readonly ending: AbortController;
  /** Takes the exit code. */
  readonly done: (exitCode: number) => void;
}
