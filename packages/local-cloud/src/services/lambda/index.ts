/** The simulated Lambda API: invoking functions, and looking at them and their event source mappings. */
import type {
  EventSourceMappingConfiguration,
  FunctionConfiguration,
  GetFunctionRequest,
  GetFunctionResponse,
  InvocationRequest,
  InvocationResponse,
  ListEventSourceMappingsRequest,
  ListEventSourceMappingsResponse,
  ListFunctionsResponse,
  UpdateEventSourceMappingRequest,
} from '@aws-sdk/client-lambda';
import * as client from '@aws-sdk/client-lambda';
import type { Call, Service } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { findFunction, findMapping } from './find.ts';
import { permissions } from './permissions.ts';
import { functionView, mappingView } from './views.ts';

/** What came of an invocation, as the runtime reports it. */
interface Invoked {
  readonly outcome: { readonly value: string } | { readonly fault: object };
  readonly tail: readonly string[];
}

/** What runs the functions; the service itself knows no children and no queues. */
interface LambdaRuntime {
  invoke(name: string, payload: string): Promise<Invoked>;
  accept(name: string, payload: string): string;
  /** Throws as `invoke` does, without running anything. */
  check(name: string, payload: string, when: 'now' | 'later'): unknown;
  retry(requestId: string): void;
  /** Something about the mappings changed, or a batching window ended. */
  poll(): void;
}

const TAIL_BYTES = 4096;

const textOf = (payload: InvocationRequest['Payload']): string => {
  const text = payload === undefined || payload.length === 0 ? '{}' : Buffer.from(payload).toString();
  try {
    JSON.parse(text);
  } catch (error) {
    const message = `Could not parse request body into json: ${error instanceof Error ? error.message : String(error)}`;
    throw new AwsError('InvalidRequestContentException', message, 400, { Type: 'User' });
  }
  return text;
};

const tailOf = ({ tail }: Invoked): string => Buffer.from(tail.join('\n')).subarray(-TAIL_BYTES).toString('base64');

const answerOf = (invoked: Invoked, withTail: boolean): InvocationResponse => {
  const { outcome } = invoked;
  return {
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
    Payload: Buffer.from('fault' in outcome ? JSON.stringify(outcome.fault) : outcome.value) as never,
    ...('fault' in outcome ? { FunctionError: 'Unhandled' } : {}),
    ...(withTail ? { LogResult: tailOf(invoked) } : {}),
  };
};

const invokeWith =
  (runtime: LambdaRuntime) =>
  async (input: InvocationRequest, call: Call): Promise<InvocationResponse> => {
    const { name } = findFunction(call.account, input.FunctionName);
    const payload = textOf(input.Payload);
    const type = input.InvocationType ?? 'RequestResponse';
    if (type === 'Event') {
      runtime.accept(name, payload);
      return { StatusCode: 202 };
    }
    if (type === 'DryRun') {
      runtime.check(name, payload, 'now');
      return { StatusCode: 204 };
    }
    return answerOf(await runtime.invoke(name, payload), input.LogType === 'Tail');
  };

const listFunctions = (_: unknown, { account }: Call): ListFunctionsResponse => ({
  Functions: Object.values(account.lambda.functions).map(functionView),
});

const getFunction = (input: GetFunctionRequest, call: Call): GetFunctionResponse => {
  const definition = findFunction(call.account, input.FunctionName);
  const { reservedConcurrency } = definition;
  return {
    Configuration: functionView(definition),
    ...(reservedConcurrency === undefined
      ? {}
      : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
  };
};

const getFunctionConfiguration = (input: GetFunctionRequest, call: Call): FunctionConfiguration =>
  functionView(findFunction(call.account, input.FunctionName));

const listMappings = (input: ListEventSourceMappingsRequest, call: Call): ListEventSourceMappingsResponse => {
  const name = input.FunctionName === undefined ? undefined : findFunction(call.account, input.FunctionName).name;
  const found = Object.values(call.account.lambda.mappings)
    .filter(({ functionName }) => name === undefined || functionName === name)
    .filter(({ eventSourceArn }) => input.EventSourceArn === undefined || eventSourceArn === input.EventSourceArn);
  return { EventSourceMappings: found.map((mapping) => mappingView(call.account, mapping)) };
};

const updateMappingWith =
  (runtime: LambdaRuntime) =>
  ({ UUID, Enabled, ...others }: UpdateEventSourceMappingRequest, call: Call): EventSourceMappingConfiguration => {
    const mapping = findMapping(call.account, UUID);
    const unknown = Object.entries(others).filter(([, value]) => value !== undefined);
    if (unknown.length > 0) {
      const names = unknown.map(([name]) => name).join(', ');
      throw new AwsError('NotImplemented', `Only Enabled can be changed in the local cloud, found ${names}.`, 501);
    }
    if (Enabled !== undefined) mapping.enabled = Enabled;
    mapping.lastModified = call.now;
    runtime.poll();
    return mappingView(call.account, mapping);
  };

/** Lambda's API in front of what runs the functions. */
export const createLambda = (runtime: LambdaRuntime): Service => ({
  signingName: 'lambda',
  client,
  permissions,
  operations: {
    Invoke: invokeWith(runtime),
    ListFunctions: listFunctions,
    GetFunction: getFunction,
    GetFunctionConfiguration: getFunctionConfiguration,
    ListEventSourceMappings: listMappings,
    UpdateEventSourceMapping: updateMappingWith(runtime),
  },
  transitions: {
    retry: (requestId) => runtime.retry(requestId),
    window: () => runtime.poll(),
  },
});
