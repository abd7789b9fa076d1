/** The simulated Route 53 Profiles: its two lists, as they stand on the wire. */
import { emptyAccount } from '../src/account.ts';
import { type BareApi, clientConfig, startBareApi } from '../src/bare-api.ts';
import { route53profiles } from '../src/services/route53profiles/index.ts';
import { addProfile } from '../src/services/route53profiles/seed.ts';

let api: BareApi;
beforeEach(async () => {
  const account = emptyAccount();
  addProfile(account, {
    ...{ id: 'rp-0a', vpcs: ['vpc-0a', 'vpc-0b'] },
    ...{ zones: ['Z0A'], rules: ['rslvr-rr-0a'], endpoints: ['vpce-0a'] },
  });
  addProfile(account, { id: 'rp-0b', vpcs: ['vpc-0b'] });
  api = await startBareApi([route53profiles], account);
});
afterEach(() => api.stop());

interface Answer {
  readonly ProfileAssociations: readonly { readonly ProfileId: string; readonly ResourceId: string }[];
  readonly ProfileResourceAssociations: readonly { readonly ResourceArn: string }[];
  readonly NextToken?: string;
  readonly __type?: string;
}

const ask = async (path: string): Promise<Answer> => {
  const { endpoint, credentials } = clientConfig(api.url);
  const scope = `${credentials.accessKeyId}/20260302/eu-west-2/route53profiles/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  return (await (await fetch(`${endpoint}${path}`, { headers: { authorization } })).json()) as Answer;
};

const pairs = ({ ProfileAssociations }: Answer) =>
  ProfileAssociations.map(({ ProfileId, ResourceId }) => `${ProfileId} ${ResourceId}`);

describe('the associations of Profiles', () => {
  it('are listed all, or those of a VPC, or those of a Profile', async () => {
    expect(pairs(await ask('/profileassociations'))).toEqual(['rp-0a vpc-0a', 'rp-0a vpc-0b', 'rp-0b vpc-0b']);
    expect(pairs(await ask('/profileassociations?resourceId=vpc-0b'))).toEqual(['rp-0a vpc-0b', 'rp-0b vpc-0b']);
    expect(pairs(await ask('/profileassociations?profileId=rp-0b'))).toEqual(['rp-0b vpc-0b']);
  });

  it('come in pages, each with a token that goes on with the same input alone', async () => {
    const first = await ask('/profileassociations?maxResults=2');
    expect(pairs(first)).toEqual(['rp-0a vpc-0a', 'rp-0a vpc-0b']);
    const rest = await ask(`/profileassociations?maxResults=2&nextToken=${first.NextToken}`);
    expect([pairs(rest), rest.NextToken]).toEqual([['rp-0b vpc-0b'], undefined]);
    const other = await ask(`/profileassociations?resourceId=vpc-0a&nextToken=${first.NextToken}`);
    expect(other.__type).toBe('InvalidNextTokenException');
    expect((await ask('/profileassociations?maxResults=101')).__type).toBe('ValidationException');
  });
});

describe('what a Profile brings', () => {
  it('is listed by ARN, and in part by type', async () => {
    const arns = ({ ProfileResourceAssociations }: Answer) =>
      ProfileResourceAssociations.map(({ ResourceArn }) => ResourceArn);
    const rule = 'arn:aws:route53resolver:eu-west-2:111122223333:resolver-rule/rslvr-rr-0a';
    expect(arns(await ask('/profileresourceassociations/profileid/rp-0a'))).toEqual([
      'arn:aws:route53:::hostedzone/Z0A',
      rule,
      'arn:aws:ec2:eu-west-2:111122223333:vpc-endpoint/vpce-0a',
    ]);
    expect(arns(await ask('/profileresourceassociations/profileid/rp-0a?resourceType=RESOLVER_RULE'))).toEqual([rule]);
  });

  it('of a Profile that is not there is not found', async () => {
    expect((await ask('/profileresourceassociations/profileid/rp-9')).__type).toBe('ResourceNotFoundException');
  });
});
