/** What is wrong with a config, and where. Loads neither the schema nor the YAML parser. */

/** One problem. `line` and `column` count from 1. The sentence is "expected <expected>, found <found>". */
export interface LocatedProblem {
  /** Such as `connections[0].accept[1].accounts[0]`; empty for the file as a whole. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly expected: string;
  readonly found: string;
}

/** One line: `waykeeper.yml:12:7 connections[0].accept[1].accounts[0]: expected …, found …`. */
export const formatProblem = (file: string, { path, line, column, expected, found }: LocatedProblem): string =>
  `${file}:${line}:${column}${path === '' ? '' : ` ${path}`}: expected ${expected}, found ${found}`;

/** The config has problems: all of them, in the order of the file. The message has one line for each. */
export class ConfigError extends Error {
  readonly file: string;
  readonly problems: readonly LocatedProblem[];
  readonly retryable = false;

  constructor(file: string, problems: readonly LocatedProblem[]) {
    super(problems.map((problem) => formatProblem(file, problem)).join('\n'));
    this.name = 'ConfigError';
    this.file = file;
    this.problems = problems;
  }
}

/** The config could not be read at all; `cause` says why. */
export class ConfigUnreadableError extends Error {
  constructor(file: string, why: string, options?: ErrorOptions) {
    super(`cannot read ${file}: ${why}`, options);
    this.name = 'ConfigUnreadableError';
  }
}
