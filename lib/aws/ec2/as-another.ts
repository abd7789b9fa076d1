/**
 * Clients of services of which npm has no current one: the EC2 client, which every bundle holds anyway, told to speak another
 * protocol to another address. Credentials, Region, endpoint, signature, timeouts and retries are the SDK's own. See
 * docs/decisions/resolver-through-the-ec2-client.md.
 */
import { EC2Client } from '@aws-sdk/client-ec2';
import { makeBuilder } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import { clientDefaults } from '../clients.ts';
import { ec2 } from './client.ts';

type Settings = NonNullable<ConstructorParameters<typeof EC2Client>[0]>;

/** A service as its model describes it. */
interface Another extends Pick<Settings, 'protocol' | 'protocolSettings' | 'retryStrategy'> {
  /** The model's id of the service; `AWS_ENDPOINT_URL_<ID>` is made of it. */
  readonly serviceId: string;
  /** The first part of its address as well. */
  readonly signingName: string;
}

/** An operation as the schemas of the SDK's clients have it: 9, namespace, name, traits, input, output. */
export type OperationSchema = Parameters<ReturnType<typeof makeBuilder>>[3];

/**
 * EC2's own rules (partition, FIPS, dual stack) hold for the service under its name (the endpoint rule sets say the same).
 * @internal Exported for its tests.
 */
export const endpointOf =
  (signingName: string): NonNullable<Settings['endpointProvider']> =>
  (params, context) => {
    const endpoint = ec2.config.endpointProvider(params, context);
    if (params.Endpoint !== undefined) return endpoint;
    return { ...endpoint, url: new URL(endpoint.url.href.replace('//ec2', `//${signingName}`)) };
  };

const schemesOf =
  (signingName: string): NonNullable<Settings['httpAuthSchemeProvider']> =>
  (params) =>
    ec2.config.httpAuthSchemeProvider(params).map((option) => ({
      ...option,
      signingProperties: { ...option.signingProperties, signingName },
    }));

/** Makes one call. Errors are as the SDK's: `name` is AWS's code, with `$fault` and `$metadata`. */
type Caller = <Answer extends object>(
  operation: OperationSchema,
  input: Readonly<Record<string, unknown>>,
) => Promise<Answer>;

/** What makes the calls of such a service. */
export const callerOf = ({ serviceId, signingName, ...settings }: Another): Caller => {
  const client = new EC2Client({
    ...clientDefaults,
    ...settings,
    serviceId,
    endpointProvider: endpointOf(signingName),
    httpAuthSchemeProvider: schemesOf(signingName),
  });
  const command = makeBuilder(
    {
      UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
      Endpoint: { type: 'builtInParams', name: 'endpoint' },
      Region: { type: 'builtInParams', name: 'region' },
      UseDualStack: { type: 'builtInParams', name: 'useDualstackEndpoint' },
    },
    serviceId,
    `${serviceId}Client`,
    getEndpointPlugin,
  );
  return async <Answer extends object>(operation: OperationSchema, input: Readonly<Record<string, unknown>>) => {
    const Call = command({}, () => [], operation[2], operation);
    return (await client.send(new Call(input) as unknown as Parameters<typeof client.send>[0])) as unknown as Answer;
  };
};
