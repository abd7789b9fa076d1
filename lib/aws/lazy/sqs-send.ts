/** SQS for a run that hands on what it left, in a file of its own: see docs/architecture.md. */
import { SendMessageCommand, type SendMessageCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { clientDefaults } from '../clients.ts';

/** A queue's URL is made from its ARN; the endpoint stays the client's own, so that `AWS_ENDPOINT_URL` counts. */
const sqs = new SQSClient({ ...clientDefaults, useQueueUrlAsEndpoint: false });

export const sendMessage = (input: SendMessageCommandInput) => sqs.send(new SendMessageCommand(input));
