/** A CloudWatch without alarms, and short ways to make and look at the one that most tests are about. */
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { type BareApi, clientConfig, startBareApi } from '../../src/bare-api.ts';
import type { Emission } from '../../src/service.ts';
import { cloudwatch } from '../../src/services/cloudwatch/index.ts';

export const stateChanges = (emissions: readonly Emission[]) =>
  emissions.filter((emission) => emission.to === 'bus' && emission.detailType === 'CloudWatch Alarm State Change');

/** Starts it before each test and stops it after. */
export const useCloudWatch = () => {
  let api: BareApi;
  let client: CloudWatchClient;
  beforeEach(async () => {
    api = await startBareApi([cloudwatch]);
    client = new CloudWatchClient(clientConfig(api.url));
  });
  afterEach(async () => {
    client.destroy();
    await api.stop();
  });

  const put = (input: object = {}) =>
    client.send(
      new PutMetricAlarmCommand({
        AlarmName: 'fw-a-failover',
        Namespace: 'Edge',
        MetricName: 'Unhealthy',
        Dimensions: [{ Name: 'Appliance', Value: 'fw-a' }],
        Statistic: 'Maximum',
        Period: 10,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        ...input,
      }),
    );
  const publish = (Value: number) =>
    client.send(
      new PutMetricDataCommand({
        Namespace: 'Edge',
        MetricData: [{ MetricName: 'Unhealthy', Dimensions: [{ Name: 'Appliance', Value: 'fw-a' }], Value }],
      }),
    );
  const set = (StateValue: StateValue, AlarmName = 'fw-a-failover') =>
    client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'by hand' }));
  const describeAlarms = (input: object = {}) => client.send(new DescribeAlarmsCommand(input));
  const alarm = async () => (await describeAlarms()).MetricAlarms?.[0];
  const state = async () => (await alarm())?.StateValue;

  return { put, publish, set, describeAlarms, alarm, state, api: () => api, client: () => client };
};
