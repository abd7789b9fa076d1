/** The URL of a queue, which the SDK takes for the endpoint of its calls. */
import { urlOf } from '../../../lib/aws/sqs/url.ts';

it.each([
  ['arn:aws:sqs:eu-west-2:111122223333:jobs', 'https://sqs.eu-west-2.amazonaws.com/111122223333/jobs'],
  ['arn:aws-us-gov:sqs:us-gov-west-1:111122223333:jobs', 'https://sqs.us-gov-west-1.amazonaws.com/111122223333/jobs'],
  ['arn:aws-cn:sqs:cn-north-1:111122223333:jobs', 'https://sqs.cn-north-1.amazonaws.com.cn/111122223333/jobs'],
  ['arn:aws-eusc:sqs:eusc-de-east-1:111122223333:jobs', 'https://sqs.eusc-de-east-1.amazonaws.eu/111122223333/jobs'],
  ['arn:aws-iso:sqs:us-iso-east-1:111122223333:jobs', 'https://sqs.us-iso-east-1.c2s.ic.gov/111122223333/jobs'],
])('of %s is %s', (arn, url) => {
  expect(urlOf(arn)).toBe(url);
});
