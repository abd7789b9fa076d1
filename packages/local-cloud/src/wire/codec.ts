/**
 * The server's half of every AWS wire protocol, made from the schemas that the SDK clients export: typed input out of a
 * request, a response out of typed output. It rests on classes of `@smithy/core` and `@aws-sdk/core` that are exported but
 * semi-internal, so their versions are pinned.
 */
import type { AwsError } from './error.ts';
import { awsJson, rpcCbor } from './json.ts';
import type { Bag, Protocol, Received, WireRequest, WireResponse } from './message.ts';
import { awsQuery, ec2Query } from './query.ts';
import { firstMissing } from './required.ts';
import { restJson, restXml } from './rest.ts';
import { type NativeWire, type OperationSchema, readModel } from './schema.ts';

export type Wire = NativeWire | 'rpcCbor';

export interface Codec {
  /** All operations that the model knows; empty for a client without schemas. */
  readonly operations: readonly OperationSchema[];
  readonly nativeWire: Wire;
  /** The protocol that a request speaks, which its answer has to speak too. */
  wireOf(request: WireRequest): Wire;
  /** Throws AwsError for an unknown operation or a broken body. */
  read(wire: Wire, request: WireRequest): Promise<Received>;
  /** Throws the protocol's own error when a required member is missing. */
  check(wire: Wire, received: Received): void;
  write(wire: Wire, operation: OperationSchema, output: Bag, requestId: string): WireResponse;
  fail(wire: Wire, error: AwsError, requestId: string): WireResponse;
}

/** Builds the codec of a service from the module namespace of its SDK client. Throws TypeError when that is no client's. */
export const createCodec = (client: object): Codec => {
  const model = readModel(client);
  const protocols: Record<Wire, Protocol> = {
    ec2Query: ec2Query(model),
    awsQuery: awsQuery(model),
    awsJson: awsJson(model),
    rpcCbor: rpcCbor(model),
    restXml: restXml(model),
    restJson: restJson(model),
  };
  return {
    operations: [...model.operations.values()],
    nativeWire: model.wire,
    wireOf({ headers, query, body }) {
      if (headers['x-amz-target']) return 'awsJson';
      if (headers['smithy-protocol'] === 'rpc-v2-cbor') return 'rpcCbor';
      const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') && body.byteLength > 0;
      return model.wire === 'awsJson' && (isForm || query.has('Action')) ? 'awsQuery' : model.wire;
    },
    read: (wire, request) => protocols[wire].read(request),
    check(wire, { operation, input }) {
      const path = firstMissing(operation.input(), input);
      if (path) throw protocols[wire].missing(path);
    },
    write: (wire, operation, output, requestId) => protocols[wire].write(operation, output, requestId),
    fail: (wire, error, requestId) => protocols[wire].fail(error, requestId),
  };
};
