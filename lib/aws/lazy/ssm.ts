/** The SSM client, in a file of its own: see docs/architecture.md. */
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientDefaults } from '../clients.ts';

/** One that hangs must not hold up a run. Ms. */
const LONGEST_MS = 9_000;

const ssm = new SSMClient(clientDefaults);

/** One parameter, decrypted. Throws `ParameterNotFound`. */
export const getParameter = (name: string) =>
  ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }), {
    abortSignal: AbortSignal.timeout(LONGEST_MS),
  });

/** Overwrites a parameter that is there; makes one that somebody deleted. */
export const putParameter = (name: string, value: string) =>
  ssm.send(new PutParameterCommand({ Name: name, Value: value, Type: 'String', Overwrite: true }), {
    abortSignal: AbortSignal.timeout(LONGEST_MS),
  });
