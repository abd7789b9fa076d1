/**
 * Runs a function's bundle on one event, in this process and against a local cloud with the demo's world, so that a
 * debugger steps through its sources. Usage: node --inspect-brk scripts/debug.ts events/routes.sweep.json
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { startCloud } from '@waykeeper/local-cloud/cloud';
import type { Context, SQSEvent } from 'aws-lambda';
import { USERS, world } from '../demo/world.ts';
import { buildForDebugger } from './build.ts';

const EVENT = 'events/routes.sweep.json';
const ROOT = dirname(import.meta.dirname);
/** Time to think at a breakpoint, in ms. */
const NO_HURRY = 24 * 3_600_000;

type Handler = (event: SQSEvent, context: Context) => Promise<unknown>;

/** A batch of one message, as SQS hands it to a function. */
const batchOf = (name: string, body: string): SQSEvent => {
  const attributes = { ApproximateReceiveCount: '1', SentTimestamp: '0', SenderId: 'debug' };
  const times = { ApproximateFirstReceiveTimestamp: '0' };
  const source = {
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:eu-west-2:111122223333:waykeeper-prod-${name}.fifo`,
  };
  const message = { messageId: 'debug', receiptHandle: 'debug', body, messageAttributes: {}, md5OfBody: '' };
  return { Records: [{ ...message, ...source, attributes: { ...attributes, ...times }, awsRegion: 'eu-west-2' }] };
};

const file = resolve(process.argv[2] ?? EVENT);
const name = basename(file).split('.')[0] ?? '';
const cloud = await startCloud({ account: world(), users: USERS });
const { endpoint, region, credentials } = cloud.clientConfig();
Object.assign(process.env, {
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});
const bundle = await buildForDebugger(name, join(ROOT, 'dist-debug'));
const { handler } = createRequire(import.meta.url)(bundle) as { readonly handler: Handler };
const context = {
  awsRequestId: 'debug',
  functionName: name,
  invokedFunctionArn: `arn:aws:lambda:${region}:${cloud.account.id}:function:waykeeper-prod-${name}`,
  getRemainingTimeInMillis: () => NO_HURRY,
} as Context;
console.log(await handler(batchOf(name, await readFile(file, 'utf8')), context));
await cloud.stop();
