import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { emptyAccount } from '../src/account.ts';
import { type BareApi, clientConfig, startBareApi } from '../src/bare-api.ts';
import { startCloud } from '../src/cloud.ts';
import { sts } from '../src/services/sts/index.ts';
import { addRole } from '../src/services/sts/seed.ts';
import { failure } from './support/failure.ts';

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

describe('AssumeRole', () => {
  const READER = 'arn:aws:iam::100000000001:role/reader';

  const withRole = async <T>(run: (cloud: Awaited<ReturnType<typeof startCloud>>) => Promise<T>): Promise<T> => {
    const account = emptyAccount();
    addRole(account, { arn: READER });
    addRole(account, { arn: 'arn:aws:iam::100000000001:role/other', trusts: ['777788889999'] });
    const cloud = await startCloud({ account });
    return run(cloud).finally(() => cloud.stop());
  };

  const assume = (url: string, RoleArn: string, DurationSeconds = 900) =>
    new STSClient(clientConfig(url)).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test', DurationSeconds }));

  const whoIs = async (url: string, accessKeyId = '') =>
    (await new STSClient(clientConfig(url, accessKeyId)).send(new GetCallerIdentityCommand())).Arn;

  it('gives credentials that act as the role, in its account, until they expire', () =>
    withRole(async (cloud) => {
      const { Credentials, AssumedRoleUser } = await assume(cloud.url, READER);
      expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::100000000001:assumed-role/reader/test');
      expect(await whoIs(cloud.url, Credentials?.AccessKeyId)).toContain('sts::100000000001:assumed-role/reader/');
      await cloud.advance(901_000);
      expect(await failure(whoIs(cloud.url, Credentials?.AccessKeyId))).toHaveProperty('name', 'ExpiredToken');
    }));

  it.each(['arn:aws:iam::100000000001:role/none', 'arn:aws:iam::100000000001:role/other', 'nonsense-that-is-no-arn'])(
    'denies %s, without a word about whether there is such a role',
    (arn) =>
      withRole(async (cloud) => {
        expect(await failure(assume(cloud.url, arn))).toHaveProperty('name', 'AccessDenied');
      }),
  );

  it('refuses a session that is too short or too long', () =>
    withRole(async (cloud) => {
      for (const seconds of [899, 43_201]) {
        expect(await failure(assume(cloud.url, READER, seconds))).toHaveProperty('name', 'ValidationError');
      }
    }));
});
