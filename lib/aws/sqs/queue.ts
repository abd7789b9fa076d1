/** When messages come back to the queue that woke a function. */
import { urlOf } from './url.ts';

/** Lets messages that were received come back after so many seconds instead of at the end of their visibility timeout. */
export const returnAfter = async (seconds: number, queueArn: string, receipts: readonly string[]): Promise<void> => {
  const Entries = receipts.map((ReceiptHandle, at) => ({ Id: String(at), ReceiptHandle, VisibilityTimeout: seconds }));
  const { changeVisibility } = await import('../lazy/sqs-visibility.ts');
  const { Failed = [] } = await changeVisibility({ QueueUrl: urlOf(queueArn), Entries });
  const [first] = Failed;
  if (first) throw new Error(`${Failed.length} messages keep their visibility timeout: ${first.Code} ${first.Message}`);
};
