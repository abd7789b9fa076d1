/** The queue that woke a function. */
import { ChangeMessageVisibilityBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientDefaults } from '../clients.ts';

/** The queue's URL is made from its ARN; the endpoint stays the client's own, so that `AWS_ENDPOINT_URL` counts. */
const sqs = new SQSClient({ ...clientDefaults, useQueueUrlAsEndpoint: false });

/** Lets messages that were received come back after so many seconds instead of at the end of their visibility timeout. */
export const returnAfter = async (seconds: number, queueArn: string, receipts: readonly string[]): Promise<void> => {
  const [, , , region, account, name] = queueArn.split(':');
  const Entries = receipts.map((ReceiptHandle, at) => ({ Id: String(at), ReceiptHandle, VisibilityTimeout: seconds }));
  const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
  const { Failed = [] } = await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  const [first] = Failed;
  if (first) throw new Error(`${Failed.length} messages keep their visibility timeout: ${first.Code} ${first.Message}`);
};
