/** EventBridge's buses and rules, as plain values. */

interface InputTransformer {
  readonly paths: Readonly<Record<string, string>>;
  readonly template: string;
}

/** Where a rule sends events to. At most one of `input`, `inputPath` and `inputTransformer` is there. */
export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string;
  readonly input?: string;
  readonly inputPath?: string;
  readonly inputTransformer?: InputTransformer;
  /** For FIFO queues. */
  readonly messageGroupId?: string;
  readonly deadLetterArn?: string;
  readonly retryPolicy?: { readonly maximumRetryAttempts?: number; readonly maximumEventAgeSeconds?: number };
}

export interface Rule {
  readonly name: string;
  readonly busName: string;
  readonly arn: string;
  readonly enabled: boolean;
  /** JSON text; valid, since PutRule checked it. */
  readonly eventPattern?: string;
  readonly scheduleExpression?: string;
  /** When a scheduled rule fires next (ms). */
  readonly nextAt?: number;
  readonly description?: string;
  readonly roleArn?: string;
  readonly targets: readonly Target[];
}

export interface Bus {
  readonly name: string;
  readonly createdAt: number;
  readonly description?: string;
}

/** The slice of the account that EventBridge owns; rules are found by `<bus>/<rule>`. */
export interface EventsState {
  readonly buses: Record<string, Bus>;
  readonly rules: Record<string, Rule>;
}

/** An account with nothing but its default bus. */
export const emptyEvents = (): EventsState => ({ buses: { default: { name: 'default', createdAt: 0 } }, rules: {} });
