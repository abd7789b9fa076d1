/** Calls of Route 53 Resolver, for which npm has no current client: JSON over HTTP, as an operator of the account. */
import type { Cloud } from '@waykeeper/local-cloud/cloud';

/** Throws what the local cloud answers with when it refuses. It checks no signature, so that there is none. */
export const callResolver = async (cloud: Cloud, operation: string, input: object): Promise<void> => {
  const { accessKeyId } = cloud.clientConfig().credentials;
  const scope = `${accessKeyId}/20260101/${cloud.account.region}/route53resolver/aws4_request`;
  const response = await fetch(cloud.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Route53Resolver.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${operation} failed: ${response.status} ${answer}`);
};
