import type { Endpoint, Ingress } from '../../../lib/aws/types.ts';
import { type Inspected, inspectionFindings } from '../../../lib/inspection/findings.ts';
import { endpoint, service } from '../../support/aws.ts';

const rule = (cidr: string | undefined, given: Partial<Ingress> = {}): Ingress => ({
  ...{ groupId: 'sg-1', protocol: 'tcp', from: 443, to: 443 },
  ...(cidr === undefined ? {} : { cidr }),
  ...given,
});

/** Codes and messages of what is found. */
const found = (given: Partial<Inspected>): string[] =>
  inspectionFindings({
    endpoints: [endpoint()],
    vpcs: [{ id: 'vpc-1', cidrs: ['10.0.0.0/16', '10.9.0.0/16'] }],
    services: [],
    onPremises: [],
    ...given,
  }).map(({ key, reason }) => `${key} ${reason.code} ${reason.message}`);

const ofRules = (
  ingress: readonly Ingress[],
  given: Partial<Endpoint> = {},
  onPremises: readonly string[] = [],
): string[] => found({ ingress, endpoints: [endpoint(given)], onPremises });

const SHUT = 'vpce-1 ENDPOINT_SHUT sg-1 lets nobody in on TCP 443';

describe('the security groups of an endpoint', () => {
  it.each([
    ['have no rule', []],
    ['let another port in', [rule('0.0.0.0/0', { from: 80, to: 80 })]],
    ['let UDP in', [rule('0.0.0.0/0', { protocol: 'udp' })]],
    ['are another endpoint’s', [rule('0.0.0.0/0', { groupId: 'sg-2' })]],
  ])('shut everybody out who %s', (_, rules) => {
    expect(ofRules(rules)).toEqual([SHUT]);
  });

  it.each([
    ['all protocols', rule('10.0.0.0/16', { protocol: '-1', from: -1, to: -1 })],
    ['all ports', rule('10.0.0.0/16', { from: -1, to: -1 })],
    ['a range of ports', rule('10.0.0.0/16', { from: 400, to: 500 })],
    ['a part of one of the ranges', rule('10.9.3.0/24')],
    ['more than the ranges', rule('10.0.0.0/8')],
    ['members of a group', rule(undefined)],
  ])('let the VPC in by %s', (_, open) => {
    expect(ofRules([open])).toEqual([]);
  });

  it('shut the VPC out where they let in others alone', () => {
    expect(ofRules([rule('192.168.0.0/16'), rule('::/0')])).toEqual([
      'vpce-1 VPC_SHUT_OUT sg-1 lets in nobody of vpc-1 (10.0.0.0/16, 10.9.0.0/16)',
    ]);
  });

  it('shut ranges outside of AWS out of which nobody gets in', () => {
    expect(
      ofRules([rule('10.0.0.0/16'), rule('172.16.1.0/24')], {}, ['172.16.0.0/12', '192.168.0.0/16', '192.0.2.0/24']),
    ).toEqual(['vpce-1 ON_PREMISES_SHUT_OUT sg-1 lets in nobody of 192.168.0.0/16, 192.0.2.0/24']);
    expect(ofRules([rule(undefined)], {}, ['192.168.0.0/16'])).toEqual([]);
  });

  it('are judged for ranges of the addresses that the endpoint has', () => {
    expect(ofRules([rule('10.0.0.0/16')], {}, ['fd00::/8'])).toEqual([]);
    expect(ofRules([rule('10.0.0.0/16')], { recordTypes: ['A', 'AAAA'] }, ['fd00::/8'])).toEqual([
      'vpce-1 ON_PREMISES_SHUT_OUT sg-1 lets in nobody of fd00::/8',
    ]);
  });

  it('of somebody’s own service may be about any TCP port', () => {
    const serviceName = 'com.amazonaws.vpce.eu-west-2.vpce-svc-0a';
    expect(ofRules([rule('10.0.0.0/16', { from: 8080, to: 8080 })], { serviceName })).toEqual([]);
    expect(ofRules([], { serviceName })).toEqual(['vpce-1 ENDPOINT_SHUT sg-1 lets nobody in on any TCP port']);
  });

  it('say nothing where they were not read, of an endpoint out of service, or of a VPC that is not ours', () => {
    expect(found({})).toEqual([]);
    expect(ofRules([], { state: 'deleting' })).toEqual([]);
    expect(ofRules([rule('192.168.0.0/16')], { vpcId: 'vpc-shared' })).toEqual([]);
  });
});

describe('an endpoint service', () => {
  const ofService = (given: Parameters<typeof service>[0], principals: readonly string[]): string[] =>
    found({ endpoints: [], services: [[service({ id: 'vpce-svc-1', ...given }), principals]] });

  it('is open to everyone without acceptance, where * is allowed', () => {
    expect(ofService({ acceptanceRequired: false }, ['*'])).toEqual([
      'vpce-svc-1 SERVICE_OPEN every AWS account that asks is connected at once',
    ]);
  });

  it('is not where somebody accepts, where principals are named, or where AWS looks after it', () => {
    expect(ofService({ acceptanceRequired: true }, ['*'])).toEqual([]);
    expect(ofService({ acceptanceRequired: false }, ['arn:aws:iam::111122223333:root'])).toEqual([]);
    expect(ofService({ acceptanceRequired: false, managed: true }, ['*'])).toEqual([]);
  });
});
