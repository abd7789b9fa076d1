/** The environment variables of a function's child: exactly those that Lambda sets, and nothing of the machine it runs on. */
import { join } from 'node:path';
import type { FunctionState } from '../services/lambda/state.ts';
import type { Code } from './code.ts';

/** What an execution environment has of its own. */
export interface Identity {
  /** Tells the local cloud which function and which invocation a call comes from. */
  readonly accessKeyId: string;
  readonly logStream: string;
  /** `127.0.0.1:12345`, the Runtime API of this environment. */
  readonly runtimeApi: string;
  /** The local cloud's API, to which all SDK clients of the function go. */
  readonly endpoint: string;
  readonly region: string;
}

/**
 * Lambda's reserved names win over the function's own, as they do in AWS. The shared AWS config files and the instance metadata are
 * turned off: a developer's own profile must not change what a function does here.
 */
export const variablesFor = (definition: FunctionState, code: Code, identity: Identity): Record<string, string> => ({
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  PATH: '/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin',
  AWS_ENDPOINT_URL: identity.endpoint,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: join(code.temporary, 'no-config'),
  AWS_SHARED_CREDENTIALS_FILE: join(code.temporary, 'no-credentials'),
  HOME: code.temporary,
  TMPDIR: code.temporary,
  ...definition.environment,
  _HANDLER: definition.handler,
  LAMBDA_TASK_ROOT: code.root,
  AWS_REGION: identity.region,
  AWS_DEFAULT_REGION: identity.region,
  AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: definition.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySizeMb),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: identity.logStream,
  AWS_LAMBDA_RUNTIME_API: identity.runtimeApi,
  AWS_ACCESS_KEY_ID: identity.accessKeyId,
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
});
