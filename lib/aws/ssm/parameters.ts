/** SSM parameters: where a config or a TSIG key is kept, and what the stack remembers. */
import { read, write } from '../clients.ts';

/** The value of one parameter, decrypted. Throws `ParameterNotFound`. */
export const readParameter = async (name: string): Promise<string> => (await readVersion(name)).value;

/** A parameter's value, and the number of the version that it is. `name:3` reads version 3. Throws `ParameterNotFound`. */
export const readVersion = async (name: string): Promise<{ readonly value: string; readonly version: number }> => {
  const { getParameter } = await import('../lazy/ssm.ts');
  const { Parameter } = await read(getParameter(name));
  return { value: Parameter?.Value ?? '', version: Parameter?.Version ?? 0 };
};

/**
 * Writes a value of at most 4,096 bytes, and returns the number of its version: the last one and one, unless others wrote
 * meanwhile. The call knows no condition: the last one wins.
 */
export const writeParameter = async (name: string, value: string): Promise<number> => {
  const { putParameter } = await import('../lazy/ssm.ts');
  const { Version } = await write(putParameter(name, value));
  return Version ?? 0;
};
