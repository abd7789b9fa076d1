import { PutCompositeAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { START } from '../src/bare-api.ts';
import { addAlarm } from '../src/services/cloudwatch/seed.ts';
import { useCloudWatch } from './support/cloudwatch.ts';
import { failure } from './support/failure.ts';

const { set, describeAlarms, api, client } = useCloudWatch();

describe('describing alarms', () => {
  beforeEach(async () => {
    for (const name of ['fw-b', 'fw-a', 'nat']) addAlarm(api().account, { name, state: 'OK' });
    await client().send(
      new PutCompositeAlarmCommand({ AlarmName: 'fw-any', AlarmRule: 'ALARM(fw-a) OR ALARM("fw-b")' }),
    );
  });
  const namesOf = async (input: object = {}) => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await describeAlarms(input);
    return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName);
  };

  it('gives metric alarms only, by name', async () => {
    expect(await namesOf()).toEqual(['fw-a', 'fw-b', 'nat']);
  });

  it('gives composite alarms when they are asked for', async () => {
    expect(await namesOf({ AlarmTypes: ['CompositeAlarm'] })).toEqual(['fw-any']);
    expect(await namesOf({ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'], AlarmNamePrefix: 'fw-a' })).toEqual([
      'fw-a',
      'fw-any',
    ]);
  });

  it('filters by exact names, by one prefix, by state and by action', async () => {
    expect(await namesOf({ AlarmNames: ['nat', 'none', 'fw'] })).toEqual(['nat']);
    expect(await namesOf({ AlarmNamePrefix: 'fw-' })).toEqual(['fw-a', 'fw-b']);
    await set('ALARM', 'nat');
    expect(await namesOf({ StateValue: 'ALARM' })).toEqual(['nat']);
    expect(await namesOf({ ActionPrefix: 'arn:aws:sns' })).toEqual([]);
  });

  it('takes names or a prefix, not both', async () => {
    const both = describeAlarms({ AlarmNames: ['nat'], AlarmNamePrefix: 'n' });
    expect(await failure(both)).toMatchObject({ name: 'InvalidParameterCombinationException' });
  });

  it('gives page after page', async () => {
    const first = await describeAlarms({ MaxRecords: 2 });
    expect(first.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['fw-a', 'fw-b']);
    const second = await describeAlarms({ MaxRecords: 2, NextToken: first.NextToken });
    expect(second.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['nat']);
    expect(second.NextToken).toBeUndefined();
    expect(await failure(describeAlarms({ NextToken: 'made-up' }))).toMatchObject({ name: 'InvalidNextToken' });
    expect(await failure(describeAlarms({ MaxRecords: 101 }))).toMatchObject({ name: 'ValidationException' });
  });
});

describe('metric data', () => {
  const data = (input: object) =>
    client().send(new PutMetricDataCommand({ Namespace: 'Edge', MetricData: [{ MetricName: 'm', ...input }] }));

  it('takes values, counts and statistics', async () => {
    await data({ Values: [1, 5], Counts: [3, 1] });
    await data({ StatisticValues: { SampleCount: 2, Sum: 4, Minimum: 1, Maximum: 3 } });
    expect(Object.values(api().account.monitoring.metrics)).toEqual([
      [
        { at: START, count: 4, sum: 8, minimum: 1, maximum: 5 },
        { at: START, count: 2, sum: 4, minimum: 1, maximum: 3 },
      ],
    ]);
  });

  it.each([
    ['no value', {}],
    ['a value that is no number', { Value: Number.POSITIVE_INFINITY }],
    ['a time long past', { Value: 1, Timestamp: new Date(START - 15 * 86_400_000) }],
  ])('is refused with %s', async (_, input) => {
    expect(await failure(data(input))).toMatchObject({ name: 'InvalidParameterValueException' });
  });

  it('cannot be put into the namespaces of AWS', async () => {
    const aws = client().send(new PutMetricDataCommand({ Namespace: 'AWS/EC2', MetricData: [] }));
    expect(await failure(aws)).toMatchObject({ name: 'InvalidParameterValueException' });
  });

  it('arrives compressed when there is much of it', async () => {
    const MetricData = Array.from({ length: 900 }, (_, Value) => ({ MetricName: 'a-metric-with-a-long-name', Value }));
    await client().send(new PutMetricDataCommand({ Namespace: 'Edge', MetricData }));
    expect(Object.values(api().account.monitoring.metrics)[0]).toHaveLength(900);
  });

  it('is forgotten after a while', async () => {
    await data({ Value: 1 });
    api().advance(2 * 3_600_000);
    await data({ Value: 2 });
    expect(Object.values(api().account.monitoring.metrics)[0]).toHaveLength(1);
  });
});
