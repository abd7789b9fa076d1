/** The HTTP endpoint of the local cloud: one loopback port for every service and Region, as SDKs find it by AWS_ENDPOINT_URL. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Account } from './account.ts';
import { createCall, type RecordedCall } from './call.ts';
import { type Fate, type Operate, Unanswered } from './faults/around.ts';
import type { FaultsInside } from './faults/faults.ts';
import { entryOf } from './find.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { close, listen } from './loopback.ts';
import { isReadOnly } from './read-only.ts';
import type { Caller, Check, Emission, Operation, Service } from './service.ts';
import { type Codec, createCodec, type Wire } from './wire/codec.ts';
import { AwsError } from './wire/error.ts';
import { type CredentialScope, credentialScope, readRequest } from './wire/http.ts';
import type { Bag, Received, WireRequest, WireResponse } from './wire/message.ts';

/** A call that was answered, well or not. */
export interface FinishedCall {
  readonly service: Service;
  readonly operation: string;
  readonly readOnly: boolean;
  readonly caller: Caller;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: AwsError;
  readonly emissions: readonly Emission[];
  readonly entry: JournalEntry;
  readonly requestId: string;
  readonly userAgent: string;
}

interface ApiOptions {
  readonly account: Account;
  readonly services: readonly Service[];
  readonly journal: Journal;
  /** Local-cloud time in ms since the epoch. */
  readonly now: () => number;
  /** Who stands behind an access key; `cause` is the journal entry that led to the call, such as an invocation. */
  readonly caller: (accessKeyId: string, region: string) => { caller: Caller; cause?: number };
  /** Default: none, and every call reaches its operation. */
  readonly checks?: readonly Check[];
  readonly faults: FaultsInside;
  /** Kills the process that calls with an access key, if it is one of the local cloud's. */
  readonly kill?: (accessKeyId: string) => void;
  /** Told of each call after it was journalled and before its answer is sent, which waits for what this does. */
  readonly finished: (call: FinishedCall) => void | Promise<void>;
  /** Default: any free port. */
  readonly port?: number;
}

export interface Api {
  readonly url: string;
  readonly port: number;
  /** Closes the port and every connection, long polls included. */
  stop(): Promise<void>;
}

interface Endpoint {
  readonly service: Service;
  readonly codec: Codec;
}

/** One request on its way through: what is known of it before the operation runs. */
interface Attempt extends Endpoint {
  readonly request: WireRequest;
  readonly requestId: string;
  readonly wire: Wire;
  readonly call: RecordedCall;
  readonly cause: number | undefined;
}

type Answered = { readonly output: Bag } | { readonly error: AwsError };

/** A response, or what becomes of it. */
type Sent = WireResponse & { readonly fate?: Fate };

/** What is sent where nothing is answered. */
const NOTHING: WireResponse = { status: 200, headers: {}, body: '' };

/** Starts the endpoint on 127.0.0.1. Rejects with one clear sentence when the port is in use. */
export const startApi = async (options: ApiOptions): Promise<Api> => {
  const endpoints = new Map(
    options.services.map((service) => [service.signingName, { service, codec: createCodec(service.client) }]),
  );
  const server = createServer((request, response) => void respond(options, endpoints, request, response));
  // The SDKs keep connections open; a server that closes them first makes calls fail now and then.
  server.keepAliveTimeout = 0;
  const port = await listen(server, options.port);
  return { url: `http://127.0.0.1:${port}`, port, stop: () => close(server) };
};

const respond = async (
  options: ApiOptions,
  endpoints: ReadonlyMap<string, Endpoint>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> => {
  const requestId = randomUUID();
  const { status, headers, body, fate } = await answer(options, endpoints, incoming, requestId).catch(
    (error: unknown): Sent => bareFailure(asAwsError(error), requestId),
  );
  if (fate?.how === 'reset') return void incoming.socket.resetAndDestroy();
  if (fate?.how === 'silence') return options.faults.hold(() => incoming.socket.destroy());
  // SDKs correct their own clock by this header, so it has to tell local-cloud time.
  const date = new Date(options.now()).toUTCString();
  // What answers HEAD tells of a body that it does not have.
  outgoing.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers, date }).end(body);
};

const answer = async (
  options: ApiOptions,
  endpoints: ReadonlyMap<string, Endpoint>,
  incoming: IncomingMessage,
  requestId: string,
): Promise<Sent> => {
  const request = await readRequest(incoming);
  const scope = credentialScope(request);
  const endpoint = endpoints.get(scope.signingName);
  if (!endpoint) throw notSimulated(`The service ${scope.signingName}`);
  let attempt: Attempt;
  try {
    attempt = attemptOf(options, endpoint, scope, request, requestId);
  } catch (error) {
    // Credentials that are no longer good, in the protocol of the service.
    return endpoint.codec.fail(endpoint.codec.wireOf(request), asAwsError(error), requestId);
  }
  return perform(options, attempt);
};

