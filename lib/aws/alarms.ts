/** CloudWatch alarms: where health is kept, with the time since when. */
import { CloudWatchClient, DescribeAlarmsCommand, type DescribeAlarmsCommandInput } from '@aws-sdk/client-cloudwatch';
import { allPages, clientDefaults, read } from './clients.ts';
import type { Alarm } from './types.ts';

const cloudwatch = new CloudWatchClient(clientDefaults);

const PAGE = 100;

/** The alarms of the given names, and those that begin with a prefix; metric and composite ones. */
export const describeAlarms = async (names: readonly string[], prefixes: readonly string[]): Promise<Alarm[]> => {
  const chunks = Array.from({ length: Math.ceil(names.length / PAGE) }, (_, i) =>
    names.slice(i * PAGE, (i + 1) * PAGE),
  );
  const found = await Promise.all([
    ...chunks.map((AlarmNames) => describe({ AlarmNames })),
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
      state: alarm.StateValue ?? '',
      since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0,
    }));
    return { items, next: page.NextToken };
  });
