/** The AWS CLI's manners: which credentials and which Region hold, said to the SDK in the words that it knows. */

type Variables = Record<string, string | undefined>;

const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

/**
 * Changes the environment before the first call: the clients read it then. As in the AWS CLI a profile that is asked for on the
 * command line comes before keys in the environment, and these before `AWS_PROFILE`; the SDK knows no `AWS_DEFAULT_REGION`.
 */
export const useAwsEnvironment = (
  { profile, region }: { readonly profile?: string; readonly region?: string },
  env: Variables = process.env,
): void => {
  const hasKeys = KEYS.slice(0, 2).every((name) => Boolean(env[name]));
  const named = profile ?? (hasKeys ? undefined : env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE);
  if (profile !== undefined) for (const name of KEYS) delete env[name];
  set(env, 'AWS_PROFILE', named);
  set(env, 'AWS_REGION', region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION));
};

const set = (env: Variables, name: string, value: string | undefined): void => {
  if (value) env[name] = value;
  else delete env[name];
};
