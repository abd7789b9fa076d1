/** The port of Route 53 Resolver: what it says on the wire, and what it makes of the answers. */
import { counting } from '../../../lib/aws/clients.ts';
import { endpointOf } from '../../../lib/aws/ec2/as-another.ts';
import { isRetryable } from '../../../lib/aws/errors.ts';
import {
  getResolverEndpoint,
  getResolverRule,
  listResolverAddresses,
  listRuleVpcs,
  updateResolverRule,
} from '../../../lib/aws/route53resolver/resolver.ts';
import { refusal, type Scripted, startScripted, VARIABLES } from './support/scripted.ts';

const RULE = 'rslvr-rr-0a';
const before = { ...process.env };
let aws: Scripted;
beforeAll(async () => {
  aws = await startScripted();
  // The general address leads nowhere: the service's own has to win.
  const urls = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ENDPOINT_URL_ROUTE53RESOLVER: aws.url };
  Object.assign(process.env, VARIABLES, urls);
});
afterAll(async () => {
  process.env = before;
  await aws.stop();
});

const sent = (): unknown[] => aws.asked.map(({ body }) => JSON.parse(body));

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => Promise.reject(new Error('expected a failure, found success')),
    (error: unknown) => error,
  );

describe('a call of Resolver', () => {
  it('is AWS JSON 1.1, signed for its own service in the home Region', async () => {
    aws.script({});
    await getResolverEndpoint('rslvr-in-0a');
    const [{ method, path, headers } = { method: '', path: '', headers: {} }] = aws.asked;
    expect([method, path]).toEqual(['POST', '/']);
    expect(headers).toMatchObject({
      'x-amz-target': 'Route53Resolver.GetResolverEndpoint',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-date': expect.stringMatching(/^\d{8}T\d{6}Z$/),
    });
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIALOCAL\/\d{8}\/eu-west-2\/route53resolver\/aws4_request, SignedHeaders=\S*host\S*, Signature=[0-9a-f]{64}$/,
    );
  });

  it.each([['Throttling'], ['ThrottlingException'], ['InternalServiceErrorException', 500]])(
    'is made again after %s',
    async (code, status = 400) => {
      aws.script(refusal(code, status), refusal(code, status), { body: { ResolverEndpoint: { HostVPCId: 'vpc-0a' } } });
      expect(await getResolverEndpoint('rslvr-in-0a')).toMatchObject({ vpcId: 'vpc-0a' });
      expect(aws.asked).toHaveLength(3);
    },
  );

  it.each([
    ['LimitExceededException', false],
    ['ResourceUnavailableException', true],
    ['ResourceNotFoundException', false],
    ['AccessDeniedException', false],
    ['InvalidParameterException', false],
  ])('is made once when AWS says %s, and keeps its code', async (code, later) => {
    aws.script(refusal(code));
    const error = await failureOf(getResolverRule(RULE));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: code,
      message: `${code} says AWS`,
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
    });
    expect(aws.asked).toHaveLength(1);
    expect(isRetryable(error)).toBe(later);
  });

  it('takes the code from the header where the body has none', async () => {
    aws.script({ status: 400, headers: { 'x-amzn-errortype': 'InvalidRequestException:http://aws/' } });
    expect(await failureOf(getResolverRule(RULE))).toMatchObject({ name: 'InvalidRequestException' });
  });

  it('fails as the server’s fault when the answer is no JSON', async () => {
    aws.script({ status: 503, body: '<html>busy</html>' });
    const error = await failureOf(getResolverRule(RULE));
    expect(isRetryable(error)).toBe(true);
    expect(aws.asked.length).toBeGreaterThan(1);
  });
});

it.each([
  [{ Region: 'eu-west-2' }, 'https://route53resolver.eu-west-2.amazonaws.com/'],
  [{ Region: 'cn-north-1' }, 'https://route53resolver.cn-north-1.amazonaws.com.cn/'],
  [{ Region: 'us-east-1', UseFIPS: true }, 'https://route53resolver-fips.us-east-1.amazonaws.com/'],
  [{ Region: 'eu-west-2', UseDualStack: true }, 'https://route53resolver.eu-west-2.api.aws/'],
  [{ Region: 'eu-west-2', Endpoint: 'http://ec2.example:8080' }, 'http://ec2.example:8080/'],
])('with %j it talks to %s', (params, url) => {
  expect(endpointOf('route53resolver')(params).url.href).toBe(url);
});

