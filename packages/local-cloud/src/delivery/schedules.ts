/** Fires schedules and scheduled rules. */
import { rearmRule } from '../services/events/rules.ts';
import { rearm } from '../services/scheduler/schedules.ts';
import type { Schedule } from '../services/scheduler/state.ts';
import type { AwsError } from '../wire/error.ts';
import { envelopeOf, putEvent, sendToTargets } from './bus.ts';
import { type DeliveryContext, deliverOr } from './context.ts';
import { newUuid, readArn } from './ids.ts';
import { deadLetterCode, sendToTarget } from './targets.ts';

/**
 * Fires the schedule `<group>/<name>` that was due at `at` (ms) and arms it again. Nothing is sent when the timer is one
 * of an earlier version of the schedule, or the schedule is switched off or gone. `journalled` writes the cause.
 */
export const fireSchedule = (context: DeliveryContext, key: string, at: number, journalled: () => number): void => {
  const schedule = context.account.scheduler.schedules[key];
  if (schedule?.nextAt !== at) return;
  rearm(context.account, schedule, at);
  if (schedule.enabled) sendSchedule(context, schedule, at, journalled());
};

const sendSchedule = (context: DeliveryContext, schedule: Schedule, at: number, cause: number): void => {
  const { target } = schedule;
  const text = inputOf(context, schedule, at);
  const deliver = (): void => {
    if (readArn(target.arn)?.service === 'events') {
      const { source = 'aws.scheduler', detailType = 'Scheduled Event' } = target.event ?? {};
      const event = envelopeOf(context.account, { source, detailType, detail: JSON.parse(text), time: context.now() });
      putEvent(context, target.arn, event, cause);
      return;
    }
    const group = target.messageGroupId === undefined ? {} : { messageGroupId: target.messageGroupId };
    sendToTarget(context, { arn: target.arn, text, ...group }, cause);
  };
  const letter = (error: AwsError) => ({
    body: text,
    attributes: {
      SCHEDULE_ARN: schedule.arn,
      TARGET_ARN: target.arn,
      ERROR_CODE: deadLetterCode(error),
      ERROR_MESSAGE: error.message,
    },
  });
  const deadLetter = target.deadLetterArn === undefined ? {} : { deadLetterArn: target.deadLetterArn };
  deliverOr(context, { from: schedule.arn, target: target.arn, ...deadLetter }, cause, deliver, letter);
};

/** The input with its context attributes filled in (EventBridge Scheduler User Guide, "Adding context attributes"). */
const inputOf = (context: DeliveryContext, schedule: Schedule, at: number): string => {
  const attributes: Readonly<Record<string, string>> = {
    'schedule-arn': schedule.arn,
    'scheduled-time': wholeSeconds(at),
    'execution-id': newUuid(context.account),
    'attempt-number': '1',
  };
  const input = schedule.target.input ?? defaultInput(context, schedule, at);
  return input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (all, name: string) => attributes[name] ?? all);
};

const wholeSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, -'.000Z'.length)}Z`;

/** What a target gets when the schedule has no input. */
const defaultInput = (context: DeliveryContext, { arn }: Schedule, at: number): string => {
  const content = { source: 'aws.scheduler', detailType: 'Scheduled Event', resources: [arn], detail: '{}', time: at };
  return JSON.stringify(envelopeOf(context.account, content));
};

/** Fires the scheduled rule `<bus>/<rule>` that was due at `at` (ms) and arms it again; a timer of an earlier version does nothing. */
export const fireRule = (context: DeliveryContext, key: string, at: number, journalled: () => number): void => {
  const rule = context.account.events.rules[key];
  if (rule?.nextAt !== at) return;
  rearmRule(context.account, rule, at);
  if (!rule.enabled) return;
  const content = { source: 'aws.events', detailType: 'Scheduled Event', resources: [rule.arn], detail: {}, time: at };
  sendToTargets(context, rule, envelopeOf(context.account, content), journalled());
};
