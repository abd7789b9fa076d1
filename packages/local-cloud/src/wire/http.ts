/** HTTP requests as the codec wants them, and what their SigV4 signature says. The signature itself is not verified. */
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { withoutChunks } from './chunks.ts';
import { AwsError } from './error.ts';
import type { WireRequest } from './message.ts';

/** Who signed a request, for which Region and service. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly signingName: string;
}

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  // The SDK compresses long PutMetricData bodies; what is PUT is kept as it is.
  return request.method === 'POST' && request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
};

/** Reads a request to its end. */
export const readRequest = async (request: IncomingMessage): Promise<WireRequest> => {
  // Not by URL, which would resolve dots in the path: an object's key may hold them.
  const [path = '/', ...query] = (request.url ?? '/').split('?');
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return withoutChunks({
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query.join('?')),
    headers: Object.fromEntries(headers) as WireRequest['headers'],
    body: await readBody(request),
  });
};

/** The credential scope from the Authorization header or a presigned query. Throws MissingAuthenticationToken without one. */
export const credentialScope = ({ headers, query }: WireRequest): CredentialScope => {
  const credential =
    /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? query.get('X-Amz-Credential') ?? '';
  const [accessKeyId, , region, signingName] = credential.split('/');
  if (accessKeyId && region && signingName) return { accessKeyId, region, signingName };
  throw new AwsError(
    'MissingAuthenticationToken',
    'The request has no SigV4 credential scope, so it names no service.',
    403,
  );
};
