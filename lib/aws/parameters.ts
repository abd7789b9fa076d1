/** SSM parameters: where a config can be kept outside of the package. */
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults } from './clients.ts';

/** The value of one parameter, decrypted. Throws `ParameterNotFound`. */
export const readParameter = async (name: string): Promise<string> => {
  const ssm = new SSMClient(clientDefaults);
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  return Parameter?.Value ?? '';
};
