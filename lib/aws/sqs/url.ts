/** How the queue that woke a function is called. Pure. */

/** The URL of a queue, as SQS wants it. */
export const urlOf = (queueArn: string): string => {
  const [, , , region, account, name] = queueArn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
};
