/** DescribeAlarmHistory: the changes of state of alarms. Changes of configuration and actions are not kept. */
import type * as shapes from '@aws-sdk/client-cloudwatch';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { cloudWatchTime } from './evaluate.ts';
import type { Alarm, AlarmStateValue, StateUpdate } from './state.ts';

/** AWS keeps 30 days (API reference); a demo needs fewer updates than this. */
const KEPT_MS = 30 * 24 * 3_600_000;
const KEPT = 500;
const MAX_PAGE = 100;

/** Adds the change that an alarm has just made. */
export const recordUpdate = (alarm: Alarm, from: AlarmStateValue, { account, now }: Call): void => {
  const update = { at: now, kind: alarm.kind, from, to: alarm.state, reason: alarm.stateReason };
  const earlier = account.monitoring.history[alarm.name] ?? [];
  account.monitoring.history[alarm.name] = [...earlier, update].filter(({ at }) => at > now - KEPT_MS).slice(-KEPT);
};

interface Item extends StateUpdate {
  readonly name: string;
}

const itemsOf = (input: shapes.DescribeAlarmHistoryInput, { account }: Call): Item[] => {
  const { AlarmName, AlarmTypes, HistoryItemType = 'StateUpdate', StartDate, EndDate, ScanBy } = input;
  // The reference names no default of AlarmTypes here; what DescribeAlarms does is the careful guess.
  const types: readonly string[] = AlarmTypes?.length ? AlarmTypes : ['MetricAlarm'];
  const newestFirst = Object.entries(account.monitoring.history)
    .flatMap(([name, updates]) => updates.toReversed().map((update) => ({ ...update, name })))
    .filter(
      ({ name, at, kind }) =>
        HistoryItemType === 'StateUpdate' &&
        (AlarmName === undefined || name === AlarmName) &&
        types.includes(kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm') &&
        at >= (StartDate?.getTime() ?? 0) &&
        at <= (EndDate?.getTime() ?? Number.POSITIVE_INFINITY),
    )
    .sort((a, b) => b.at - a.at);
  return ScanBy === 'TimestampAscending' ? newestFirst.reverse() : newestFirst;
};

const stateOf = (stateValue: AlarmStateValue, at: number, reason: string) => ({
  stateValue,
  stateReason: reason,
  stateUpdatedTimestamp: cloudWatchTime(at),
});

const showItem = ({ name, at, kind, from, to, reason }: Item): shapes.AlarmHistoryItem => ({
  AlarmName: name,
  AlarmType: kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm',
  Timestamp: new Date(at),
  HistoryItemType: 'StateUpdate',
  HistorySummary: `Alarm updated from ${from} to ${to}`,
  HistoryData: JSON.stringify({
    version: '1.0',
    oldState: { stateValue: from },
    newState: stateOf(to, at, reason),
  }),
});

/** Throws InvalidNextToken, and ValidationError for a page of more than 100. */
export const describeAlarmHistory = (
  input: shapes.DescribeAlarmHistoryInput,
  call: Call,
): shapes.DescribeAlarmHistoryOutput => {
  const { MaxRecords = MAX_PAGE, NextToken: token } = input;
  if (!(MaxRecords >= 1 && MaxRecords <= MAX_PAGE)) {
    throw new AwsError('ValidationError', `Expected MaxRecords from 1 to ${MAX_PAGE}, found ${MaxRecords}.`);
  }
  const start = token === undefined ? 0 : Number(/^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1]);
  if (Number.isNaN(start)) throw new AwsError('InvalidNextToken', 'The next token specified is invalid.');
  const all = itemsOf(input, call);
  const end = start + MaxRecords;
  return {
    AlarmHistoryItems: all.slice(start, end).map(showItem),
    NextToken: end < all.length ? Buffer.from(`after:${end}`).toString('base64url') : undefined,
  };
};
