/** What all of delivery works with. */
import type { Account } from '../account.ts';
import type { Disturbance } from '../faults/events.ts';
import type { Journal } from '../journal.ts';
import { AwsError } from '../wire/error.ts';
import type { Queues } from './queues.ts';

/** Invokes a function asynchronously, with Lambda's retries. Throws AwsError when there is no such function. */
export type Invoke = (functionArn: string, payload: unknown, cause: number) => void;

export interface DeliveryContext {
  readonly account: Account;
  readonly journal: Journal;
  /** Local-cloud time in ms since the epoch. */
  readonly now: () => number;
  readonly queues: Queues;
  readonly invoke: Invoke;
  readonly disturbance: Disturbance;
}

/** Who sends, to whom, and where it goes when that fails. */
export interface Route {
  /** The ARN of the rule, schedule or subscription. */
  readonly from: string;
  /** The ARN of the target. */
  readonly target: string;
  readonly deadLetterArn?: string;
}

/** A message attribute of type String. */
export const textAttribute = (stringValue: string) => ({ dataType: 'String', stringValue });

/** Does `deliver`; what it throws as AwsError goes to the dead-letter queue, if there is one, and into the journal. */
export const deliverOr = (
  context: DeliveryContext,
  route: Route,
  cause: number,
  deliver: () => void,
  letter: (error: AwsError) => { readonly body: string; readonly attributes: Readonly<Record<string, string>> },
): void => {
  try {
    deliver();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const queue = route.deadLetterArn === undefined ? undefined : context.queues.named(route.deadLetterArn);
    const fact = { kind: 'undelivered', from: route.from, target: route.target } as const;
    const failed = { ...fact, code: error.code, message: error.message };
    const entry = context.journal.add(queue ? { ...failed, deadLetterQueue: queue.name } : failed, cause);
    if (!queue) return;
    const { body, attributes } = letter(error);
    const values = Object.entries(attributes).map(([name, value]) => [name, textAttribute(value)] as const);
    context.queues.send(queue.name, { body, attributes: Object.fromEntries(values) }, entry.id);
  }
};
