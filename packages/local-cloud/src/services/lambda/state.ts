/** What the account knows about Lambda: functions, their permissions and roles, event source mappings, waiting events. */

/** A statement of an IAM policy as it is written; lists may be single values. */
export interface PolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  readonly [other: string]: unknown;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

/** An IAM role of the stack, with everything that decides what its holder may do. */
export interface RoleState {
  readonly name: string;
  readonly arn: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly { readonly name: string; readonly document: PolicyDocument }[];
  readonly managedPolicyArns: readonly string[];
}

/** Who else may invoke a function: one `AWS::Lambda::Permission`. */
export interface PermissionState {
  readonly principal: string;
  readonly action: string;
  readonly sourceArn?: string;
}

export interface FunctionState {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** `dist/functions/dns/index.handler`: a path without extension, a dot, the name of the export. */
  readonly handler: string;
  readonly runtime: string;
  readonly architecture: string;
  readonly memorySizeMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly codeSize: number;
  /** SHA-256 of the zip in base64, as Lambda reports it. */
  readonly codeSha256: string;
  /** Most invocations at once; absent: as many as come, up to the account's 1,000. */
  readonly reservedConcurrency?: number;
  /** Where an asynchronous event goes when its last attempt failed. */
  readonly deadLetterArn?: string;
  readonly onFailureArn?: string;
  readonly onSuccessArn?: string;
  /** Of asynchronous events: attempts after the first (0 to 2), and how old an event may become. */
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly lastModified: string;
  permissions: PermissionState[];
}

export interface MappingState {
  readonly uuid: string;
  readonly functionName: string;
  readonly eventSourceArn: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly reportBatchItemFailures: boolean;
  readonly maximumConcurrency?: number;
  enabled: boolean;
  lastModified: number;
}

/** An asynchronous event whose next attempt falls due by time. */
export interface WaitingEvent {
  readonly requestId: string;
  readonly functionName: string;
  readonly payload: string;
  readonly attempts: number;
  /** Local time in ms at which the event was accepted. */
  readonly since: number;
  /** The journal entry that the next attempt follows from. */
  readonly cause?: number;
}

export interface LambdaState {
  /** By function name. */
  functions: Record<string, FunctionState>;
  /** By UUID. */
  mappings: Record<string, MappingState>;
  /** By role name. */
  roles: Record<string, RoleState>;
  /** The stack's own managed policies, by ARN: roles name them in `managedPolicyArns`. */
  managedPolicies: Record<string, PolicyDocument>;
  /** By request id. */
  waiting: Record<string, WaitingEvent>;
  /** What the stack's resources were created from, as a digest by logical id: an update leaves alone what did not change. */
  deployed: Record<string, string>;
}

/** A Lambda slice without any function. */
export const emptyLambda = (): LambdaState => ({
  functions: {},
  mappings: {},
  roles: {},
  managedPolicies: {},
  waiting: {},
  deployed: {},
});
