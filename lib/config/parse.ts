/** From the text of waykeeper.yml to a config, or to all of its problems at once. */
import { checkClaims } from './checks/index.ts';
import { ConfigError, type LocatedProblem } from './errors.ts';
import { formatPath } from './problem.ts';
import { configSchema } from './schema/index.ts';
import type { Config } from './types.ts';
import { readYaml } from './yaml.ts';
import { describeIssue, problemsOf } from './zod-problems.ts';

/**
 * Parses and validates; fills defaults in. `file` only names the text in messages. JSON is YAML, too: a config that was
 * parsed before parses to itself. Throws `ConfigError` with every problem of the schema and of the checks together; only
 * text that is no YAML stops earlier.
 */
export const parseConfig = (text: string, file: string): Config => {
  const document = readYaml(text);
  if ('broken' in document) throw new ConfigError(file, document.broken);
  const { value, locate } = document;
  const parsed = configSchema.safeParse(value, { error: describeIssue });
  const problems = [...document.problems, ...problemsOf(parsed.error?.issues ?? [], value), ...checkClaims(value)];
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new ConfigError(
    file,
    inOrder(
      problems.map(({ path, at, expected, found }) => ({
        path: formatPath(path),
        ...locate(path, at),
        expected,
        found,
      })),
    ),
  );
};

/** In the order of the file, each problem once. */
const inOrder = (problems: readonly LocatedProblem[]): LocatedProblem[] => {
  const distinct = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...distinct.values()].sort((a, b) => a.line - b.line || a.column - b.column);
};
