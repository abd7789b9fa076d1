import {
  DeleteAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  GetDashboardCommand,
  PutDashboardCommand,
} from '@aws-sdk/client-cloudwatch';
import { START } from '../src/bare-api.ts';
import { recordSample } from '../src/services/cloudwatch/metrics.ts';
import { stateChanges, useCloudWatch } from './support/cloudwatch.ts';
import { failure } from './support/failure.ts';

const TOPIC = 'arn:aws:sns:eu-west-2:111122223333:alarms';

const { put, publish, set, alarm, state, api, client } = useCloudWatch();

describe('a metric alarm', () => {
  it('starts with insufficient data', async () => {
    await put();
    expect(await alarm()).toMatchObject({
      AlarmName: 'fw-a-failover',
      AlarmArn: 'arn:aws:cloudwatch:eu-west-2:111122223333:alarm:fw-a-failover',
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      StateUpdatedTimestamp: new Date(START),
      StateTransitionedTimestamp: new Date(START),
      Dimensions: [{ Name: 'Appliance', Value: 'fw-a' }],
      TreatMissingData: 'missing',
      ActionsEnabled: true,
    });
  });

  it('follows the data of its metric', async () => {
    await put();
    await publish(1);
    api().advance(6_000);
    expect(await state()).toBe('ALARM');
    await publish(0);
    api().advance(12_000);
    expect(await state()).toBe('OK');
  });

  it('tells on the bus of a change, in the shape of AWS', async () => {
    await put({ AlarmDescription: 'fw-a is down' });
    await publish(1);
    const [event] = stateChanges(api().advance(6_000));
    expect(event).toEqual({
      to: 'bus',
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: ['arn:aws:cloudwatch:eu-west-2:111122223333:alarm:fw-a-failover'],
      detail: {
        alarmName: 'fw-a-failover',
        configuration: {
          description: 'fw-a is down',
          metrics: [
            {
              id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
              metricStat: {
                metric: { namespace: 'Edge', name: 'Unhealthy', dimensions: { Appliance: 'fw-a' } },
                period: 10,
                stat: 'Maximum',
              },
              returnData: true,
            },
          ],
        },
        previousState: {
          value: 'INSUFFICIENT_DATA',
          reason: 'Unchecked: Initial alarm creation',
          timestamp: '2026-03-02T09:00:00.000+0000',
        },
        state: {
          value: 'ALARM',
          reason: expect.stringMatching(
            /^Threshold Crossed: 1 out of the last 1 datapoint \[1\.0 \(02\/03\/26 .*\)\] was greater than/,
          ),
          reasonData: expect.any(String),
          timestamp: '2026-03-02T09:00:05.000+0000',
        },
      },
    });
    const { reasonData } = (event as { detail: { state: { reasonData: string } } }).detail.state;
    expect(JSON.parse(reasonData)).toMatchObject({ version: '1.0', recentDatapoints: [1], threshold: 0, period: 10 });
  });

  it('notices when its metric goes silent', async () => {
    await put();
    await publish(0);
    api().advance(6_000);
    expect(await state()).toBe('OK');
    api().advance(60_000);
    expect(await state()).toBe('INSUFFICIENT_DATA');
    expect(api().account.timers).toEqual([]);
  });

  it('flips back when it was set by hand on a live metric', async () => {
    await put();
    await publish(0);
    api().advance(6_000);
    await set('ALARM');
    expect(await state()).toBe('ALARM');
    await publish(0);
    expect(stateChanges(api().advance(6_000))).toHaveLength(1);
    expect(await state()).toBe('OK');
  });

  it.each([
    ['ignore', 'ALARM'],
    ['missing', 'INSUFFICIENT_DATA'],
    ['notBreaching', 'OK'],
  ])('with missing data %s, and no data, goes from a state set by hand to %s', async (TreatMissingData, expected) => {
    await put({ TreatMissingData });
    await set('ALARM');
    api().advance(3_600_000);
    expect(await state()).toBe(expected);
  });

  it('raises the alarm for missing data that counts as breaching', async () => {
    await put({ TreatMissingData: 'breaching' });
    api().advance(6_000);
    expect(await alarm()).toMatchObject({
      StateValue: 'ALARM',
      StateReason: expect.stringContaining('treated as [Breaching]'),
    });
  });

  it('needs as many breaching datapoints as it says', async () => {
    await put({ EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    await publish(1);
    api().advance(10_000);
    await publish(0);
    api().advance(9_000);
    expect(await state()).toBe('OK');
    await publish(1);
    api().advance(6_000);
    expect(await state()).toBe('ALARM');
  });

  it('sees what other services publish', async () => {
    await put();
    const metric = { namespace: 'Edge', name: 'Unhealthy', dimensions: { Appliance: 'fw-a' } };
    recordSample(api().account, metric, { at: api().now(), count: 1, sum: 5, minimum: 5, maximum: 5 }, api().now());
    api().advance(6_000);
    expect(await state()).toBe('ALARM');
  });

  it('keeps its state when it is put again', async () => {
    await put({ TreatMissingData: 'ignore' });
    await set('ALARM');
    await put({ TreatMissingData: 'ignore', Threshold: 2 });
    expect(await alarm()).toMatchObject({ StateValue: 'ALARM', Threshold: 2 });
  });

  it('tells its topics, unless its actions are off', async () => {
    await put({ TreatMissingData: 'ignore', AlarmActions: [TOPIC] });
    await set('ALARM');
    await client().send(new DisableAlarmActionsCommand({ AlarmNames: ['fw-a-failover'] }));
    await set('OK');
    await set('ALARM');
    await client().send(new EnableAlarmActionsCommand({ AlarmNames: ['fw-a-failover'] }));
    const messages = api().finished.map(({ emissions }) => emissions.filter(({ to }) => to === 'topic').length);
    expect(messages).toEqual([0, 1, 0, 0, 0, 0]);
    expect(api().finished[1]?.emissions).toContainEqual({
      to: 'topic',
      topicArn: TOPIC,
      subject: 'ALARM: "fw-a-failover" in eu-west-2',
      message: expect.stringContaining('"NewStateValue":"ALARM"'),
    });
    expect((await alarm())?.ActionsEnabled).toBe(true);
  });

  it.each([
    ['no statistic', { Statistic: undefined }, 'MissingRequiredParameterException'],
    ['a period of 45 s', { Period: 45 }, 'ValidationException'],
    ['more than a day to look at', { Period: 60, EvaluationPeriods: 1441 }, 'ValidationException'],
    ['an unknown statistic', { Statistic: 'Median' }, 'ValidationException'],
    ['an unknown treatment of missing data', { TreatMissingData: 'shrug' }, 'ValidationException'],
    ['metric math', { Metrics: [{ Id: 'm1' }] }, 'NotImplemented'],
    ['an action that is no topic', { AlarmActions: ['arn:aws:automate:eu-west-2:ec2:recover'] }, 'NotImplemented'],
    ['no name', { AlarmName: undefined }, 'MissingRequiredParameterException'],
  ])('is refused with %s', async (_, input, code) => {
    expect(await failure(put(input))).toMatchObject({ name: code });
  });

  it('is gone when it was deleted', async () => {
    await put();
    await client().send(new DeleteAlarmsCommand({ AlarmNames: ['fw-a-failover'] }));
    expect(await alarm()).toBeUndefined();
    api().advance(60_000);
    expect(await failure(set('OK'))).toMatchObject({ name: 'ResourceNotFound', $metadata: { httpStatusCode: 404 } });
  });

  it('is not deleted together with one that does not exist', async () => {
    await put();
    const both = new DeleteAlarmsCommand({ AlarmNames: ['fw-a-failover', 'none'] });
    expect(await failure(client().send(both))).toMatchObject({ name: 'ResourceNotFound' });
    expect(await alarm()).toBeDefined();
  });
});

describe('a dashboard', () => {
  const widget = { type: 'metric', properties: { region: 'eu-west-2', metrics: [['N', 'M', 'stage', 'prod']] } };
  const put = (body: unknown) =>
    client().send(new PutDashboardCommand({ DashboardName: 'd', DashboardBody: JSON.stringify(body) }));

  it('is kept as it came', async () => {
    await put({ widgets: [widget] });
    const { DashboardBody } = await client().send(new GetDashboardCommand({ DashboardName: 'd' }));
    expect(JSON.parse(DashboardBody ?? '')).toEqual({ widgets: [widget] });
  });

  it.each([
    ['without widgets', {}],
    ['with a widget of no kind', { widgets: [{ type: 'picture' }] }],
    [
      'with a metric that is half named',
      { widgets: [{ type: 'metric', properties: { region: 'r', metrics: [['N']] } }] },
    ],
    ['with a log that asks nothing', { widgets: [{ type: 'log', properties: { region: 'r' } }] }],
  ])('is refused %s', async (_, body) => {
    expect(await failure(put(body))).toMatchObject({ message: expect.stringContaining('invalid') });
  });
});
