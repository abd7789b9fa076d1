/** What the probe writes: states of alarms that nothing else sets, and a heartbeat that says that it lives. */
import { CloudWatchClient, PutMetricDataCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { bisect, DENIED_TO_ALL } from '../bisect.ts';
import { clientDefaults, REAL_TIME, write } from '../clients.ts';
import { patient } from '../patience.ts';

/** A probe that waits long for CloudWatch is late with everything else. */
const cloudwatch = new CloudWatchClient({ ...clientDefaults, retryStrategy: patient({ ...REAL_TIME, attempts: 2 }) });

/** Sets a state until somebody sets another: the alarm's metric has no data, and missing data is ignored. */
export const setAlarmState = async (alarm: string, state: 'OK' | 'ALARM', reason: string): Promise<void> => {
  await write(cloudwatch.send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue: state, StateReason: reason })));
};

/** One value of one metric. */
interface Beat {
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Puts the value 1 to each metric, at a resolution of one second, in one call for up to 1,000. Throws when one is refused. */
export const putHeartbeats = async (namespace: string, beats: readonly Beat[]): Promise<void> => {
  if (beats.length === 0) return;
  const [refusal] = await bisect(beats, (some) => putOnes(namespace, some), DENIED_TO_ALL);
  if (refusal) throw refusal.cause;
};

const putOnes = async (namespace: string, beats: readonly Beat[]): Promise<void> => {
  const MetricData = beats.map(({ metric, dimensions }) => ({
    MetricName: metric,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    Value: 1,
    StorageResolution: 1,
  }));
  await write(cloudwatch.send(new PutMetricDataCommand({ Namespace: namespace, MetricData })));
};
