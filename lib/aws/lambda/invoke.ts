/** Invoking a function and waiting for what it answers. The command alone does it; no function loads this. */
import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientDefaults, REAL_TIME, read } from '../clients.ts';
import { isNotFound } from '../errors.ts';
import { patient } from '../patience.ts';

/** Ms: no function runs longer than 15 minutes. */
const LONGEST_MS = 16 * 60_000;

const lambda = new LambdaClient({
  ...clientDefaults,
  // A call that broke off may have been heard: to make it again would have the work done twice.
  retryStrategy: patient({ ...REAL_TIME, attempts: 1 }),
  requestHandler: { ...clientDefaults.requestHandler, requestTimeout: LONGEST_MS },
});

/** What a function answered: a value, or the error that it threw. */
export type Invoked =
  | { readonly value: unknown; readonly error?: never }
  | { readonly error: { readonly type: string; readonly message: string }; readonly value?: never };

/** Throws what Lambda answers (`ResourceNotFoundException` where there is no such function). */
export const invoke = async (FunctionName: string, payload: object): Promise<Invoked> => {
  const command = new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)) });
  const { Payload = Buffer.from('null'), FunctionError } = await lambda.send(command);
  const value: unknown = JSON.parse(Buffer.from(Payload).toString());
  if (FunctionError === undefined) return { value };
  const { errorType = FunctionError, errorMessage = 'it says nothing more' } = value as Readonly<
    Record<string, string>
  >;
  return { error: { type: errorType, message: errorMessage } };
};

/** Is there such a function? Throws what else Lambda answers, such as `AccessDeniedException`. */
export const isDeployed = async (FunctionName: string): Promise<boolean> => {
  try {
    await read(lambda.send(new GetFunctionCommand({ FunctionName })));
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
};
