/** Calls of Route 53 Resolver without an SDK client: AWS JSON 1.1 over plain HTTP, with a credential scope and no signature. */

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

/** Makes calls to the API at `url`; they answer members as they stand on the wire. Throws ResolverFailure. */
export const resolverCaller =
  (url: string, accessKeyId = 'AKIALOCAL') =>
  async <T = Members>(operation: string, input: object = {}): Promise<T> => {
    const scope = `${accessKeyId}/20260302/eu-west-2/route53resolver/aws4_request`;
    const response = await fetch(url, {
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
