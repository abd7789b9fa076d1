/** What the product asks of AWS, the local cloud answers: otherwise only the packaged tests would find out, in riddles. */
import {
  autoscaling,
  cloudtrail,
  cloudwatch,
  ec2,
  elbv2,
  events,
  organizations,
  route53,
  route53profiles,
  route53resolver,
  type Service,
  s3,
  ssm,
  sts,
} from '@waykeeper/local-cloud/api';
import { sourcesIn } from '../../../scripts/sources.ts';

/** The simulated service of each SDK client. SQS and Lambda are made only with a running cloud. */
const SERVICES: Readonly<Record<string, Service | undefined>> = {
  'client-auto-scaling': autoscaling,
  'client-cloudtrail': cloudtrail,
  'client-cloudwatch': cloudwatch,
  'client-ec2': ec2,
  'client-elastic-load-balancing-v2': elbv2,
  'client-eventbridge': events,
  'client-lambda': undefined,
  'client-organizations': organizations,
  'client-route-53': route53,
  'client-s3': s3,
  'client-sqs': undefined,
  'client-ssm': ssm,
  'client-sts': sts,
};

const IMPORT = /^import (?:type )?\{([^}]*)\} from '@aws-sdk\/(client-[\w-]+)'/gm;

/** Each call of lib/aws: its client and its operation. */
const calls = sourcesIn('lib/aws/**/*.ts').flatMap(({ text }) =>
  [...text.matchAll(IMPORT)].flatMap(([, names = '', client = '']) =>
    [...names.matchAll(/\b(\w+)Command\b/g)].map(([, operation = '']) => [client, operation] as const),
  ),
);

/** Those of services without an SDK client. */
const otherCalls = sourcesIn('lib/aws/route53*/*.ts').flatMap(({ text }) =>
  [...text.matchAll(/call(Resolver|Profiles)(?:<\w+>)?\(\s*'(\w+)'/g)].map(
    ([, service, operation = '']) => [service === 'Resolver' ? route53resolver : route53profiles, operation] as const,
  ),
);

describe('a call of lib/aws', () => {
  it('is seen by this test', () => {
    expect(calls.length).toBeGreaterThan(35);
    expect(otherCalls.length).toBeGreaterThan(7);
    expect([...new Set(calls.map(([client]) => client))].filter((client) => !(client in SERVICES))).toEqual([]);
  });

  it.each(calls.filter(([client]) => SERVICES[client] !== undefined))(
    'of %s, %s, is simulated',
    (client, operation) => {
      expect(Object.keys(SERVICES[client]?.operations ?? {})).toContain(operation);
    },
  );

  it.each(otherCalls.map(([service, operation]) => ({ ...service, operation })))(
    'of $signingName, $operation, is simulated',
    ({ operations, operation }) => {
      expect(Object.keys(operations)).toContain(operation);
    },
  );
});
