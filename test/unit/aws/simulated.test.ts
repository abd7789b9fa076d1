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

const resolverCalls = sourcesIn('lib/aws/route53resolver/*.ts').flatMap(({ text }) =>
  [...text.matchAll(/callResolver(?:<\w+>)?\(\s*'(\w+)'/g)].flatMap(([, operation]) => operation ?? []),
);

describe('a call of lib/aws', () => {
  it('is seen by this test', () => {
    expect(calls.length).toBeGreaterThan(35);
    expect(resolverCalls.length).toBeGreaterThan(5);
    expect([...new Set(calls.map(([client]) => client))].filter((client) => !(client in SERVICES))).toEqual([]);
  });

  it.each(calls.filter(([client]) => SERVICES[client] !== undefined))(
    'of %s, %s, is simulated',
    (client, operation) => {
      expect(Object.keys(SERVICES[client]?.operations ?? {})).toContain(operation);
    },
  );

  it.each(resolverCalls)('of Resolver, %s, is simulated', (operation) => {
    expect(Object.keys(route53resolver.operations)).toContain(operation);
  });
});
