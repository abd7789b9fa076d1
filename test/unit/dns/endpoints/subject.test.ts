/** A selector may not change what the records are about: the service, and the VPC. As whole plans. */
import type { Endpoint } from '../../../../lib/aws/types.ts';
import { endpoint, NAMES_ZONE, NOW, regionalName, secondsAgo } from '../../../support/aws.ts';
import { type ZoneInput, zoneClaim } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { face, holding, plan } from '../../../support/zones.ts';

const of = (service: string, given: Partial<Endpoint> & { readonly id: string }): Endpoint =>
  endpoint({
    serviceName: `com.amazonaws.eu-west-2.${service}`,
    dnsEntries: [{ name: regionalName(given.id, service), zoneId: NAMES_ZONE }],
    ...given,
  });

const leadingTo = (id: string, service = 's3') =>
  holding({
    ...{ name: 'corp.example.', type: 'A' },
    alias: { zoneId: NAMES_ZONE, name: `${regionalName(id, service)}.`, evaluateTargetHealth: false },
  });

const s3 = (given: Partial<Endpoint> & { readonly id: string }) => of('s3', given);
const ecr = (given: Partial<Endpoint> & { readonly id: string }) => of('api.ecr', given);
const AMBIGUOUS = ['leave Z1/corp.example: AMBIGUOUS_ENDPOINT'];
const followed = (id: string, service = 's3'): string[] => [
  `replace Z1/corp.example/A to ${regionalName(id, service)}: ENDPOINT_CHANGED`,
];
const created = (id: string): string[] => [`create Z1/corp.example/A to ${regionalName(id)}: RECORD_MISSING`];

describe('an endpoint that is deleted', () => {
  it('is not replaced by one of another service that carries the same tag', () => {
    const made = plan({ endpoints: [ecr({ id: 'vpce-2' })], ...leadingTo('vpce-1') });
    expect(lines(made)).toEqual(AMBIGUOUS);
    expect(made.skips[0]?.reason.message).toBe(
      'the selector does not tell which endpoint is meant: the records lead to s3.eu-west-2.vpce.amazonaws.com, and it finds endpoints of api.ecr.eu-west-2.vpce.amazonaws.com in vpc-1; the last good value stays',
    );
  });

  it('is not replaced by it while it is still listed as deleting', () => {
    const endpoints = [s3({ id: 'vpce-1', state: 'deleting' }), ecr({ id: 'vpce-2' })];
    expect(lines(plan({ endpoints, ...leadingTo('vpce-1') }))).toEqual(AMBIGUOUS);
  });

  it('is replaced by the one of its service, however new the others are', () => {
    const endpoints = [s3({ id: 'vpce-2', createdAt: secondsAgo(9_000) }), ecr({ id: 'vpce-3', createdAt: NOW })];
    expect(lines(plan({ endpoints, ...leadingTo('vpce-1') }))).toEqual(followed('vpce-2'));
  });

  it('is replaced by the only one of its service in another VPC too', () => {
    const endpoints = [s3({ id: 'vpce-2', vpcId: 'vpc-9' }), ecr({ id: 'vpce-3' })];
    expect(lines(plan({ endpoints, ...leadingTo('vpce-1') }))).toEqual(followed('vpce-2'));
  });

  it('is replaced by none of several in several VPCs, for nobody can tell its own', () => {
    const endpoints = [s3({ id: 'vpce-2', vpcId: 'vpc-8' }), s3({ id: 'vpce-3', vpcId: 'vpc-9' })];
    expect(lines(plan({ endpoints, ...leadingTo('vpce-1') }))).toEqual(AMBIGUOUS);
  });

  it('is replaced in its own VPC while it is still listed', () => {
    const endpoints = [
      s3({ id: 'vpce-1', state: 'deleting' }),
      s3({ id: 'vpce-2', createdAt: secondsAgo(9_000) }),
      s3({ id: 'vpce-3', vpcId: 'vpc-9', createdAt: NOW }),
    ];
    expect(lines(plan({ endpoints, ...leadingTo('vpce-1') }))).toEqual(followed('vpce-2'));
  });

  it('leaves what is there when no usable one remains', () => {
    const endpoints = [ecr({ id: 'vpce-2', state: 'pending' })];
    expect(lines(plan({ endpoints, ...leadingTo('vpce-1') }))).toEqual([
      'leave Z1/corp.example: NO_ENDPOINT_AVAILABLE',
    ]);
  });
});

