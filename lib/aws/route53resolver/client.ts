/**
 * A client of Route 53 Resolver, of which npm has no current one: `@aws-sdk/client-route53resolver` ended at 3.654.0 (seen
 * 2026-11-21). That one brings a second SDK runtime into the bundle, 656 KB, and knows neither server names of targets nor
 * rules of type DELEGATE. This one adds 3 KB.
 */
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { callerOf } from '../ec2/as-another.ts';

const NAMESPACE = 'com.amazonaws.route53resolver';
const SERVICE_ID = 'Route53Resolver';

/** Number of the schema of untyped data: the answers hold no blobs, and their times are text. */
const DOCUMENT = 15;
const OPERATION = 9;

const call = callerOf({
  serviceId: SERVICE_ID,
  signingName: 'route53resolver',
  protocol: AwsJson1_1Protocol,
  protocolSettings: { defaultNamespace: NAMESPACE, serviceTarget: SERVICE_ID, errorTypeRegistries: [] },
});

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
export const callResolver = <Answer extends object>(
  operation: ResolverOperation,
  input: Readonly<Record<string, unknown>>,
): Promise<Answer> => call<Answer>([OPERATION, NAMESPACE, operation, 0, DOCUMENT, DOCUMENT], input);
