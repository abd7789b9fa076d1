import { sendTo } from '../lib/aws/sqs/send.ts';
import { rememberOwnThings } from '../lib/core/own-things.ts';
import { notesIn } from '../lib/core/told/notes.ts';
import { dnsController } from '../lib/dns/controller.ts';
import { createWarmMemory } from '../lib/dns/zones/warm-memory.ts';
import { queueFunction } from '../lib/entry/lambda.ts';

const warm = createWarmMemory();

export const handler = queueFunction(
  'dns',
  (config, { state }, by) =>
    dnsController(config, Date.now, warm, {
      by,
      ...(state === undefined ? {} : { notes: notesIn(state, 'endpoints') }),
    }),
  { send: sendTo },
  rememberOwnThings(),
);