const attemptOf = (
  { account, caller, now }: ApiOptions,
  endpoint: Endpoint,
  { accessKeyId, region, signingName }: CredentialScope,
  request: WireRequest,
  requestId: string,
): Attempt => {
  const who = caller(accessKeyId, region);
  const call = createCall({ account, caller: who.caller, now: now(), service: signingName });
  return { ...endpoint, request, requestId, wire: endpoint.codec.wireOf(request), call, cause: who.cause };
};

/** Takes one attempt from request to response. What cannot be read has no operation, and is answered without being journalled. */
const perform = async (options: ApiOptions, attempt: Attempt): Promise<Sent> => {
  const { codec, wire, requestId, call } = attempt;
  const started = performance.now();
  try {
    const received = await codec.read(wire, attempt.request);
    const input = structuredClone(received.input);
    const { response, fate, ...answered } = await run(options, attempt, received);
    await finish(options, attempt, received.operation.name, input, answered, performance.now() - started);
    return fate ? sentUnder(options, call.caller, response, fate) : response;
  } catch (error) {
    if (error instanceof Unanswered) return sentUnder(options, call.caller, NOTHING, error.fate);
    return codec.fail(wire, asAwsError(error), requestId);
  }
};

/** With the headers of the response, but for the length of a body that is not there. */
const garbled = ({ headers: { 'content-length': _, ...headers } }: WireResponse, body: string): Sent => ({
  ...{ status: 200, headers, body },
});

/** What becomes of a response; a process that is to be killed is, before it could have it. */
const sentUnder = ({ kill }: ApiOptions, { accessKeyId }: Caller, response: WireResponse, fate: Fate): Sent => {
  if (fate.how === 'garbled') return garbled(response, fate.body);
  if (fate.how === 'killed') kill?.(accessKeyId);
  return { ...response, fate: { how: fate.how === 'killed' ? 'reset' : fate.how } };
};

interface Done {
  readonly response: WireResponse;
  readonly fate?: Fate;
}

const run = async (
  { checks = [], faults }: ApiOptions,
  attempt: Attempt,
  received: Received,
): Promise<Answered & Done> => {
  const { codec, wire, requestId, service, call } = attempt;
  try {
    codec.check(wire, received);
    const { name } = received.operation;
    const operation = entryOf(service.operations, name);
    if (!operation) throw notSimulated(`The operation ${name} of ${service.signingName}`);
    const asked = { service: service.signingName, operation: name, input: received.input, call };
    // AWS throttles before it looks at who calls.
    for (const check of [faults.check, ...checks]) await check(asked);
    const operate: Operate = async (input, by) =>
      ((await operation(input as Parameters<Operation>[0], by)) ?? {}) as Bag;
    const done = await faults.carryOut(asked, operate);
    const response =
      'error' in done
        ? codec.fail(wire, done.error, requestId)
        : codec.write(wire, received.operation, done.output, requestId);
    return { ...done, response };
  } catch (thrown) {
    if (thrown instanceof Unanswered) throw thrown;
    const error = asAwsError(thrown);
    return { error, response: codec.fail(wire, error, requestId) };
  }
};

const finish = (
  { journal, finished }: ApiOptions,
  { service, call, cause, requestId, request }: Attempt,
  operation: string,
  input: unknown,
  answered: Answered,
  durationMs: number,
): void | Promise<void> => {
  const readOnly = isReadOnly(operation);
  const { caller, emissions } = call;
  const error = 'error' in answered ? { error: answered.error.code } : {};
  const facts = { service: service.signingName, operation, readOnly, principal: caller.principal.name, input };
  const entry = journal.add({ kind: 'call', ...facts, ...error, durationMs }, cause);
  const userAgent = request.headers['user-agent'] ?? '';
  return finished({ service, operation, readOnly, caller, input, ...answered, emissions, entry, requestId, userAgent });
};

const notSimulated = (what: string): AwsError =>
  new AwsError('NotImplemented', `${what} is not simulated by the local cloud.`, 501);

/** A fault of the local cloud itself is printed and answered as AWS answers its own faults. */
const asAwsError = (error: unknown): AwsError => {
  if (error instanceof AwsError) return error;
  console.error(error);
  const text = error instanceof Error ? error.message : String(error);
  return new AwsError('InternalFailure', `The local cloud failed: ${text}`, 500);
};

/** An error for a request whose service, and so whose protocol, is unknown: the header is for JSON clients, the body for the others. */
const bareFailure = (error: AwsError, requestId: string): WireResponse => ({
  status: error.status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code, 'x-amzn-requestid': requestId },
  body: JSON.stringify({ __type: error.code, message: error.message }),
});
