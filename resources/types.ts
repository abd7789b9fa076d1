/** What the parts of the stack are made of. */

/** CloudFormation resources by logical id. */
export type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: unknown }>>;

/** A function as osls wants it in `functions:`, as far as the stack uses that. */
export interface FunctionDefinition {
  readonly name: string;
  readonly handler: string;
  readonly package: { readonly patterns: readonly string[] };
  /** The logical id of its role. */
  readonly role: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, unknown>>;
  readonly vpc?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
  /** Of asynchronous invocations. */
  readonly maximumRetryAttempts?: number;
  readonly events?: readonly { readonly sqs: QueueEvent }[];
}

/** The queue that wakes a function. */
interface QueueEvent {
  /** A reference to the queue's ARN. */
  readonly arn: { readonly 'Fn::GetAtt': readonly string[] };
  readonly batchSize: number;
  readonly functionResponseType: string;
}

/** Functions by the name that osls makes their logical ids of. */
export type Functions = Readonly<Record<string, FunctionDefinition>>;
