/**
 * The config that `WAYKEEPER_CONFIG` names instead of the embedded one. Built to a file of its own, which is loaded only
 * when the override is set: YAML parser, schema and SSM client are larger than everything else.
 */
import { readParameter } from '../aws/ssm/parameters.ts';
import { parseConfig } from './parse.ts';
import { resolveConfigText } from './source.ts';
import type { Config } from './types.ts';

/** Reads and validates. Throws `ConfigUnreadableError`, or `ConfigError` with every problem. */
export const loadOverride = async (value: string): Promise<Config> => {
  const { text, file } = await resolveConfigText(value, readParameter);
  return parseConfig(text, file);
};
