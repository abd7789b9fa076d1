/** What `check` found, as programs that run in CI read it. */
import { isAbsolute, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LocatedProblem } from '../lib/config/errors.ts';
import manifest from '../package.json' with { type: 'json' };

/** Something to tell of a place of the config. */
export interface Remark extends Pick<LocatedProblem, 'path' | 'line' | 'column'> {
  readonly level: 'error' | 'warning';
  readonly text: string;
}

const RULES = {
  error: { id: 'config-fault', shortDescription: { text: 'The config is not in order' } },
  warning: { id: 'config-warning', shortDescription: { text: 'The config asks for a look' } },
} as const;

/** SARIF 2.1.0 (OASIS), which code scanning of GitHub, GitLab and Azure DevOps reads. */
export const sarif = (file: string, remarks: readonly Remark[]): object => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: manifest.name, version: manifest.version, rules: Object.values(RULES) } },
      columnKind: 'utf16CodeUnits',
      results: remarks.map(({ level, path, text, line, column }) => ({
        ruleId: RULES[level].id,
        level,
        message: { text: path === '' ? text : `${path}: ${text}` },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: uriOf(file) },
              region: { startLine: line, startColumn: column },
            },
          },
        ],
      })),
    },
  ],
});

/** Relative to where the command runs, as code scanning wants it, where the file lies there. */
const uriOf = (file: string): string => {
  const within = relative(process.cwd(), file);
  return within.startsWith('..') || isAbsolute(within)
    ? pathToFileURL(file).href
    : within.split(sep).map(encodeURIComponent).join('/');
};

/** Workflow commands of GitHub Actions, which shows each beside its line of a pull request. */
export const githubAnnotations = (file: string, remarks: readonly Remark[]): string[] =>
  remarks.map(({ level, path, text, line, column }) => {
    const where = { file, line, col: column, title: path === '' ? 'waykeeper check' : path };
    const properties = Object.entries(where).map(
      ([key, value]) => `${key}=${escaped(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
    );
    return `::${level} ${properties.join(',')}::${escaped(text)}`;
  });

const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
