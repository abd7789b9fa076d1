/** `waykeeper check`: is the config in order, and what does it claim? */
import { ConfigError, ConfigUnreadableError, formatProblem, type LocatedProblem } from '../lib/config/errors.ts';
import { parseConfig } from '../lib/config/parse.ts';
import { resolveConfigText } from '../lib/config/source.ts';
import type { Config } from '../lib/config/types.ts';
import { isOver } from '../lib/std/days.ts';
import { claimsOf } from './claims.ts';
import { aligned, printLine, styled, type Terminal } from './terminal.ts';

export interface CheckOptions {
  /** Print one JSON object `{ ok, file, faults, warnings, claims }` on standard output instead of text. */
  readonly json?: boolean;
}

const noParameters = (): Promise<string> =>
  Promise.reject(new Error('check reads files only; save the parameter to a file first'));

/**
 * Checks one file and returns the exit code: 0 when it is in order, 1 when it has problems or cannot be read. What has ended by
 * `now` (ms since the epoch) is a warning, and no problem.
 */
export const check = async (
  file: string,
  { json = false }: CheckOptions,
  terminal: Terminal,
  now: number,
): Promise<number> => {
  try {
    const { text } = await resolveConfigText(file, noParameters);
    const config = parseConfig(text, file);
    const warnings = warningsOf(config, now);
    if (json) printJson(terminal, file, config, warnings);
    else printInOrder(terminal, file, config, warnings);
    return 0;
  } catch (error) {
    if (error instanceof ConfigError) printProblems(terminal, error, json);
    else if (error instanceof ConfigUnreadableError) printUnreadable(terminal, file, error, json);
    else throw error;
    return 1;
  }
};

const warningsOf = ({ acknowledge }: Config, now: number): string[] =>
  acknowledge.flatMap(({ code, key, until }, at) =>
    isOver(until, now)
      ? [`acknowledge[${at}]: ${code} of ${key} was acknowledged until ${until}, and counts again`]
      : [],
  );

const printJson = ({ out }: Terminal, file: string, config: Config, warnings: readonly string[]): void => {
  printLine(out, JSON.stringify({ ok: true, file, faults: [], warnings, claims: claimsOf(config) }, null, 2));
};

const printInOrder = ({ out }: Terminal, file: string, config: Config, warnings: readonly string[]): void => {
  printLine(out, `${file}: ${styled(out, 'green', 'in order')}`);
  for (const warning of warnings) printLine(out, styled(out, 'yellow', `  warning: ${warning}`));
  const claims = claimsOf(config);
  printLine(out);
  if (claims.length === 0) printLine(out, '  It claims nothing.');
  const rows = claims.map(({ section, name, claims: what, for: goal }) => [
    section,
    modeOf(config, section),
    name,
    what,
    goal,
  ]);
  const lines = aligned([['SECTION', 'MODE', 'NAME', 'CLAIMS', 'FOR'], ...rows]);
  if (claims.length > 0)
    for (const [at, line] of lines.entries()) printLine(out, at === 0 ? styled(out, 'dim', line) : line);
};

const modeOf = ({ mode }: Config, section: keyof Config['mode']): string => mode[section];

const printProblems = ({ out, err }: Terminal, { file, problems }: ConfigError, json: boolean): void => {
  if (json) {
    printLine(out, problemsJson(file, problems));
    return;
  }
  for (const problem of problems) printLine(err, formatProblem(file, problem));
  printLine(err, styled(err, 'red', problems.length === 1 ? '1 fault' : `${problems.length} faults`));
};

/** A file that cannot be read is a problem of the file as a whole. */
const printUnreadable = ({ out, err }: Terminal, file: string, { message }: Error, json: boolean): void => {
  const problem: LocatedProblem = { path: '', line: 1, column: 1, expected: 'a readable file', found: message };
  if (json) printLine(out, problemsJson(file, [problem]));
  else printLine(err, `waykeeper: ${message}`);
};

const problemsJson = (file: string, problems: readonly LocatedProblem[]): string =>
  JSON.stringify({ ok: false, file, faults: problems, warnings: [], claims: [] }, null, 2);
