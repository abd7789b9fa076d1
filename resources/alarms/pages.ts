/**
 * What calls a person: each page is an alarm that means one thing, with what to see, to understand, to do and to undo about
 * it. The alarms' descriptions and docs/runbook.md are made of these texts. Pure.
 */
import type { NoticeKind } from '../../lib/core/report/event-types.ts';

/** What a page is about: each controller, the routes or dns controller alone, the stack as a whole, or the probe. */
export type Subject = 'connections' | 'dns' | 'routes' | 'stack' | 'probe';

/** The alarms on one metric each that pages are made of (signals.ts). */
export type SignalName =
  | 'blocked'
  | 'dead'
  | 'dead-letters'
  | 'errors'
  | 'failed'
  | 'need-people'
  | 'no-sweep'
  | 'swept'
  | 'throttles'
  | 'time-outs'
  | 'undelivered'
  | 'unpublished'
  | 'waiting-messages';

export interface Page {
  readonly of: readonly Subject[];
  /** Any of these signals raises it. */
  readonly when: readonly SignalName[];
  /** While one of these stands it is not raised: they are the cause, and have a page of their own. */
  readonly unless?: readonly SignalName[];
  /** Where these are told as they happen (`notify.on`), the alarm calls nobody a second time. */
  readonly told?: NoticeKind;
  /** What it means, in one sentence. */
  readonly meaning: string;
  /** Commands hold `{prefix}`, `{subject}`, `{queue}` and `{dead}` (URLs of queues), and `{group}`, which a FIFO queue wants. */
  readonly see: readonly string[];
  readonly understand: string;
  readonly act: readonly string[];
  readonly undo: string;
}

const CONTROLLERS = ['connections', 'dns', 'routes'] as const;

/** What a run would do and says now, without writing. */
const LOOK =
  '`aws lambda invoke --function-name {prefix}-reconcile --payload \'{"controllers":["{subject}"]}\' --cli-binary-format raw-in-base64-out answer.json`';

const MAPPINGS = '`aws lambda list-event-source-mappings --function-name {prefix}-{subject}`';

/** What failing runs leave behind calls by itself when nothing else explains it any more. */
const PURGE =
  'Then throw away what they could not do, which the next sweep does: `aws sqs purge-queue --queue-url {dead}`';

