/** Where the text of a config comes from. */
import { readFile } from 'node:fs/promises';
import { errorCode } from '../aws/errors.ts';
import { ConfigUnreadableError } from './errors.ts';

/** The text of a config, and the name that messages give it. */
interface ConfigText {
  readonly text: string;
  readonly file: string;
}

const PARAMETER = 'ssm:';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ParameterNotFound: 'no such parameter',
};

/**
 * Reads what `WAYKEEPER_CONFIG` names: `ssm:<parameter name>`, or the path of a file.
 * Throws `ConfigUnreadableError` with the cause when that cannot be read.
 */
export const resolveConfigText = async (
  value: string,
  readParameter: (name: string) => Promise<string>,
): Promise<ConfigText> => {
  const name = value.startsWith(PARAMETER) ? value.slice(PARAMETER.length) : undefined;
  if (value === '' || name === '')
    throw new ConfigUnreadableError(`"${value}"`, 'expected ssm:<parameter name> or a path');
  try {
    return { text: await (name === undefined ? readFile(value, 'utf8') : readParameter(name)), file: value };
  } catch (error) {
    const why = REASONS[errorCode(error)] ?? (error instanceof Error ? error.message : String(error));
    throw new ConfigUnreadableError(value, why, { cause: error });
  }
};