describe('a Resolver endpoint', () => {
  it('has a VPC, a direction and a status', async () => {
    aws.script({
      body: {
        ResolverEndpoint: { HostVPCId: 'vpc-0a', Direction: 'INBOUND', Status: 'OPERATIONAL', IpAddressCount: 2 },
      },
    });
    const endpoint = await getResolverEndpoint('rslvr-in-0a');
    const place = { vpcId: 'vpc-0a', direction: 'INBOUND', plainDns: true };
    expect(endpoint).toEqual({ id: 'rslvr-in-0a', ...place, addressCount: 2 });
    expect(sent()).toEqual([{ ResolverEndpointId: 'rslvr-in-0a' }]);
  });

  it('has the addresses of all pages, of both families, in any state', async () => {
    aws.script(
      { body: { IpAddresses: [{ IpId: 'rni-1', Ip: '10.0.1.5', Status: 'ATTACHED' }], NextToken: 'more' } },
      {
        body: {
          IpAddresses: [
            { IpId: 'rni-2', Ipv6: '2001:db8::5', Status: 'DETACHING' },
            { IpId: 'rni-3', Ip: '10.0.2.5', Ipv6: '2001:db8::6', Status: 'ATTACHED' },
            { IpId: 'rni-4', Status: 'CREATING' },
          ],
        },
      },
    );
    const made = { reads: 0, writes: 0, retries: 0 };
    expect(await counting(made, () => listResolverAddresses('rslvr-in-0a'))).toEqual([
      { ip: '10.0.1.5', status: 'ATTACHED' },
      { ip: '2001:db8::5', status: 'DETACHING' },
      { ip: '10.0.2.5', status: 'ATTACHED' },
      { ip: '2001:db8::6', status: 'ATTACHED' },
    ]);
    const input = { ResolverEndpointId: 'rslvr-in-0a', MaxResults: 100 };
    expect(sent()).toEqual([input, { ...input, NextToken: 'more' }]);
    expect(made.reads).toBe(2);
  });
});

describe('a Resolver rule', () => {
  it('is read with its targets as they are', async () => {
    aws.script({
      body: {
        ResolverRule: {
          Id: RULE,
          DomainName: 'S3.eu-west-2.amazonaws.com.',
          RuleType: 'FORWARD',
          Status: 'COMPLETE',
          TargetIps: [
            { Ip: '10.1.2.3', Port: 53 },
            { Ipv6: '2001:db8::53', Port: 443, Protocol: 'DoH', ServerNameIndication: 'dns.corp.example' },
            { Ip: '10.1.2.4' },
          ],
          OwnerId: '111122223333',
          ShareStatus: 'SHARED_BY_ME',
          ModificationTime: '2026-11-21T09:14:05.678Z',
        },
      },
    });
    expect(await getResolverRule(RULE)).toEqual({
      id: RULE,
      domain: 's3.eu-west-2.amazonaws.com',
      type: 'FORWARD',
      status: 'COMPLETE',
      targets: [
        { ip: '10.1.2.3', port: 53 },
        { ip: '2001:db8::53', port: 443, protocol: 'DoH', serverName: 'dns.corp.example' },
        { ip: '10.1.2.4', port: 53 },
      ],
      ownerId: '111122223333',
      share: 'SHARED_BY_ME',
      modifiedAt: Date.UTC(2026, 10, 21, 9, 14, 5, 678),
    });
  });

  it('is associated with the VPCs of all pages that it is not being taken from', async () => {
    aws.script(
      {
        body: {
          ResolverRuleAssociations: [{ ResolverRuleId: RULE, VPCId: 'vpc-0a', Status: 'COMPLETE' }],
          NextToken: 'more',
        },
      },
      {
        body: {
          ResolverRuleAssociations: [
            { ResolverRuleId: RULE, VPCId: 'vpc-0b', Status: 'DELETING' },
            { ResolverRuleId: RULE, VPCId: 'vpc-0c', Status: 'CREATING' },
          ],
        },
      },
    );
    expect(await listRuleVpcs(RULE)).toEqual(['vpc-0a', 'vpc-0c'].map((vpcId) => ({ ruleId: RULE, vpcId })));
    const input = { Filters: [{ Name: 'ResolverRuleId', Values: [RULE] }], MaxResults: 100 };
    expect(sent()).toEqual([input, { ...input, NextToken: 'more' }]);
  });

  it('gets its whole list of targets written, and nothing else', async () => {
    aws.script({});
    const made = { reads: 0, writes: 0, retries: 0 };
    const targets = [
      { ip: '10.1.2.3', port: 5353 },
      { ip: '2001:db8::53', port: 443, protocol: 'DoH', serverName: 'dns.corp.example' },
    ];
    await counting(made, () => updateResolverRule(RULE, targets));
    expect(sent()).toEqual([
      {
        ResolverRuleId: RULE,
        Config: {
          TargetIps: [
            { Ip: '10.1.2.3', Port: 5353 },
            { Ipv6: '2001:db8::53', Port: 443, Protocol: 'DoH', ServerNameIndication: 'dns.corp.example' },
          ],
        },
      },
    ]);
    expect(made.writes).toBe(1);
  });

  it('is never asked to have no targets', async () => {
    aws.script({});
    await expect(updateResolverRule(RULE, [])).rejects.toThrow('expected at least one target for rslvr-rr-0a');
    expect(aws.asked).toEqual([]);
  });
});
