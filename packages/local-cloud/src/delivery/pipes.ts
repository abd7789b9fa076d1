/** EventBridge pipes: what lies in a queue goes on to the pipe's target, and is deleted only when that took it. */
import type { Account } from '../account.ts';
import { sqsEvent } from '../functions/sqs-event.ts';
import type { PipeState } from '../services/pipes/state.ts';
import { receiptOf } from '../services/sqs/receipt.ts';
import type { Message, Queue } from '../services/sqs/state.ts';
import { AwsError } from '../wire/error.ts';
import type { DeliveryContext } from './context.ts';
import { readPath } from './input.ts';
import { sendToTarget } from './targets.ts';

/** Moves all that the account's running pipes can receive at this moment. Messages that the target refuses come back, as in AWS. */
export const flow = (context: DeliveryContext): void => {
  for (const pipe of Object.values(context.account.pipes)) if (pipe.running) drain(context, pipe);
};

const drain = (context: DeliveryContext, pipe: PipeState): void => {
  const { queues, account } = context;
  for (;;) {
    const source = queues.named(pipe.sourceArn);
    const messages = source ? queues.receive(source.name, { max: pipe.batchSize }) : [];
    if (!source || messages.length === 0) return;
    for (const message of messages) handOn(context, pipe, source, message, account);
  }
};

const handOn = (
  context: DeliveryContext,
  pipe: PipeState,
  source: Queue,
  message: Message,
  { region }: Account,
): void => {
  const [record] = sqsEvent(source, [message], region).Records;
  const group = pipe.messageGroupId === undefined ? {} : { messageGroupId: pipe.messageGroupId };
  try {
    sendToTarget(context, { arn: pipe.targetArn, text: textOf(pipe, record), ...group }, message.cause ?? 0);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const failed = { from: pipe.arn, target: pipe.targetArn, code: error.code, message: error.message };
    context.journal.add({ kind: 'undelivered', ...failed }, message.cause);
    return;
  }
  context.queues.remove(source.name, receiptOf(source, message));
};

/** A body that is JSON counts as such ("Implicit body data parsing", EventBridge user guide, pipes' input transformation). */
const textOf = ({ inputPath }: PipeState, record: { readonly body: string } | undefined): string => {
  const value = readPath({ ...record, body: parsed(record?.body ?? '') }, inputPath);
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};
