import { ConfigError } from '../../../lib/config/errors.ts';
import { parseConfig } from '../../../lib/config/parse.ts';

const notifyOf = (text: string) => parseConfig(`version: 1\nnotify: ${text}\n`, 'test.yml').notify;

const problem = (text: string): string => {
  try {
    notifyOf(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'none';
};

describe('notify', () => {
  it('names a mailbox or a topic, and tells of what needs people and of moved routes unless it says otherwise', () => {
    const on = ['needsPeople', 'blocked', 'failed', 'moved'];
    expect(notifyOf('{ email: ops@example.com }')).toEqual({ email: 'ops@example.com', on });
    const topic = 'arn:aws-cn:sns:cn-north-1:111122223333:ops';
    expect(notifyOf(`{ topic: "${topic}", on: [accepted] }`)).toEqual({ topic, on: ['accepted'] });
  });

  it.each([
    ['{ email: ops }', /notify\.email: expected an email address/],
    ['{ email: "two words@example.com" }', /expected an email address/],
    ['{ topic: "arn:aws:sns:eu-west-2:111122223333:ops.fifo" }', /the ARN of a standard SNS topic/],
    ['{ topic: "arn:aws:sqs:eu-west-2:111122223333:ops" }', /the ARN of a standard SNS topic/],
    ['{ email: ops@example.com, on: [] }', /notify\.on: expected a list of what to tell of, at least one/],
    ['{ email: ops@example.com, on: [move] }', /notify\.on\[0\]: expected "needsPeople" or/],
    ['{ on: [moved] }', /exactly one of topic or email/],
    ['{ email: ops@example.com, topic: "arn:aws:sns:eu-west-2:111122223333:ops" }', /topic/],
  ])('is refused as %s', (text, expected) => expect(problem(text)).toMatch(expected));
});
