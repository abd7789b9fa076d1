/** The SQS client, and how the queue that woke a function is called. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientDefaults } from '../clients.ts';

/** A queue's URL is made from its ARN; the endpoint stays the client's own, so that `AWS_ENDPOINT_URL` counts. */
export const sqs = new SQSClient({ ...clientDefaults, useQueueUrlAsEndpoint: false });

/** The URL of a queue, as SQS wants it. */
export const urlOf = (queueArn: string): string => {
  const [, , , region, account, name] = queueArn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
};