export const PAGES = {
  dead: {
    of: ['dns', 'routes'],
    when: ['dead'],
    told: 'needsPeople',
    meaning: 'Traffic is lost now: a path set has no healthy appliance, or a route or a name leads nowhere.',
    see: [LOOK],
    understand:
      'Each finding of standing `dead` says what of each appliance or endpoint is wrong. Routes stay where they are until one is fit.',
    act: [
      'Bring one of them back, as the `remedy` of the finding says. The next event, or the sweep within five minutes, does the rest.',
    ],
    undo: 'Nothing: Waykeeper has changed nothing.',
  },
  blocked: {
    of: CONTROLLERS,
    when: ['blocked'],
    told: 'blocked',
    meaning: 'The guard holds changes: one run would take more away than the config allows.',
    see: [LOOK],
    understand:
      '`blocked` names the zone, service or group and its limit, `plan.changes` each change with its reason, `digest` the plan.',
    act: [
      'If the plan is right, have exactly it applied: the same command with `{"mode":"apply","controllers":["{subject}"],"expect":"<digest>"}`.',
      'If it is wrong, mend what it was made from: the config, or what somebody has deleted.',
    ],
    undo: 'Each change of the report has its `before`.',
  },
  failed: {
    of: CONTROLLERS,
    when: ['failed'],
    told: 'failed',
    meaning:
      'Runs fail again and again: calls of AWS are refused, do not answer, or find no more what the config names.',
    see: [LOOK],
    understand:
      '`outcomes` has the code and message of each failure: AccessDenied with the action that the role lacks, NoSuchHostedZone of a zone that somebody deleted.',
    act: [
      'Give back what was taken from the role, or take away the policy that denies it; else wait for AWS. The next sweep tries again.',
      PURGE,
    ],
    undo: 'Nothing: what failed was not made.',
  },
  'need-people': {
    of: CONTROLLERS,
    when: ['need-people'],
    unless: ['dead', 'unpublished'],
    told: 'needsPeople',
    meaning: 'Something is wrong that Waykeeper does not mend by itself.',
    see: [LOOK],
    understand: 'Findings of severity `error`, and what is `stuck`, say what, why, and the remedy.',
    act: ['Do what the `remedy` says, or acknowledge it in the config (docs/config.md) and deploy.'],
    undo: 'Nothing: Waykeeper has left it alone.',
  },
  stopped: {
    of: CONTROLLERS,
    when: ['no-sweep', 'waiting-messages'],
    unless: ['failed', 'errors', 'time-outs', 'throttles'],
    meaning: 'Nothing looks after the account: no sweep has been completed for 15 minutes, or messages wait for 10.',
    see: [MAPPINGS, '`aws sqs get-queue-attributes --queue-url {queue} --attribute-names All`'],
    understand:
      'A queue that is empty is not sent to: its schedule {prefix}-{subject}-sweep is switched off or gone. One that fills is not read: its mapping is not Enabled.',
    act: [
      'Switch the schedule on in EventBridge Scheduler, or the mapping: `aws lambda update-event-source-mapping --uuid <UUID> --enabled`',
      'Have it sweep once, now: `aws sqs send-message --queue-url {queue} --message-body \'{"waykeeper":"sweep","at":"by hand"}\'{group}`',
    ],
    undo: '`aws lambda update-event-source-mapping --uuid <UUID> --no-enabled` pauses it again.',
  },
  broken: {
    of: CONTROLLERS,
    when: ['errors', 'time-outs', 'throttles'],
    meaning: 'The function itself does not work: it ends in errors or after its time, or may not run.',
    see: ['`aws lambda get-function-configuration --function-name {prefix}-{subject}`'],
    understand:
      'Its log says why (`/aws/lambda/{prefix}-{subject}`). Errors since a deployment are its code or config. Throttles mean that the account has no concurrency left.',
    act: ['Deploy the version before, or give the function concurrency back. Sweeps make good what was missed.', PURGE],
    undo: 'Deploy again.',
  },
  'dead-letters': {
    of: CONTROLLERS,
    when: ['dead-letters'],
    unless: ['failed', 'errors', 'time-outs'],
    meaning: 'A message was given up after several tries, and lies in the dead-letter queue.',
    see: ['`aws sqs receive-message --queue-url {dead} --max-number-of-messages 10 --visibility-timeout 0`'],
    understand:
      'Search the log for its messageId: the runs that it woke say why they failed. A message is a hint; each sweep looks at everything anyhow.',
    act: ['Once it is understood: `aws sqs purge-queue --queue-url {dead}`'],
    undo: 'Nothing is lost: the next sweep looks at what the message was about.',
  },
  unpublished: {
    of: CONTROLLERS,
    when: ['unpublished'],
    meaning: 'The event bus does not take what is published: nobody is told what happens.',
    see: [LOOK],
    understand:
      '`unpublished` of the report lines in `/aws/lambda/{prefix}-{subject}` has the code and message of the bus.',
    act: ['Let the role put events again, or bring the bus back. Until then read the reports.'],
    undo: 'Nothing: what was not told is told by the next sweep.',
  },
  undelivered: {
    of: ['stack'],
    when: ['undelivered'],
    meaning: 'An event or a sweep could not be delivered to its queue, or a notice to the topic.',
    see: [
      '`aws sqs receive-message --queue-url {dead} --max-number-of-messages 10 --visibility-timeout 0 --message-attribute-names All`',
    ],
    understand:
      'RULE_ARN or SCHEDULE_ARN, TARGET_ARN and ERROR_CODE of the message say from where, to where, and why not.',
    act: ['Deploy again where a queue or permission was changed; then `aws sqs purge-queue --queue-url {dead}`'],
    undo: 'Nothing is lost: sweeps look at everything.',
  },
  silent: {
    of: ['probe'],
    when: ['errors'],
    meaning: 'The probe does not look at some appliances: routes count on their other sources of health alone.',
    see: ['`aws cloudwatch describe-alarms --alarm-name-prefix waykeeper/ --state-value ALARM`'],
    understand:
      'The alarms that end in /heartbeat name the appliances. All of them: the function or its schedule; one: it has no answer to say.',
    act: ['Read the log `/aws/lambda/{prefix}-probe`; switch its schedule {prefix}-probe on in EventBridge Scheduler.'],
    undo: 'Nothing: the probe changes no route.',
  },
} as const satisfies Readonly<Record<string, Page>>;

export type PageName = keyof typeof PAGES;

/** As an entry, whatever it has. */
export const pagesOf = (subject: Subject): [PageName, Page][] =>
  (Object.entries(PAGES) as [PageName, Page][]).filter(([, { of }]) => of.includes(subject));
