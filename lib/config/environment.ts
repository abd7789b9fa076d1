/** The environment variables that Waykeeper reads, all optional. Nothing else in lib/ and functions/ reads any. */

export interface Environment {
  /** A file path or `ssm:<parameter name>` that replaces the embedded config. */
  readonly configOverride?: string;
  /** The stack's topic for endpoint notifications. */
  readonly topicArn?: string;
  /** The stack's SSM parameter, which remembers what was told. */
  readonly state?: string;
  /** Names of the stack's own roles, whose writes wake nobody. */
  readonly roles: readonly string[];
  /** The stage of the stack: it stands in the names of what the stage has for itself. */
  readonly stage: string;
  /** Where it runs, for people to read. */
  readonly region: string;
  /** What the names of the stack's functions begin with. */
  readonly prefix: string;
  /** How long one invocation of the probe probes. */
  readonly probeSeconds: number;
}

/** The schedule invokes the probe every minute. */
const PROBE_SECONDS = 60;

export const readEnvironment = (env: Readonly<Record<string, string | undefined>> = process.env): Environment => {
  const {
    WAYKEEPER_CONFIG,
    WAYKEEPER_TOPIC_ARN,
    WAYKEEPER_ROLES,
    WAYKEEPER_STATE,
    WAYKEEPER_PROBE_SECONDS,
    WAYKEEPER_STAGE,
    AWS_REGION,
    AWS_LAMBDA_FUNCTION_NAME,
  } = env;
  return {
    ...(WAYKEEPER_CONFIG ? { configOverride: WAYKEEPER_CONFIG } : {}),
    ...(WAYKEEPER_TOPIC_ARN ? { topicArn: WAYKEEPER_TOPIC_ARN } : {}),
    ...(WAYKEEPER_STATE ? { state: WAYKEEPER_STATE } : {}),
    stage: WAYKEEPER_STAGE || 'prod',
    region: AWS_REGION || '',
    // Lambda names the function itself, which is a word behind the prefix.
    prefix: (AWS_LAMBDA_FUNCTION_NAME || 'waykeeper-prod-').replace(/-[a-z]*$/, ''),
    probeSeconds: Number(WAYKEEPER_PROBE_SECONDS) || PROBE_SECONDS,
    roles: (WAYKEEPER_ROLES ?? '').split(',').flatMap((name) => name.trim() || []),
  };
};
