import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import { useCloudWatch } from './support/cloudwatch.ts';

describe('the history of an alarm', () => {
  const watch = useCloudWatch();

  const changes = async (input: object = {}) => {
    const command = new DescribeAlarmHistoryCommand({
      AlarmName: 'fw-a-failover',
      HistoryItemType: 'StateUpdate',
      ...input,
    });
    const { AlarmHistoryItems, NextToken } = await watch.client().send(command);
    return { summaries: AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary), NextToken };
  };

  it('holds each change of its state, the newest first, and no write of the same state', async () => {
    await watch.put({ TreatMissingData: 'ignore' });
    for (const state of ['OK', 'OK', 'ALARM'] as const) await watch.set(state);
    expect((await changes()).summaries).toEqual([
      'Alarm updated from OK to ALARM',
      'Alarm updated from INSUFFICIENT_DATA to OK',
    ]);
  });

  it('can be read from a moment on, and in pages', async () => {
    await watch.put({ TreatMissingData: 'ignore' });
    await watch.set('OK');
    watch.api().advance(60_000);
    await watch.set('ALARM');
    const recent = await changes({ StartDate: new Date(watch.api().now() - 1_000) });
    expect(recent.summaries).toHaveLength(1);
    const first = await changes({ MaxRecords: 1 });
    const second = await changes({ MaxRecords: 1, NextToken: first.NextToken });
    expect([first.summaries, second.summaries, second.NextToken]).toEqual([
      ['Alarm updated from OK to ALARM'],
      ['Alarm updated from INSUFFICIENT_DATA to OK'],
      undefined,
    ]);
  });

  it('shows what suppresses the actions of a composite alarm', async () => {
    await watch.put({ TreatMissingData: 'ignore' });
    await watch.put({ AlarmName: 'maintenance', TreatMissingData: 'ignore' });
    await watch.client().send(
      new PutCompositeAlarmCommand({
        AlarmName: 'both',
        AlarmRule: 'ALARM(fw-a-failover)',
        ActionsSuppressor: 'maintenance',
        ActionsSuppressorWaitPeriod: 0,
        ActionsSuppressorExtensionPeriod: 60,
      }),
    );
    const suppressedBy = async () => {
      const command = new DescribeAlarmsCommand({ AlarmNames: ['both'], AlarmTypes: ['CompositeAlarm'] });
      return (await watch.client().send(command)).CompositeAlarms?.[0]?.ActionsSuppressedBy;
    };
    expect(await suppressedBy()).toBeUndefined();
    await watch.set('ALARM', 'maintenance');
    expect(await suppressedBy()).toBe('Alarm');
    await watch.set('OK', 'maintenance');
    expect(await suppressedBy()).toBe('ExtensionPeriod');
    watch.api().advance(60_000);
    expect(await suppressedBy()).toBeUndefined();
  });
});
