/** Metrics that AWS's own services publish, as far as alarms look at them: of functions as they end, of queues each minute. */
import type { Account } from '../../account.ts';
import { entryOf } from '../../find.ts';
import type { Call } from '../../service.ts';
import type { Queue } from '../sqs/state.ts';
import { recordSample } from './metrics.ts';
import type { MetricAlarm, MetricSample } from './state.ts';

/** The transition by which queues are measured. */
export const MEASURE = 'measure';

const SERVICE = 'monitoring';
const MINUTE_MS = 60_000;
const QUEUES = 'AWS/SQS';
const FUNCTIONS = 'AWS/Lambda';

const one = (value: number, at: number, unit: string): MetricSample => ({
  ...{ at, unit, count: 1, sum: value, minimum: value, maximum: value },
});

/** How an invocation ended. A function that was not even started is throttled. */
export type Ended = { readonly durationMs: number; readonly failed: boolean } | 'throttled';

/** Publishes what Lambda does of one invocation ("Types of metrics for Lambda functions", Lambda developer guide). */
export const measureInvocation = (account: Account, functionName: string, ended: Ended, now: number): void => {
  const put = (name: string, value: number, unit: string): void =>
    recordSample(
      account,
      { namespace: FUNCTIONS, name, dimensions: { FunctionName: functionName } },
      one(value, now, unit),
      now,
    );
  put('Throttles', Number(ended === 'throttled'), 'Count');
  if (ended === 'throttled') return;
  put('Invocations', 1, 'Count');
  put('Errors', Number(ended.failed), 'Count');
  put('Duration', ended.durationMs, 'Milliseconds');
};

/** Has queues measured from the next minute on, where an alarm looks at one. */
export const startMeasuring = (account: Account, { namespace }: MetricAlarm, now: number): void => {
  const isArmed = account.timers.some(({ service, kind }) => service === SERVICE && kind === MEASURE);
  if (namespace === QUEUES && !isArmed) arm(account, now);
};

const arm = (account: Account, now: number): void =>
  void account.timers.push({ at: now + MINUTE_MS, service: SERVICE, kind: MEASURE, key: QUEUES });

/** Measures all queues that an alarm looks at, and goes on as long as there is such an alarm. */
export const measureQueues = (_key: string, { account, now }: Call): void => {
  const alarms = Object.values(account.monitoring.alarms).filter(
    (alarm): alarm is MetricAlarm => alarm.kind === 'metric' && alarm.namespace === QUEUES,
  );
  for (const name of new Set(alarms.map(({ dimensions }) => dimensions.QueueName ?? ''))) {
    const queue = entryOf(account.sqs.queues, name);
    if (queue) measureQueue(account, queue, now);
  }
  if (alarms.length > 0) arm(account, now);
};

/** Of messages that were not deleted: those that can be received, and the age of the oldest one, in flight or not. */
const measureQueue = (account: Account, { name, messages }: Queue, now: number): void => {
  const put = (metric: string, value: number, unit: string): void =>
    recordSample(
      account,
      { namespace: QUEUES, name: metric, dimensions: { QueueName: name } },
      one(value, now, unit),
      now,
    );
  const oldest = Math.min(now, ...messages.map(({ sentAt }) => sentAt));
  put('ApproximateNumberOfMessagesVisible', messages.filter(({ visibleAt }) => visibleAt <= now).length, 'Count');
  put('ApproximateAgeOfOldestMessage', Math.floor((now - oldest) / 1_000), 'Seconds');
};
