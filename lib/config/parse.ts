/** From the text of waykeeper.yml to a config, or to all of its faults at once. */
import { checkClaims } from './checks/index.ts';
import { ConfigError, type Fault } from './errors.ts';
import { formatPath } from './findings.ts';
import { describeIssue, misfitsOf } from './problems.ts';
import { configSchema } from './schema/index.ts';
import type { Config } from './types.ts';
import { readYaml } from './yaml.ts';

/**
 * Parses and validates; fills defaults in. `file` only names the text in messages. JSON is YAML, too: a config that was
 * parsed before parses to itself. Throws `ConfigError` with every fault of the schema and of the checks together; only
 * text that is no YAML stops earlier.
 */
export const parseConfig = (text: string, file: string): Config => {
  const document = readYaml(text);
  if ('faults' in document) throw new ConfigError(file, document.faults);
  const { value, locate } = document;
  const parsed = configSchema.safeParse(value, { error: describeIssue });
  const misfits = [...document.misfits, ...misfitsOf(parsed.error?.issues ?? [], value), ...checkClaims(value)];
  if (parsed.success && misfits.length === 0) return parsed.data;
  throw new ConfigError(
    file,
    inOrder(
      misfits.map(({ path, at, expected, found }) => ({
        path: formatPath(path),
        ...locate(path, at),
        expected,
        found,
      })),
    ),
  );
};

/** In the order of the file, each fault once. */
const inOrder = (faults: readonly Fault[]): Fault[] => {
  const distinct = new Map(faults.map((fault) => [JSON.stringify(fault), fault]));
  return [...distinct.values()].sort((a, b) => a.line - b.line || a.column - b.column);
};
