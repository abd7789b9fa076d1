/** What a code says of the thing that it is about, in words that the loop understands. Types, and the words that rows share. */

/**
 * How a thing stands. `change`: it is being changed · `inOrder`: as it is wanted · `over`: ended, nothing is left to decide ·
 * `waiting`: it comes right by itself, or is tried again · `left`: looked at and left alone · `fact`: says something and decides
 * nothing · `held`: the guard or a person's expectation holds it · `stuck`: Waykeeper stands still until a person acts ·
 * `dead`: a route or a name leads nowhere · `failed`: the change was not made.
 */
export type Standing =
  | 'change'
  | 'inOrder'
  | 'over'
  | 'waiting'
  | 'left'
  | 'fact'
  | 'held'
  | 'stuck'
  | 'dead'
  | 'failed';

/** How much a finding matters. `error`: a person is needed. */
export type Severity = 'info' | 'warning' | 'error';

interface Row {
  readonly standing: Standing;
  /** Of the code as a finding; a code without one is none. */
  readonly severity?: Severity;
  /** What it means, in one line of Markdown: the docs show it. */
  readonly text: string;
  /** What a person does about it, where that depends on nothing. */
  readonly remedy?: string;
  /**
   * The command that mends it, or that leads there. `{key}` is what it is about, `{first}` and `{last}` its parts before the first
   * slash and after the last one, and what only a person knows stands in angle brackets.
   */
  readonly command?: string;
}

/** Nobody is needed. */
interface CalmRow extends Row {
  readonly standing: Exclude<Standing, Down>;
  readonly severity?: Exclude<Severity, 'error'>;
}

/** A person is needed, and is told what to do and with which command. */
interface UrgentFinding extends Row {
  readonly severity: Severity;
  readonly command: string;
}

/** The same of what skips say, so that nobody else gives a remedy. */
interface UrgentSkip extends Row {
  readonly standing: Down;
  readonly severity?: never;
  readonly remedy: string;
  readonly command: string;
}

type Down = 'stuck' | 'dead';

/** The row of a code in the list of whoever says it. One for which a person is needed has a command. */
export type Code = CalmRow | UrgentFinding | UrgentSkip;

/** The command after a change of the config: it takes effect when it is deployed. */
export const DEPLOY = 'npm run deploy';

/** The row of a code; nothing for a code that is in no list. */
export type RowOf = (code: string) => Code | undefined;

/** How the thing stands that a code is said of; nothing for a code that is in no list, such as one of AWS. */
export type StandingOf = (code: string) => Standing | undefined;
