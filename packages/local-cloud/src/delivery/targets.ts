/** Brings one text to one target of a rule or a schedule, by the kind of its ARN. */
import { entryOf } from '../find.ts';
import { runMachine } from '../services/stepfunctions/run.ts';
import { AwsError } from '../wire/error.ts';
import type { DeliveryContext } from './context.ts';
import { readArn } from './ids.ts';
import { publish } from './topics.ts';

interface TargetMessage {
  readonly arn: string;
  readonly text: string;
  readonly messageGroupId?: string;
}

const noSuchTarget = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `The target does not exist: found no ${arn} in this account.`, 404);

/** Throws AwsError when the target is not there or does not take the text. */
export const sendToTarget = (context: DeliveryContext, message: TargetMessage, cause: number): void => {
  const { arn, text, messageGroupId } = message;
  switch (readArn(arn)?.service) {
    case 'sqs': {
      const queue = context.queues.named(arn);
      if (!queue) throw noSuchTarget(arn);
      const group = messageGroupId === undefined ? {} : { groupId: messageGroupId };
      context.queues.send(queue.name, { body: text, ...group }, cause);
      return;
    }
    case 'sns':
      publish(context, { topicArn: arn, message: text }, cause);
      return;
    case 'states': {
      const machine = entryOf(context.account.stepFunctions.machines, arn);
      if (!machine) throw noSuchTarget(arn);
      publish(context, runMachine(machine.definition, payloadOf(text)), cause);
      return;
    }
    case 'lambda':
      context.invoke(arn, payloadOf(text), cause);
      return;
    default:
      throw noSuchTarget(arn);
  }
};

const payloadOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('INVALID_JSON', `The target takes JSON only, found ${text}`);
  }
};

/**
 * The ERROR_CODE that EventBridge gives a dead letter: a target that is gone is not retried and has NO_RESOURCE
 * (EventBridge User Guide, "Using dead-letter queues").
 */
export const deadLetterCode = ({ code }: AwsError): string =>
  /NotFound|DoesNotExist/.test(code) ? 'NO_RESOURCE' : code === 'INVALID_JSON' ? code : 'ERROR_FROM_TARGET';
