/** The client's half of the wire, taken from a real SDK client: it writes requests and reads responses without a connection. */
import { HttpResponse } from '@smithy/core/protocols';
import { operation as operationSchema } from '@smithy/core/schema';
import type { Bag, WireRequest, WireResponse } from '../../src/wire/message.ts';

interface WrittenRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string | string[] | null>;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

interface ClientProtocol {
  setSerdeContext(context: object): void;
  serializeRequest(operation: object, input: Bag, context: object): Promise<WrittenRequest>;
  deserializeResponse(operation: object, context: object, response: object): Promise<Bag>;
}

const queryOf = (query: WrittenRequest['query'] = {}): URLSearchParams => {
  const parameters = new URLSearchParams();
  for (const [key, values] of Object.entries(query)) {
    for (const value of [values].flat()) parameters.append(key, value ?? '');
  }
  return parameters;
};

const bytesOf = (body: string | Uint8Array): Uint8Array =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);

export const clientHalf = (module: object, client: { readonly config: object }) => {
  const { protocol } = client.config as { protocol: ClientProtocol };
  const endpoint = async () => ({ protocol: 'http:', hostname: 'local', path: '/', url: new URL('http://local/') });
  const context = { ...client.config, endpoint };
  protocol.setSerdeContext(context);
  const schemaOf = (name: string): object => {
    const schema: unknown = module[`${name}$` as keyof typeof module];
    const [, namespace, own, traits, input, output] = schema as Parameters<typeof operationSchema> extends [...infer A]
      ? [9, ...A]
      : never;
    return operationSchema(namespace, own, traits, input, output);
  };
  return {
    async write(name: string, input: Bag): Promise<WireRequest> {
      const addressed = { ...context, __smithy_context: { service: 'Any', operation: name } };
      const request = await protocol.serializeRequest(schemaOf(name), input, addressed);
      const { method, path, headers, body = '' } = request;
      // The rules of S3's endpoint, which have no part in this, put the bucket in front.
      const isOfBucket = 'S3Client' in module && typeof input.Bucket === 'string';
      const bucket = isOfBucket ? `/${encodeURIComponent(input.Bucket as string)}` : '';
      return { method, path: bucket + path, headers, query: queryOf(request.query), body: bytesOf(body) };
    },
    async read(name: string, { status, headers, body }: WireResponse): Promise<Bag> {
      const response = new HttpResponse({ statusCode: status, headers, body: bytesOf(body) });
      const { $metadata, ...output } = await protocol.deserializeResponse(schemaOf(name), context, response);
      return output;
    },
  };
};
