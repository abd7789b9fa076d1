/**
 * What a simulated AWS service is made of. A service is a table of operations over the account, a plain JSON-safe value;
 * it knows no HTTP, no XML and no timers. What an operation causes elsewhere it emits as data; `delivery/`
 * alone delivers it.
 */
import type { Account } from './account.ts';
import type { Context } from './iam/conditions.ts';

/** Who made a call. The access key says it; nothing is verified, since the local cloud listens on loopback only. */
export interface Caller {
  readonly accessKeyId: string;
  readonly accountId: string;
  readonly region: string;
  /** A role is a function of the stack; a user is a person, or a consumer in another account. */
  readonly principal: { readonly type: 'user' | 'role'; readonly name: string };
  /** Of the credentials that a function's own code has: whose they are. */
  readonly functionArn?: string;
}

/** Something that an operation or a transition causes elsewhere. */
export type Emission =
  /** A service event on the account's default bus, such as `EC2 Instance State-change Notification`. */
  | {
      readonly to: 'bus';
      readonly source: string;
      readonly detailType: string;
      readonly resources: readonly string[];
      readonly detail: unknown;
    }
  /** A message published to an SNS topic of the account. */
  | { readonly to: 'topic'; readonly topicArn: string; readonly subject?: string; readonly message: string };

/** What an operation may use beside its input. All times are local-cloud time in ms since the epoch. */
export interface Call {
  readonly account: Account;
  readonly caller: Caller;
  readonly now: number;
  /** A fresh id in AWS's form: `newId('vpce')` → `vpce-0123456789abcdef0`. Deterministic for a given account value. */
  newId(prefix: string): string;
  emit(emission: Emission): void;
  /** Has `transitions[kind]` of the same service called with `key` at local time `at` (ms), in order of time. */
  schedule(at: number, kind: string, key: string): void;
}

/** One AWS operation: typed input (as the SDK's own types name it) in, typed output out; throws AwsError. */
export type Operation = (input: never, call: Call) => unknown;

/** A call that is about to reach its operation: it could be read, and AWS knows the operation. */
export interface Asked {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly call: Call;
}

/** Asked in order before each operation runs, on the wire alone; what it throws is the answer instead of the operation's. */
export type Check = (asked: Asked) => void | Promise<void>;

/** Something that happens by itself when its time has come, such as an instance that finishes stopping. */
export type Transition = (key: string, call: Call) => void;

/** One thing that must be allowed before an operation runs. */
export interface Needed {
  /** Another action than the operation's own: AWS asks for some actions that others depend on. */
  readonly action?: string;
  /** One ARN, or `*` where AWS knows no resource of the action. */
  readonly resource: string;
  /** The condition keys that AWS knows of this action on this resource; those that every request has are added. */
  readonly context?: Context;
}

/** One row: the action as policies name it, and all that it must be allowed on. */
export interface Permission {
  readonly action: string;
  /** Nothing for a call that needs no permission at all. */
  readonly on: (input: never, call: Call) => readonly Needed[];
}

/** By the name of the operation. */
export type Permissions = Readonly<Record<string, Permission>>;

/** One simulated service, found by the signing name in the SigV4 credential scope (`ec2`, `route53`, `monitoring`, …). */
export interface Service {
  readonly signingName: string;
  /** The SDK client's module namespace, which carries the schemas, and its client's constructor name. */
  readonly client: object;
  readonly operations: Readonly<Record<string, Operation>>;
  /** What each operation needs of IAM; an operation that has no row cannot be called by a role. */
  readonly permissions?: Permissions;
  readonly transitions?: Readonly<Record<string, Transition>>;
}
