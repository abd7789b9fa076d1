/** AWS JSON 1.0 and 1.1 (`X-Amz-Target`), and the binary protocol that newer AWS CLI versions prefer (RPC v2 CBOR). */
import { JsonCodec2 } from '@aws-sdk/core/protocols';
import { CborCodec } from '@smithy/core/cbor';
import { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from './error.ts';
import { type Bag, type Protocol, utf8, type WireRequest, type WireResponse } from './message.ts';
import { validationMessage } from './query.ts';
import type { Model, OperationSchema, Shape } from './schema.ts';

/** Epoch seconds, the default time format of JSON bodies. */
const EPOCH_SECONDS = 7;
const timestampFormat = { useTrait: true, default: EPOCH_SECONDS } as const;
const plainJson = new JsonCodec2({ timestampFormat, jsonName: false });
const restJsonCodec = new JsonCodec2({ timestampFormat, jsonName: true, httpBindings: true });
const cbor = new CborCodec();
/** Smithy's sentinel for a document: any value, written as it is. */
const DOCUMENT = NormalizedSchema.of(15);

/** Writes a value as JSON; `names` says whether `jsonName` traits hold (REST JSON) or not (AWS JSON). */
export const writeJson = (shape: Shape, value: unknown, names: 'rest' | 'plain'): Uint8Array => {
  const writer = (names === 'rest' ? restJsonCodec : plainJson).createSerializer();
  writer.write(shape, value);
  const { buffer, byteOffset, byteLength } = writer.flush();
  return Buffer.from(buffer, byteOffset, byteLength);
};

/** Reads JSON by schema. Throws SerializationException when the text is no JSON. */
export const readJson = async (shape: Shape, body: Uint8Array, names: 'rest' | 'plain'): Promise<unknown> => {
  parseJson(body);
  const reader = (names === 'rest' ? restJsonCodec : plainJson).createDeserializer();
  return reader.read(shape, utf8(body));
};

const parseJson = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(utf8(body) || '{}');
  } catch (error) {
    throw new AwsError('SerializationException', `The body is not valid JSON: ${(error as Error).message}`);
  }
};

/** A client without schemas gets and gives its JSON as it stands. */
const schemaless = (name: string): OperationSchema => ({ name, input: () => DOCUMENT, output: () => DOCUMENT });

const find = (model: Model, name: string): OperationSchema => {
  const operation = model.operations.size ? model.operations.get(name) : schemaless(name);
  if (!operation)
    throw new AwsError('UnknownOperationException', `The operation ${name} is not valid for this service.`);
  return operation;
};

const missing = (model: Model, path: string): AwsError =>
  model.queryCompatible
    ? new AwsError('MissingParameter', `The request must contain the parameter ${path}.`)
    : new AwsError('ValidationException', validationMessage(path));

/** Headers and status that say which error it is; services that also speak the query protocol add their code of it. */
const failure = (model: Model, error: AwsError) => {
  const schema = model.error(error.code);
  const status = schema?.status ?? error.status;
  const code = schema?.name ?? error.code;
  const queryError = `${schema?.queryCode ?? error.code};${status < 500 ? 'Sender' : 'Receiver'}`;
  const headers = { 'x-amzn-errortype': code, ...(model.queryCompatible ? { 'x-amzn-query-error': queryError } : {}) };
  return { status, headers, members: { __type: code, message: error.message, ...error.extra } };
};

/** The error answer of AWS JSON and REST JSON. */
export const failJson = (model: Model, error: AwsError, requestId: string, contentType: string): WireResponse => {
  const { status, headers, members } = failure(model, error);
  const body = JSON.stringify({ ...members, Message: error.message });
  return { status, headers: { ...headers, 'x-amzn-requestid': requestId, 'content-type': contentType }, body };
};

export const awsJson = (model: Model): Protocol => {
  const contentType = `application/x-amz-json-${model.jsonVersion}`;
  return {
    async read({ headers, body }) {
      const operation = find(model, headers['x-amz-target']?.split('.').pop() ?? '');
      if (!model.operations.size) return { operation, input: parseJson(body) as Bag };
      const input = body.byteLength ? await readJson(operation.input(), body, 'plain') : {};
      return { operation, input: (input ?? {}) as Bag };
    },
    write({ output }, value, requestId) {
      const headers = { 'x-amzn-requestid': requestId, 'content-type': contentType };
      if (!model.operations.size) return { status: 200, headers, body: JSON.stringify(value) };
      return { status: 200, headers, body: output().isStructSchema() ? writeJson(output(), value, 'plain') : '{}' };
    },
    fail: (error, requestId) => failJson(model, error, requestId, contentType),
    missing: (path) => missing(model, path),
  };
};

const cborResponse = (
  status: number,
  headers: object,
  requestId: string,
  shape: Shape,
  value: unknown,
): WireResponse => {
  const writer = cbor.createSerializer();
  writer.write(shape, value);
  const own = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', 'x-amzn-requestid': requestId };
  return { status, headers: { ...headers, ...own }, body: writer.flush() };
};

/** RPC v2 CBOR: the path is `/service/<name>/operation/<operation>`. */
export const rpcCbor = (model: Model): Protocol => ({
  async read({ path, body }: WireRequest) {
    const operation = find(model, path.split('/').pop() ?? '');
    const input = body.byteLength ? await cbor.createDeserializer().read(operation.input(), body) : {};
    return { operation, input: (input ?? {}) as Bag };
  },
  write: ({ output }, value, requestId) =>
    cborResponse(200, {}, requestId, output().isStructSchema() ? output() : DOCUMENT, value),
  fail(error, requestId) {
    const { status, headers, members } = failure(model, error);
    return cborResponse(status, headers, requestId, DOCUMENT, members);
  },
  missing: (path) => missing(model, path),
});
