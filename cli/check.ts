/** `waykeeper check`: is the config in order, and what does it claim? */
import { ConfigError, ConfigUnreadableError, formatProblem, type LocatedProblem } from '../lib/config/errors.ts';
import { parseConfig } from '../lib/config/parse.ts';
import { formatPath } from '../lib/config/problem.ts';
import { resolveConfigText } from '../lib/config/source.ts';
import type { Config } from '../lib/config/types.ts';
import { type Warning, warningsOf } from '../lib/config/warnings.ts';
import { locating } from '../lib/config/yaml.ts';
import { excerpt } from './check-excerpt.ts';
import { githubAnnotations, type Remark, sarif } from './check-formats.ts';
import { claimsOf } from './claims.ts';
import type { CheckOutput } from './options.ts';
import { aligned, printLine, styled, type Terminal, widthOf } from './terminal.ts';

/** What was found of one file. */
interface Checked {
  readonly file: string;
  /** Nothing of a file that cannot be read. */
  readonly text?: string;
  /** Nothing of one that has faults. */
  readonly config?: Config;
  readonly faults: readonly LocatedProblem[];
  readonly warnings: readonly Remark[];
}

/**
 * Checks one file and returns the exit code: 0 when it is in order, 1 when it has problems or cannot be read. What has ended by
 * `now` (ms since the epoch) is a warning, and no problem.
 */
export const check = async (file: string, output: CheckOutput, terminal: Terminal, now: number): Promise<number> => {
  const checked = await checkFile(file, now);
  PRINTED[output](checked, terminal);
  return checked.config ? 0 : 1;
};

const noParameters = (): Promise<string> =>
  Promise.reject(new Error('check reads files only; save the parameter to a file first'));

const checkFile = async (file: string, now: number): Promise<Checked> => {
  let text: string | undefined;
  try {
    text = (await resolveConfigText(file, noParameters)).text;
    const config = parseConfig(text, file);
    return { file, text, config, faults: [], warnings: located(warningsOf(config, now), text) };
  } catch (error) {
    if (error instanceof ConfigError)
      return { file, ...(text === undefined ? {} : { text }), faults: error.problems, warnings: [] };
    if (!(error instanceof ConfigUnreadableError)) throw error;
    // A file that cannot be read is a problem of the file as a whole.
    const problem = { path: '', line: 1, column: 1, expected: 'a readable file', found: error.message };
    return { file, faults: [problem], warnings: [] };
  }
};

const located = (warnings: readonly Warning[], text: string): Remark[] => {
  const locate = locating(text);
  return warnings.map(({ path, text: said }): Remark => {
    return { level: 'warning', path: formatPath(path), ...locate(path, 'value'), text: said };
  });
};

const PRINTED: Readonly<Record<CheckOutput, (checked: Checked, terminal: Terminal) => void>> = {
  text: (checked, terminal) => {
    if (checked.config) printInOrder(checked, checked.config, terminal);
    else if (checked.text === undefined)
      for (const { found } of checked.faults) printLine(terminal.err, `waykeeper: ${found}`);
    else printFaults(checked, checked.text, terminal);
  },
  json: ({ file, config, faults, warnings }, { out }) => {
    const claims = config ? claimsOf(config) : [];
    const said = { ok: config !== undefined, file, faults, warnings: warnings.map(warningText), claims };
    printLine(out, JSON.stringify(said, null, 2));
  },
  markdown: (checked, { out }) => {
    for (const line of markdown(checked)) printLine(out, line);
  },
  sarif: (checked, { out }) => printLine(out, JSON.stringify(sarif(checked.file, remarksOf(checked)), null, 2)),
  github: (checked, { out }) => {
    for (const line of githubAnnotations(checked.file, remarksOf(checked))) printLine(out, line);
  },
};

const sentence = ({ expected, found }: LocatedProblem): string => `expected ${expected}, found ${found}`;

const remarksOf = ({ faults, warnings }: Checked): Remark[] => [
  ...faults.map((fault) => ({ level: 'error' as const, ...fault, text: sentence(fault) })),
  ...warnings,
];

const warningText = ({ path, text }: Remark): string => `${path}: ${text}`;

const HEADS = ['SECTION', 'MODE', 'NAME', 'CLAIMS', 'FOR'];

const claimRows = (config: Config): string[][] =>
  claimsOf(config).map(({ section, name, claims, for: goal }) => [section, config.mode[section], name, claims, goal]);

const printInOrder = ({ file, warnings }: Checked, config: Config, { out }: Terminal): void => {
  printLine(out, `${file}: ${styled(out, 'green', 'in order')}`);
  for (const warning of warnings) printLine(out, styled(out, 'yellow', `  warning: ${warningText(warning)}`));
  printLine(out);
  const rows = claimRows(config);
  if (rows.length === 0) printLine(out, '  It claims nothing.');
  else
    for (const [at, line] of aligned([HEADS, ...rows]).entries())
      printLine(out, at === 0 ? styled(out, 'dim', line) : line);
};

/** Each with the lines that it is about. */
const printFaults = ({ file, faults }: Checked, text: string, { err }: Terminal): void => {
  for (const fault of faults) {
    printLine(err, formatProblem(file, fault));
    const lines = excerpt(text, fault, widthOf(err));
    for (const [at, line] of lines.entries())
      printLine(err, styled(err, at === lines.length - 1 ? 'red' : 'dim', line));
  }
  printLine(err, styled(err, 'red', faults.length === 1 ? '1 fault' : `${faults.length} faults`));
};

const markdown = ({ file, config, faults, warnings }: Checked): string[] => [
  `\`${file}\`: ${config ? 'in order' : `${faults.length === 1 ? '1 fault' : `${faults.length} faults`}`}`,
  ...warnings.map((warning) => `- warning: ${warningText(warning)}`),
  '',
  ...(config
    ? table(['section', 'mode', 'name', 'claims', 'for'], claimRows(config))
    : table(
        ['line', 'key', 'fault'],
        faults.map((fault) => [`${fault.line}:${fault.column}`, fault.path, sentence(fault)]),
      )),
];

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`);

const cell = (text: string): string => text.replaceAll('|', '\\|');
