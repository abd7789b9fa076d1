import { sendTo } from '../lib/aws/sqs/send.ts';
import { connectionsController } from '../lib/connections/controller.ts';
import { rememberOwnThings } from '../lib/core/own-things.ts';
import { queueFunction } from '../lib/entry/lambda.ts';

export const handler = queueFunction(
  'connections',
  (config, { topicArn }) => connectionsController(config, Date.now, topicArn),
  { send: sendTo },
  rememberOwnThings(),
);
