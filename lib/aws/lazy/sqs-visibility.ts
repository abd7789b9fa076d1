/** SQS for a run that failed, in a file of its own: see docs/architecture.md. */
import {
  ChangeMessageVisibilityBatchCommand,
  type ChangeMessageVisibilityBatchCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientDefaults } from '../clients.ts';

/** A queue's URL is made from its ARN; the endpoint stays the client's own, so that `AWS_ENDPOINT_URL` counts. */
const sqs = new SQSClient({ ...clientDefaults, useQueueUrlAsEndpoint: false });

export const changeVisibility = (input: ChangeMessageVisibilityBatchCommandInput) =>
  sqs.send(new ChangeMessageVisibilityBatchCommand(input));
