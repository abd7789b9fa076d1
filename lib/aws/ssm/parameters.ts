/** SSM parameters: where a config or a TSIG key is kept. */
import { read } from '../clients.ts';

/** The value of one parameter, decrypted. Throws `ParameterNotFound`. */
export const readParameter = async (name: string): Promise<string> => {
  const { getParameter } = await import('../lazy/ssm.ts');
  const { Parameter } = await read(getParameter(name));
  return Parameter?.Value ?? '';
};
