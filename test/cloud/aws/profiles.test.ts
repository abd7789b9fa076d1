/** The port of Route 53 Profiles: what it says on the wire, and what it makes of the answers. */
import { listProfileResources, listProfileVpcs } from '../../../lib/aws/route53profiles/profiles.ts';
import { refusal, type Scripted, startScripted, VARIABLES } from './support/scripted.ts';

const before = { ...process.env };
let aws: Scripted;
beforeAll(async () => {
  aws = await startScripted();
  Object.assign(process.env, VARIABLES, {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_ENDPOINT_URL_ROUTE53PROFILES: aws.url,
  });
});
afterAll(async () => {
  process.env = before;
  await aws.stop();
});

const paths = (): string[] => aws.asked.map(({ method, path }) => `${method} ${path}`);

const vpc = (ResourceId: string, Status = 'COMPLETE', ProfileId = 'rp-0a') => ({ ProfileId, ResourceId, Status });

describe('the VPCs of Profiles', () => {
  it('are read page by page, as REST JSON, signed for their own service', async () => {
    aws.script(
      { body: { ProfileAssociations: [vpc('vpc-0a')], NextToken: 'a+b/c' } },
      { body: { ProfileAssociations: [vpc('vpc-0b', 'CREATING', 'rp-0b')] } },
    );
    expect(await listProfileVpcs()).toEqual([
      { profileId: 'rp-0a', vpcId: 'vpc-0a' },
      { profileId: 'rp-0b', vpcId: 'vpc-0b' },
    ]);
    expect(paths()).toEqual([
      'GET /profileassociations?maxResults=100',
      'GET /profileassociations?maxResults=100&nextToken=a%2Bb%2Fc',
    ]);
    expect(aws.asked[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIALOCAL\/\d{8}\/eu-west-2\/route53profiles\/aws4_request, /,
    );
  });

  it.each(['DELETING', 'DELETED', 'FAILED'])('are not those of an association that is %s', async (status) => {
    aws.script({ body: { ProfileAssociations: [vpc('vpc-0a', status), vpc('vpc-0b', 'UPDATING')] } });
    expect(await listProfileVpcs()).toEqual([{ profileId: 'rp-0a', vpcId: 'vpc-0b' }]);
  });

  it('are told by an ARN as well, as the API reference words it', async () => {
    aws.script({ body: { ProfileAssociations: [vpc('arn:aws:ec2:eu-west-2:111122223333:vpc/vpc-0a')] } });
    expect(await listProfileVpcs()).toEqual([{ profileId: 'rp-0a', vpcId: 'vpc-0a' }]);
  });

  it.each([
    ['AccessDeniedException', 400, 1],
    ['InternalServiceErrorException', 500, 4],
    ['ThrottlingException', 429, 4],
  ])('cannot be told when AWS says %s', async (code, status, times) => {
    aws.script(refusal(code, status));
    await expect(listProfileVpcs()).rejects.toMatchObject({ name: code, message: `${code} says AWS` });
    expect(aws.asked).toHaveLength(times);
  });
});

describe('what a Profile brings', () => {
  it('is told by ARNs, and what answers no names is left out', async () => {
    const arns = [
      'arn:aws:route53:::hostedzone/Z0A',
      'arn:aws-cn:route53resolver:cn-north-1:111122223333:resolver-rule/rslvr-rr-0a',
      'arn:aws:ec2:eu-west-2:444455556666:vpc-endpoint/vpce-0a',
      'arn:aws:route53resolver:eu-west-2:111122223333:firewall-rule-group/rslvr-frg-0a',
      'arn:aws:route53resolver:eu-west-2:111122223333:resolver-query-log-config/rqlc-0a',
    ];
    const of = (ResourceArn: string) => ({ ResourceArn, Status: 'COMPLETE', CreationTime: 1710851216.613 });
    const gone = { ...of('arn:aws:route53:::hostedzone/Z0B'), Status: 'DELETING' };
    aws.script(
      { body: { ProfileResourceAssociations: arns.slice(0, 2).map(of), NextToken: 'more' } },
      { body: { ProfileResourceAssociations: [gone, ...arns.slice(2).map(of)] } },
    );
    expect(await listProfileResources('rp-0a')).toEqual([
      { kind: 'zone', id: 'Z0A' },
      { kind: 'rule', id: 'rslvr-rr-0a' },
      { kind: 'privateDns', id: 'vpce-0a' },
    ]);
    expect(paths()).toEqual([
      'GET /profileresourceassociations/profileid/rp-0a?maxResults=100',
      'GET /profileresourceassociations/profileid/rp-0a?maxResults=100&nextToken=more',
    ]);
  });
});
