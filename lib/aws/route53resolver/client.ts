/**
 * A client of Route 53 Resolver, of which npm has no current one: `@aws-sdk/client-route53resolver` ended at 3.654.0 (seen
 * 2026-11-21). That one brings a second SDK runtime into the bundle, 656 KB, and knows neither server names of targets nor
 * rules of type DELEGATE. This one adds 3 KB: it is the EC2 client, which the bundle holds anyway, told to speak AWS JSON 1.1
 * to another address. Credentials, Region, endpoint, signature, timeouts and retries are the SDK's own.
 */
import { EC2Client } from '@aws-sdk/client-ec2';
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { makeBuilder } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import { clientDefaults } from '../clients.ts';
import { ec2 } from '../ec2/client.ts';

const NAMESPACE = 'com.amazonaws.route53resolver';

/** The model's id of the service; `AWS_ENDPOINT_URL_ROUTE53RESOLVER` is made of it. */
const SERVICE_ID = 'Route53Resolver';

const SIGNING_NAME = 'route53resolver';

/** Number of the schema of untyped data: the answers hold no blobs, and their times are text. */
const DOCUMENT = 15;
const OPERATION = 9;

type Settings = NonNullable<ConstructorParameters<typeof EC2Client>[0]>;

/**
 * EC2's own rules (partition, FIPS, dual stack) hold for Resolver under its name (its endpoint rule set says the same).
 * @internal Exported for its tests.
 */
export const resolverEndpoint: NonNullable<Settings['endpointProvider']> = (params, context) => {
  const endpoint = ec2.config.endpointProvider(params, context);
  if (params.Endpoint !== undefined) return endpoint;
  return { ...endpoint, url: new URL(endpoint.url.href.replace('//ec2', `//${SIGNING_NAME}`)) };
};

const httpAuthSchemeProvider: NonNullable<Settings['httpAuthSchemeProvider']> = (params) =>
  ec2.config.httpAuthSchemeProvider(params).map((option) => ({
    ...option,
    signingProperties: { ...option.signingProperties, signingName: SIGNING_NAME },
  }));

const client = new EC2Client({
  ...clientDefaults,
  serviceId: SERVICE_ID,
  protocol: AwsJson1_1Protocol,
  protocolSettings: { defaultNamespace: NAMESPACE, serviceTarget: SERVICE_ID, errorTypeRegistries: [] },
  endpointProvider: resolverEndpoint,
  httpAuthSchemeProvider,
});

const command = makeBuilder(
  {
    UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
    Endpoint: { type: 'builtInParams', name: 'endpoint' },
    Region: { type: 'builtInParams', name: 'region' },
    UseDualStack: { type: 'builtInParams', name: 'useDualstackEndpoint' },
  },
  SERVICE_ID,
  'Route53ResolverClient',
  getEndpointPlugin,
);

/** What Resolver is asked here. Each is the IAM action of the same name (service authorization reference). */
type ResolverOperation =
  | 'GetResolverEndpoint'
  | 'GetResolverRule'
  | 'ListResolverEndpointIpAddresses'
  | 'ListResolverRuleAssociations'
  | 'ListResolverRules'
  | 'UpdateResolverRule';

/**
 * Makes one call. Errors are as the SDK's: `name` is AWS's code (`ResourceNotFoundException`, `ResourceUnavailableException`
 * while a rule is being updated, …), with `$fault` and `$metadata`.
 */
export const callResolver = async <Answer extends object>(
  operation: ResolverOperation,
  input: Readonly<Record<string, unknown>>,
): Promise<Answer> => {
  const Call = command({}, () => [], operation, [OPERATION, NAMESPACE, operation, 0, DOCUMENT, DOCUMENT]);
  return (await client.send(new Call(input) as unknown as Parameters<typeof client.send>[0])) as unknown as Answer;
};
