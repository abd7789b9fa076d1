/** The consumer's side: what is said of the account's own endpoints. */
import type { ConsumedService, OwnEndpoint } from '../../../lib/aws/types.ts';
import { servicesToRead } from '../../../lib/connections/own-endpoints.ts';
import { secondsAgo } from '../../support/aws.ts';
import { lines } from '../../support/lines.ts';
import { planFor } from '../../support/sharing.ts';

const SERVICE = 'com.amazonaws.vpce.eu-west-2.vpce-svc-0far';

const own = (given: Partial<OwnEndpoint> = {}): OwnEndpoint => ({
  ...{ id: 'vpce-0own', serviceName: SERVICE, serviceRegion: 'eu-west-2', state: 'available' },
  ...{ createdAt: secondsAgo(60), privateDns: false },
  ...given,
});

const offering = (state: NonNullable<ConsumedService['privateName']>['state'] = 'verified'): ConsumedService => ({
  ...{ name: SERVICE, privateName: { name: 'pay.far.example', state } },
});

const plan = (endpoint: OwnEndpoint, ...consumedServices: readonly ConsumedService[]) =>
  planFor({ services: [], connections: [], complete: false, ownEndpoints: [endpoint], consumedServices });

describe('an endpoint of this account', () => {
  it('that waits for its provider is told with the command that the provider runs', () => {
    expect(plan(own({ state: 'pendingAcceptance' }))).toMatchObject({
      changes: [],
      findings: [
        {
          ...{ key: 'vpce-0own', severity: 'warning' },
          reason: {
            code: 'ENDPOINT_WAITS',
            message: `the endpoint waits for the provider of ${SERVICE} to accept it since 2026-11-21T02:59:00.000Z`,
          },
          remedy:
            'have the provider run: aws ec2 accept-vpc-endpoint-connections --service-id vpce-svc-0far --vpc-endpoint-ids vpce-0own',
        },
      ],
    });
  });

  it('that its provider rejected is told with the command that gives it up', () => {
    expect(plan(own({ state: 'rejected' })).findings).toMatchObject([
      {
        reason: { code: 'ENDPOINT_REJECTED' },
        remedy: 'ask the provider, or give it up: aws ec2 delete-vpc-endpoints --vpc-endpoint-ids vpce-0own',
      },
    ]);
  });

  it('that is available without the private DNS that its service offers is told with the command', () => {
    expect(plan(own(), offering()).findings).toMatchObject([
      {
        ...{ key: 'vpce-0own', severity: 'info' },
        reason: {
          code: 'PRIVATE_DNS_OFF',
          message: 'the endpoint is available, and private DNS is off, though its service offers pay.far.example',
        },
        remedy: 'aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-0own --private-dns-enabled',
      },
    ]);
  });

  it.each<[string, OwnEndpoint, readonly ConsumedService[]]>([
    ['has private DNS', own({ privateDns: true }), [offering()]],
    ['is to a service without a private name', own(), [{ name: SERVICE }]],
    ['is to a service whose private name is not verified', own(), [offering('pendingVerification')]],
    ['is to a service that could not be seen', own(), []],
    ['is on its way', own({ state: 'pending' }), [offering()]],
    ['is to a service of AWS', own({ serviceName: 'com.amazonaws.eu-west-2.s3' }), [offering()]],
    ['is to a service in another Region', own({ serviceRegion: 'us-east-1' }), [offering()]],
  ])('that %s is not told of', (_, endpoint, services) => {
    expect(lines(plan(endpoint, ...services))).toEqual([]);
  });
});

it('services are looked at, each once, only where an available endpoint lacks private DNS', () => {
  const many = [
    own(),
    own({ id: 'vpce-0two' }),
    own({ serviceName: `${SERVICE}2`, state: 'pendingAcceptance' }),
    own({ serviceName: `${SERVICE}3`, privateDns: true }),
    own({ serviceName: 'com.amazonaws.eu-west-2.s3' }),
  ];
  expect(servicesToRead(many, 'eu-west-2')).toEqual([SERVICE]);
});

it('endpoints that could not be read are said to be, and all else goes on', () => {
  const unseen = [{ key: 'endpoints', code: 'UnauthorizedOperation', error: 'no', retryable: false }];
  expect(lines(planFor({ unseen }))).toEqual([
    'accept vpce-svc-1/vpce-1: RULE_ACCEPTS',
    'leave endpoints: UnauthorizedOperation',
  ]);
});
