/**
 * One execution environment's side of the Lambda Runtime API (2018-06-01): hands out one event at a time and takes its answer.
 * Source: docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { close, listen } from '../loopback.ts';

/** What a function throws, in the words of the Runtime API. */
export interface FunctionFault {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** An event on its way to a function; times are local-cloud ms. */
export interface NextEvent {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly deadline: number;
  readonly clockOffset: number;
  readonly functionArn: string;
}

interface RuntimeListener {
  /** The child asked for its next event: it has finished its init, or its last invocation. */
  ready(): void;
  answered(requestId: string, answer: { readonly value: string } | { readonly fault: FunctionFault }): void;
  initFailed(fault: FunctionFault): void;
}

export interface RuntimeApi {
  /** `127.0.0.1:12345` */
  readonly address: string;
  /** Answers the child's pending request for an event; false when it has not asked yet. */
  give(event: NextEvent): boolean;
  stop(): Promise<void>;
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

const takeAnswer = async (request: IncomingMessage, listener: RuntimeListener): Promise<boolean> => {
  const body = await textOf(request);
  const [, requestId = '', kind] = /\/invocation\/([^/]+)\/(response|error)$/.exec(request.url ?? '') ?? [];
  if (kind === 'response') listener.answered(requestId, { value: body });
  else if (kind === 'error') listener.answered(requestId, { fault: JSON.parse(body) as FunctionFault });
  else if (request.url?.endsWith('/init/error')) listener.initFailed(JSON.parse(body) as FunctionFault);
  else return false;
  return true;
};

const headersOf = (event: NextEvent): Record<string, string> => ({
  'content-type': 'application/json',
  'lambda-runtime-aws-request-id': event.requestId,
  'lambda-runtime-deadline-ms': String(event.deadline),
  'lambda-runtime-invoked-function-arn': event.functionArn,
  'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
  'local-clock-offset-ms': String(event.clockOffset),
});

/** Listens on a free loopback port until `stop`. */
export const startRuntimeApi = async (listener: RuntimeListener): Promise<RuntimeApi> => {
  let waiting: ServerResponse | undefined;
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url?.endsWith('/invocation/next')) {
      waiting = response;
      listener.ready();
      return;
    }
    takeAnswer(request, listener).then(
      (known) => response.writeHead(known ? 202 : 404).end('{}'),
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  const port = await listen(server);
  return {
    address: `127.0.0.1:${port}`,
    give: (event) => {
      if (!waiting) return false;
      waiting.writeHead(200, headersOf(event)).end(event.payload);
      waiting = undefined;
      return true;
    },
    stop: () => close(server),
  };
};
