import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { sts } from '../../local/services/sts/index.ts';
import { type BareApi, clientConfig, startBareApi } from './support/api.ts';

describe('GetCallerIdentity', () => {
  let api: BareApi;
  beforeEach(async () => {
    api = await startBareApi([sts]);
  });
  afterEach(() => api.stop());

  const identity = (accessKeyId: string) =>
    new STSClient(clientConfig(api.url, accessKeyId)).send(new GetCallerIdentityCommand());

  it('names a user by its IAM ARN', async () => {
    expect(await identity('AKIALOCAL')).toMatchObject({
      Account: '111122223333',
      Arn: 'arn:aws:iam::111122223333:user/ada',
      UserId: expect.stringMatching(/^AIDA[0-9A-Z]{17}$/),
    });
  });

  it('names a role by the ARN of its session', async () => {
    expect(await identity('ASIALOCAL')).toMatchObject({
      Arn: 'arn:aws:sts::111122223333:assumed-role/dns-role/dns-role',
      UserId: expect.stringMatching(/^AROA[0-9A-Z]{17}:dns-role$/),
    });
  });

  it('tells the account of a caller from elsewhere', async () => {
    expect((await identity('AKIA999988887777')).Account).toBe('999988887777');
  });
});
