/** What a function sends to its own queue: in the form that each kind of queue takes. */
import { createHash } from 'node:crypto';
import { sendTo } from '../../../lib/aws/sqs/send.ts';
import { refusal, type Scripted, startScripted, VARIABLES } from './support/scripted.ts';

const BODY = '{"remaining":7}';
const TAKEN = { body: { MessageId: 'm', MD5OfMessageBody: createHash('md5').update(BODY).digest('hex') } };
const ARN = 'arn:aws:sqs:eu-west-2:111122223333:waykeeper-prod-';

let aws: Scripted;
const before = { ...process.env };
beforeAll(async () => {
  aws = await startScripted();
  Object.assign(process.env, VARIABLES, { AWS_ENDPOINT_URL: aws.url });
});
afterAll(async () => {
  process.env = before;
  await aws.stop();
});

const asked = (): Record<string, string>[] => aws.asked.map(({ body }) => JSON.parse(body));

it('a message to a FIFO queue has its group, and an id that no other has, so that SQS drops none', async () => {
  aws.script(TAKEN);
  await sendTo(`${ARN}routes.fifo`, 'routes', BODY);
  await sendTo(`${ARN}routes.fifo`, 'routes', BODY);
  const [first, second] = asked();
  const url = 'https://sqs.eu-west-2.amazonaws.com/111122223333/waykeeper-prod-routes.fifo';
  expect(first).toMatchObject({ QueueUrl: url, MessageBody: BODY, MessageGroupId: 'routes' });
  expect(first?.MessageDeduplicationId).not.toBe(second?.MessageDeduplicationId);
});

it('one that is sent again after a lost answer keeps its id, so that it comes once', async () => {
  aws.script(refusal('InternalFailure', 500), TAKEN);
  await sendTo(`${ARN}routes.fifo`, 'routes', BODY);
  const [first, second, third] = asked();
  expect(first?.MessageDeduplicationId).toBe(second?.MessageDeduplicationId);
  expect(third).toBeUndefined();
});

it('one to a standard queue has neither, which SQS would refuse', async () => {
  aws.script(TAKEN);
  await sendTo(`${ARN}connections`, 'connections', BODY);
  const url = 'https://sqs.eu-west-2.amazonaws.com/111122223333/waykeeper-prod-connections';
  expect(asked()).toEqual([{ QueueUrl: url, MessageBody: BODY }]);
});

it('one that SQS refuses is a failure', async () => {
  aws.script(refusal('AccessDenied', 403));
  await expect(sendTo(`${ARN}dns.fifo`, 'dns', BODY)).rejects.toMatchObject({ name: 'AccessDenied' });
});
