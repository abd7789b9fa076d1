/** The config that a function runs with: the one that was validated and packaged, or the override. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from './environment.ts';
import type { Config } from './types.ts';

/**
 * Reads the config once for each execution environment. The packaged one lies beside the bundle as JSON and was
 * validated when it was packaged. The override's parser and schema are a second file of the zip, loaded only here.
 */
export const loadConfig = async ({ configOverride }: Environment): Promise<Config> => {
  if (configOverride === undefined) {
    return JSON.parse(await readFile(join(import.meta.dirname, 'config.json'), 'utf8')) as Config;
  }
  const { loadOverride } = await import('./override.ts');
  return loadOverride(configOverride);
};
