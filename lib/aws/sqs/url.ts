/** How the queue that woke a function is called. Pure. */
import { dnsSuffixOf } from '../../net/partitions.ts';

/** The URL of a queue, as SQS wants it: the SDK calls the host that it names, which each partition names in its own way. */
export const urlOf = (queueArn: string): string => {
  const [, , , region = '', account, name] = queueArn.split(':');
  return `https://sqs.${region}.${dnsSuffixOf(region)}/${account}/${name}`;
};
