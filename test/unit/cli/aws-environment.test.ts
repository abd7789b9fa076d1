import { useAwsEnvironment } from '../../../cli/aws-environment.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };

/** The environment as the SDK finds it. */
const found = (
  options: Parameters<typeof useAwsEnvironment>[0],
  env: Readonly<Record<string, string>>,
): Record<string, string | undefined> => {
  const changed: Record<string, string | undefined> = { ...env };
  useAwsEnvironment(options, changed);
  return changed;
};

describe('the environment that the SDK finds, with the manners of the AWS CLI', () => {
  it('has a profile that is asked for, and no keys beside it', () => {
    expect(found({ profile: 'ops' }, { ...KEYS, AWS_PROFILE: 'other' })).toEqual({ AWS_PROFILE: 'ops' });
  });

  it('has the keys, and no profile of the environment beside them', () => {
    expect(found({}, { ...KEYS, AWS_PROFILE: 'other' })).toEqual(KEYS);
  });

  it('has the profile of the environment where there are no keys, whichever of its two names it has', () => {
    expect(found({}, { AWS_PROFILE: 'ops' })).toEqual({ AWS_PROFILE: 'ops' });
    expect(found({}, { AWS_DEFAULT_PROFILE: 'ops' })).toMatchObject({ AWS_PROFILE: 'ops' });
  });

  it.each([
    [{ region: 'eu-west-1' }, { AWS_REGION: 'eu-west-2', AWS_DEFAULT_REGION: 'eu-west-3' }, 'eu-west-1'],
    [{}, { AWS_REGION: 'eu-west-2', AWS_DEFAULT_REGION: 'eu-west-3' }, 'eu-west-2'],
    [{}, { AWS_DEFAULT_REGION: 'eu-west-3' }, 'eu-west-3'],
    [{}, { AWS_REGION: '', AWS_DEFAULT_REGION: '' }, undefined],
  ])('has with %j of %j the Region %s', (options, env, region) => {
    expect(found(options, env).AWS_REGION).toBe(region);
  });
});
