import { returnAfter } from '../lib/aws/sqs/queue.ts';
import { sendTo } from '../lib/aws/sqs/send.ts';
import { rememberOwnThings } from '../lib/core/own-things.ts';
import { queueFunction } from '../lib/entry/lambda.ts';
import { routesController } from '../lib/routes/controller.ts';

/** Seconds. A repair that failed must not wait for the visibility timeout. */
const RETRY_AFTER = 5;

export const handler = queueFunction(
  'routes',
  (config, { stage, roles }) => routesController(config, Date.now, { stage, ownRoles: roles }),
  { send: sendTo, retrySoon: (queue, receipts) => returnAfter(RETRY_AFTER, queue, receipts) },
  rememberOwnThings(),
);
