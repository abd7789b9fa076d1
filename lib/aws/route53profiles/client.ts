/**
 * A client of Route 53 Profiles, of which npm has none (seen 2026-11-28). What its two calls take, and where, is from
 * botocore's model of 2018-05-10: REST JSON.
 */
import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols';
import { REAL_TIME } from '../clients.ts';
import { callerOf, type OperationSchema } from '../ec2/as-another.ts';
import { patient } from '../patience.ts';

const NAMESPACE = 'com.amazonaws.route53profiles';

/** In a Region without Profiles there is no such address, and it must not be looked for until the run has no time left. */
const ATTEMPTS = 4;

/** Numbers of schemas; untyped data hold the answers' lists as they are. */
const [OPERATION, STRUCTURE, TEXT, NUMBER, DOCUMENT] = [9, 3, 0, 1, 15] as const;

const call = callerOf({
  serviceId: 'Route53Profiles',
  signingName: 'route53profiles',
  protocol: AwsRestJsonProtocol,
  protocolSettings: { defaultNamespace: NAMESPACE, errorTypeRegistries: [] },
  retryStrategy: patient({ ...REAL_TIME, attempts: ATTEMPTS }),
});

type Schema = OperationSchema[4];

type Members = Readonly<Record<string, Schema>>;

const PAGING: Members = {
  MaxResults: [NUMBER, { httpQuery: 'maxResults' }],
  NextToken: [TEXT, { httpQuery: 'nextToken' }],
};

const structure = (name: string, members: Members): Schema => [
  ...([STRUCTURE, NAMESPACE, name, 0] as const),
  Object.keys(members),
  Object.values(members),
];

const listing = (name: string, path: string, list: string, labels: Members = {}): OperationSchema => [
  OPERATION,
  NAMESPACE,
  name,
  { http: ['GET', path, 200] },
  structure(`${name}Request`, { ...labels, ...PAGING }),
  structure(`${name}Response`, { [list]: DOCUMENT, NextToken: TEXT }),
];

/** What Profiles is asked here. Each is the IAM action of the same name (service authorization reference). */
const OPERATIONS = {
  ListProfileAssociations: listing('ListProfileAssociations', '/profileassociations', 'ProfileAssociations'),
  ListProfileResourceAssociations: listing(
    'ListProfileResourceAssociations',
    '/profileresourceassociations/profileid/{ProfileId}',
    'ProfileResourceAssociations',
    { ProfileId: [TEXT, { httpLabel: 1 }] },
  ),
};

/** Makes one call. Errors are as the SDK's: `name` is AWS's code, with `$fault` and `$metadata`. */
export const callProfiles = <Answer extends object>(
  operation: keyof typeof OPERATIONS,
  input: Readonly<Record<string, unknown>>,
): Promise<Answer> => call<Answer>(OPERATIONS[operation], input);
