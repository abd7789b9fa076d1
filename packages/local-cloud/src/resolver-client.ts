/**
 * Calls of Route 53 Resolver, for which npm has no current client: AWS JSON 1.1 over plain HTTP, with a credential scope
 * and no signature, since the local cloud checks none.
 */
import type { ClientConfig } from './clients.ts';

/** What an error of the API is thrown as. */
export class ResolverFailure extends Error {
  readonly status: number;

  constructor(name: string, message: string, status: number) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

type Members = Record<string, unknown>;

/** Makes calls that answer members as they stand on the wire; they throw ResolverFailure. */
export const resolverCaller =
  ({ endpoint, region, credentials: { accessKeyId } }: ClientConfig) =>
  async <T = Members>(operation: string, input: object = {}): Promise<T> => {
    const scope = `${accessKeyId}/20260302/${region}/route53resolver/aws4_request`;
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Route53Resolver.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(input),
    });
    const output = (await response.json()) as T & { readonly __type?: string; readonly message?: string };
    if (response.ok) return output;
    throw new ResolverFailure(String(output.__type), String(output.message), response.status);
  };

export type ResolverCaller = ReturnType<typeof resolverCaller>;