describe('an endpoint of an endpoint service', () => {
  const own = (id: string, at: string) => of(at, { id, serviceName: `com.amazonaws.vpce.eu-west-2.${at}` });

  it('may give way to the only one of another endpoint service', () => {
    const endpoints = [own('vpce-2', 'vpce-svc-0new')];
    expect(lines(plan({ endpoints, ...leadingTo('vpce-1', 'vpce-svc-0old') }))).toEqual(
      followed('vpce-2', 'vpce-svc-0new'),
    );
  });

  it.each([
    ['of two others', [own('vpce-2', 'vpce-svc-0new'), own('vpce-3', 'vpce-svc-0other')]],
    ['to a service of AWS', [s3({ id: 'vpce-2' })]],
  ])('does not give way %s', (_, endpoints) => {
    expect(lines(plan({ endpoints, ...leadingTo('vpce-1', 'vpce-svc-0old') }))).toEqual(AMBIGUOUS);
  });
});

describe('an empty zone', () => {
  it.each([
    ['two VPCs', [s3({ id: 'vpce-1' }), s3({ id: 'vpce-2', vpcId: 'vpc-9' })]],
    ['two services', [s3({ id: 'vpce-1' }), ecr({ id: 'vpce-2' })]],
  ])('is left while the selector finds endpoints of %s', (_, endpoints) => {
    expect(lines(plan({ endpoints }))).toEqual(AMBIGUOUS);
    expect(lines(plan({ endpoints }, zoneClaim({ prefer: 'newest' })))).toEqual(AMBIGUOUS);
    expect(lines(plan({ endpoints: endpoints.toReversed() }))).toEqual(AMBIGUOUS);
  });

  it.each<[string, ZoneInput['endpoint']]>([
    ['its service and VPC', { service: 'com.amazonaws.eu-west-2.s3', vpc: 'vpc-1' }],
    ['its id', { id: 'vpce-1' }],
  ])('follows the endpoint that is named by %s', (_, selector) => {
    const endpoints = [s3({ id: 'vpce-1' }), ecr({ id: 'vpce-2' }), s3({ id: 'vpce-3', vpcId: 'vpc-9' })];
    expect(lines(plan({ endpoints }, zoneClaim({ endpoint: selector })))).toEqual(created('vpce-1'));
  });

  it('whose names hold something foreign is no lead to any service', () => {
    const held = holding({
      name: 'corp.example.',
      type: 'A',
      alias: { zoneId: 'Z9', name: 'lb.elb.amazonaws.com.', evaluateTargetHealth: true },
    });
    expect(lines(plan({ endpoints: [s3({ id: 'vpce-1' })], ...held }))).toEqual(['leave Z1/corp.example/A: CONFLICT']);
  });
});

describe('a change of the config', () => {
  it('to one other id is followed, whatever that is of', () => {
    const made = plan(
      { endpoints: [ecr({ id: 'vpce-2' })], ...leadingTo('vpce-1') },
      zoneClaim({ endpoint: { id: 'vpce-2' } }),
    );
    expect(lines(made)).toEqual(followed('vpce-2', 'api.ecr'));
  });
});

describe('a set of addresses', () => {
  const claim = zoneClaim({ records: [{ name: 'app', to: 'addresses', ttl: 60 }] });
  const held = holding({ name: 'app.corp.example.', type: 'A', ttl: 60, values: ['10.0.1.4'] });

  it('tells the service of the endpoint that has them', () => {
    const endpoints = [
      s3({ id: 'vpce-1', interfaceIds: ['eni-1'] }),
      ecr({ id: 'vpce-2', interfaceIds: ['eni-2'], createdAt: NOW }),
    ];
    const interfaces = [face('eni-1', '10.0.1.4'), face('eni-2', '10.0.1.5')];
    expect(lines(plan({ endpoints, interfaces, ...held }, claim))).toContain('leave Z1/app.corp.example/A: IN_ORDER');
  });

  it('of an endpoint that is gone tells nothing, so that several are ambiguous', () => {
    const endpoints = [s3({ id: 'vpce-2', interfaceIds: ['eni-1'] }), ecr({ id: 'vpce-3', interfaceIds: ['eni-2'] })];
    const interfaces = [face('eni-1', '10.0.1.6'), face('eni-2', '10.0.1.5')];
    expect(lines(plan({ endpoints, interfaces, ...held }, claim))).toEqual([
      'leave Z1/app.corp.example: AMBIGUOUS_ENDPOINT',
    ]);
  });
});

describe('a VPC to associate', () => {
  it('waits while the endpoint is ambiguous', () => {
    const missingVpcs = [{ id: 'vpc-2', region: 'eu-west-2', own: true, zones: [] }];
    const endpoints = [s3({ id: 'vpce-1' }), ecr({ id: 'vpce-2' })];
    expect(lines(plan({ endpoints, missingVpcs }, zoneClaim({ vpcs: ['vpc-2'] })))).toEqual([
      ...AMBIGUOUS,
      'leave Z1/vpc-2: WAITS_FOR_RECORDS',
    ]);
  });
});
