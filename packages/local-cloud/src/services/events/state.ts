/** EventBridge's buses and rules, as plain values. */
import type { Account } from '../../account.ts';
import { AwsError } from '../../wire/error.ts';

export interface InputTransformer {
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

export const busArn = (account: Pick<Account, 'id' | 'region'>, name: string): string =>
  `arn:aws:events:${account.region}:${account.id}:event-bus/${name}`;

/** Rules of other buses than the default one have the bus in their ARN. */
export const ruleArn = (account: Pick<Account, 'id' | 'region'>, busName: string, name: string): string =>
  `arn:aws:events:${account.region}:${account.id}:rule/${busName === 'default' ? '' : `${busName}/`}${name}`;

/** The name of a bus that was given by name or by ARN. */
export const busNameOf = (nameOrArn: string | undefined): string =>
  nameOrArn === undefined ? 'default' : nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);

export const ruleKey = (busName: string, name: string): string => `${busName}/${name}`;

/** Throws ResourceNotFoundException. */
export const requireBus = (account: Account, nameOrArn: string | undefined): Bus => {
  const name = busNameOf(nameOrArn);
  const bus = account.events.buses[name];
  if (!bus) throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
  return bus;
};

/** Throws ResourceNotFoundException for the bus or the rule. */
export const requireRule = (account: Account, name: string | undefined, busNameOrArn: string | undefined): Rule => {
  const bus = requireBus(account, busNameOrArn);
  const rule = account.events.rules[ruleKey(bus.name, name ?? '')];
  if (!rule) throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus.name}.`);
  return rule;
};
