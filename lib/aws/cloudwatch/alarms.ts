/** CloudWatch alarms: where health is kept, with the time since when. */
import {
  type AlarmHistoryItem,
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { chunks } from '../../std/lists.ts';
import { allPages, clientDefaults, read } from '../clients.ts';
import { readState } from '../states.ts';
import type { Alarm, AlarmTransition } from '../types.ts';
import { ALARM_STATES, SUPPRESSORS } from './states.ts';

const cloudwatch = new CloudWatchClient(clientDefaults);

const PAGE = 100;

/** The alarms of the given names, and those that begin with a prefix; metric and composite ones. */
export const describeAlarms = async (names: readonly string[], prefixes: readonly string[]): Promise<Alarm[]> => {
  const found = await Promise.all([
    ...chunks(names, PAGE).map((AlarmNames) => describe({ AlarmNames })),
    ...prefixes.map((AlarmNamePrefix) => describe({ AlarmNamePrefix })),
  ]);
  return [...new Map(found.flat().map((alarm) => [alarm.name, alarm])).values()];
};

/** Without `AlarmTypes` CloudWatch answers with metric alarms only. */
const describe = (wanted: DescribeAlarmsCommandInput): Promise<Alarm[]> =>
  allPages(async (NextToken) => {
    const command = new DescribeAlarmsCommand({
      ...wanted,
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      MaxRecords: PAGE,
      NextToken,
    });
    const page = await read(cloudwatch.send(command));
    const items = [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])].map((alarm) => ({
      name: alarm.AlarmName ?? '',
      state: readState(ALARM_STATES, alarm.StateValue),
      since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0,
      ...('ActionsSuppressedBy' in alarm && alarm.ActionsSuppressedBy !== undefined
        ? { suppressedBy: readState(SUPPRESSORS, alarm.ActionsSuppressedBy) }
        : {}),
    }));
    return { items, next: page.NextToken };
  });

/** The changes of state of one alarm, metric or composite, since a moment (ms since the epoch). */
export const describeTransitions = (alarm: string, since: number): Promise<AlarmTransition[]> =>
  allPages(async (NextToken) => {
    const command = new DescribeAlarmHistoryCommand({
      AlarmName: alarm,
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      HistoryItemType: 'StateUpdate',
      StartDate: new Date(since),
      MaxRecords: PAGE,
      NextToken,
    });
    const page = await read(cloudwatch.send(command));
    const items = (page.AlarmHistoryItems ?? []).map((item) => ({
      alarm,
      at: item.Timestamp?.getTime() ?? 0,
      to: newStateOf(item),
    }));
    return { items, next: page.NextToken };
  });

/** The data of a state update is a JSON text with the old and the new state. */
const newStateOf = ({ HistoryData = '{}' }: AlarmHistoryItem): AlarmTransition['to'] => {
  const { newState } = JSON.parse(HistoryData) as { readonly newState?: { readonly stateValue?: string } };
  return readState(ALARM_STATES, newState?.stateValue);
};
