/** `notify`: who is told what. */
import * as z from 'zod';
import { NOTICE_KINDS } from '../../core/report/event-types.ts';
import { exactlyOne, filled, mapping, oneOf, text } from './common.ts';

const on = filled(oneOf(NOTICE_KINDS), 'what to tell of')
  .default(['needsPeople', 'blocked', 'failed', 'moved'])
  .describe(
    'What is told: needsPeople, blocked, failed (and that it is over), moved routes, accepted and rejected connections.',
  );

const topic = text(
  /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
  'the ARN of a standard SNS topic (arn:aws:sns:…)',
);

const email = text(/^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$/, 'an email address');

/** The topic of somebody else, or a mailbox behind one of the stack's own. */
export const notify = z.union(
  [
    mapping({
      topic: topic.describe(
        'ARN of an SNS topic of the same Region: docs/notices.md says what its policy and key allow.',
      ),
      on,
    }),
    mapping({
      email: email.describe('A mailbox: the stack makes an encrypted topic for it; AWS asks it to confirm.'),
      on,
    }),
  ],
  { error: exactlyOne('topic', 'email') },
);
