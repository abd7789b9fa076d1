/** Makes schedules from a template's properties, and keeps the timer of each. */
import type { Account } from '../../account.ts';
import { AwsError } from '../../wire/error.ts';
import { parseExpression } from './expression.ts';
import type { Schedule, ScheduleTarget } from './state.ts';

/** The timer of a schedule, with `<group>/<name>` as its key. */
export const scheduleTimer = { service: 'scheduler', kind: 'fire' } as const;

/** The properties of `AWS::Scheduler::Schedule`, references resolved. */
export interface ScheduleProperties {
  readonly Name?: string;
  readonly GroupName?: string;
  readonly State?: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone?: string;
  readonly StartDate?: string;
  readonly EndDate?: string;
  readonly Target: {
    readonly Arn: string;
    readonly RoleArn?: string;
    readonly Input?: string;
    readonly SqsParameters?: { readonly MessageGroupId?: string };
    readonly DeadLetterConfig?: { readonly Arn?: string };
    readonly EventBridgeParameters?: { readonly DetailType: string; readonly Source: string };
  };
}

/**
 * Adds a schedule and its first timer. Without a start date a rate fires at once and then at its rate (EventBridge
 * Scheduler User Guide, "Schedule types"); a flexible window always fires at its beginning.
 * Throws ValidationException, or NotImplemented for cron(), other time zones and universal targets.
 */
export const addSchedule = (account: Account, properties: ScheduleProperties, now: number): Schedule => {
  checkSimulated(properties);
  const { Name, GroupName: group = 'default', EndDate, StartDate } = properties;
  if (!Name) throw new AwsError('ValidationException', 'Expected a Name of the schedule, found none.');
  const endsAt = EndDate === undefined ? {} : { endsAt: Date.parse(EndDate) };
  const from = StartDate === undefined ? now : Math.max(now, Date.parse(StartDate));
  const parsed = parseExpression(properties.ScheduleExpression);
  const schedule: Schedule = {
    name: Name,
    group,
    arn: `arn:aws:scheduler:${account.region}:${account.id}:schedule/${group}/${Name}`,
    enabled: properties.State !== 'DISABLED',
    expression: properties.ScheduleExpression,
    ...endsAt,
    target: targetOf(properties.Target),
  };
  return arm(account, schedule, parsed.kind === 'at' ? parsed.at : from);
};

/** The schedule with its next moment after one at which it fired (both ms), and a timer for it. */
export const rearm = (account: Account, schedule: Schedule, firedAt: number): Schedule => {
  const { nextAt: _, ...rest } = schedule;
  const parsed = parseExpression(schedule.expression);
  if (parsed.kind === 'rate') return arm(account, rest, firedAt + parsed.everyMs);
  account.scheduler.schedules[keyOf(schedule)] = rest;
  return rest;
};

const keyOf = ({ group, name }: Pick<Schedule, 'group' | 'name'>): string => `${group}/${name}`;

const arm = (account: Account, schedule: Schedule, at: number): Schedule => {
  const ended = schedule.endsAt !== undefined && at > schedule.endsAt;
  const armed = ended ? schedule : { ...schedule, nextAt: at };
  account.scheduler.schedules[keyOf(schedule)] = armed;
  if (!ended) account.timers.push({ at, ...scheduleTimer, key: keyOf(schedule) });
  return armed;
};

const targetOf = (target: ScheduleProperties['Target']): ScheduleTarget => {
  const groupId = target.SqsParameters?.MessageGroupId;
  const { DetailType: detailType, Source: source } = target.EventBridgeParameters ?? {};
  return {
    arn: target.Arn,
    ...(target.RoleArn === undefined ? {} : { roleArn: target.RoleArn }),
    ...(target.Input === undefined ? {} : { input: target.Input }),
    ...(groupId === undefined ? {} : { messageGroupId: groupId }),
    ...(target.DeadLetterConfig?.Arn === undefined ? {} : { deadLetterArn: target.DeadLetterConfig.Arn }),
    ...(detailType === undefined || source === undefined ? {} : { event: { detailType, source } }),
  };
};

const checkSimulated = ({ ScheduleExpressionTimezone: timeZone = 'UTC', Target }: ScheduleProperties): void => {
  if (timeZone !== 'UTC') {
    throw new AwsError(
      'NotImplemented',
      `The time zone ${timeZone} is not simulated by the local cloud: expected UTC.`,
      501,
    );
  }
  if (!/^arn:aws:(sqs|sns|lambda|events):/.test(Target.Arn)) {
    const expected = 'expected a queue, a topic, a function or a bus';
    throw new AwsError(
      'NotImplemented',
      `The target ${Target.Arn} is not simulated by the local cloud: ${expected}.`,
      501,
    );
  }
};
