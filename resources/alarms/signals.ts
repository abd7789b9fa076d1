/** The alarms on one metric each, with how each takes data that is missing. Pure. */

import type { ControllerName } from '../../lib/core/plan.ts';
import { NAMESPACE } from '../../lib/core/report/metrics.ts';
import { deadLetterName, queueName, type StackNames, undeliveredName } from '../names.ts';
import { FUNCTION_TIMEOUT } from '../queues.ts';
import type { SignalName } from './pages.ts';

type Missing = 'breaching' | 'notBreaching' | 'ignore';

/** In ALARM when `needed` of the last `minutes` are at or over the threshold (or, with `below`, under it). */
interface Signal {
  readonly metric: string;
  readonly statistic: 'Sum' | 'Maximum' | 'SampleCount';
  readonly threshold: number;
  readonly below?: true;
  readonly minutes: number;
  readonly needed: number;
  readonly missing: Missing;
}

/** A value that is no zero is published only by runs that have one: none is none. */
const ofRuns = (metric: string, needed: number): Signal => ({
  ...{ metric, statistic: 'Sum', threshold: 1, minutes: 10, needed, missing: 'notBreaching' },
});

/** Sweeps come every five minutes, so that ten minutes hold two: what one retry mends calls nobody. */
const OF_RUNS = {
  dead: ofRuns('Dead', 1),
  blocked: ofRuns('RunsBlocked', 1),
  failed: ofRuns('RunsFailed', 2),
  // It comes after what may be its cause, so that the two do not race each other.
  'need-people': ofRuns('RunsNeedPeople', 2),
  unpublished: ofRuns('Unpublished', 2),
  'no-sweep': {
    ...{ metric: 'SweepsCompleted', statistic: 'Sum', threshold: 1, below: true },
    ...{ minutes: 15, needed: 15, missing: 'breaching' },
  },
  // Never in ALARM, and without data only until the first sweep: a stack that was just deployed has not stopped.
  swept: {
    ...{ metric: 'SweepsCompleted', statistic: 'Sum', threshold: 0, below: true },
    ...{ minutes: 1, needed: 1, missing: 'ignore' },
  },
} as const satisfies Readonly<Partial<Record<SignalName, Signal>>>;

/** A function that does not run has no errors: that is another signal's. */
const OF_FUNCTIONS = {
  // One message that kills each of its runs has three errors: they must not look like a function that is broken.
  errors: { metric: 'Errors', statistic: 'Sum', threshold: 1, minutes: 15, needed: 5, missing: 'notBreaching' },
  // A second poller of a standard queue is throttled now and then by the reserved concurrency, and nothing is lost.
  throttles: { metric: 'Throttles', statistic: 'Sum', threshold: 1, minutes: 10, needed: 10, missing: 'notBreaching' },
  'time-outs': {
    ...{ metric: 'Duration', statistic: 'Maximum', threshold: FUNCTION_TIMEOUT * 1_000 },
    ...{ minutes: 10, needed: 1, missing: 'notBreaching' },
  },
} as const satisfies Readonly<Partial<Record<SignalName, Signal>>>;

/** SQS stops publishing for a queue that nothing has happened to for hours: it holds nothing then. */
const visible = (minutes: number): Signal => ({
  ...{ metric: 'ApproximateNumberOfMessagesVisible', statistic: 'Maximum', threshold: 1 },
  ...{ minutes, needed: minutes, missing: 'notBreaching' },
});

/** Dead letters are in no haste: what makes many of them has a page of its own by then. */
const DEAD_LETTERS = visible(5);
const UNDELIVERED = visible(1);
const WAITING: Signal = {
  ...{ metric: 'ApproximateAgeOfOldestMessage', statistic: 'Maximum', threshold: 600 },
  ...{ minutes: 1, needed: 1, missing: 'notBreaching' },
};

/** The properties of an alarm but for its name and description. */
export type Measured = Readonly<Record<string, unknown>>;

const measured = (signal: Signal, Namespace: string, dimensions: Readonly<Record<string, string>>): Measured => ({
  Namespace,
  MetricName: signal.metric,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  Statistic: signal.statistic,
  Period: 60,
  EvaluationPeriods: signal.minutes,
  DatapointsToAlarm: signal.needed,
  Threshold: signal.threshold,
  ComparisonOperator: signal.below ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold',
  TreatMissingData: signal.missing,
});

const all = <Name extends SignalName>(signals: Readonly<Record<Name, Signal>>, of: (signal: Signal) => Measured) =>
  Object.fromEntries(
    (Object.entries(signals) as [Name, Signal][]).map(([name, signal]) => [name, of(signal)]),
  ) as Readonly<Record<Name, Measured>>;

/** Of a controller. */
export const controllerSignals = (names: StackNames, controller: ControllerName) => ({
  ...all(OF_RUNS, (signal) => measured(signal, NAMESPACE, { stage: names.stage, controller })),
  ...functionSignals(`${names.prefix}-${controller}`),
  'dead-letters': measured(DEAD_LETTERS, 'AWS/SQS', { QueueName: deadLetterName(names, controller) }),
  'waiting-messages': measured(WAITING, 'AWS/SQS', { QueueName: queueName(names, controller) }),
});

/** Of any function. */
export const functionSignals = (FunctionName: string) =>
  all(OF_FUNCTIONS, (signal) => measured(signal, 'AWS/Lambda', { FunctionName }));

/** Of the stack as a whole. */
export const stackSignals = (names: StackNames) => ({
  undelivered: measured(UNDELIVERED, 'AWS/SQS', { QueueName: undeliveredName(names) }),
});
