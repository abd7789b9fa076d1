/** Queue attributes between AWS's form, a map of strings, and the typed settings. */
import { AwsError } from '../../wire/error.ts';
import { countMessages } from './queue.ts';
import type { Queue, QueueSettings, RedrivePolicy } from './state.ts';

/** AWS's defaults; messages may be 1 MiB since 2026-01-29. */
export const defaultSettings: QueueSettings = {
  visibilityTimeoutSeconds: 30,
  delaySeconds: 0,
  retentionSeconds: 345_600,
  waitTimeSeconds: 0,
  maximumMessageBytes: 1_048_576,
  contentBasedDeduplication: false,
  deduplicationScope: 'queue',
  kept: {},
};

const numbers: Readonly<
  Record<string, { readonly setting: keyof QueueSettings; readonly min: number; readonly max: number }>
> = {
  VisibilityTimeout: { setting: 'visibilityTimeoutSeconds', min: 0, max: 43_200 },
  DelaySeconds: { setting: 'delaySeconds', min: 0, max: 900 },
  MessageRetentionPeriod: { setting: 'retentionSeconds', min: 60, max: 1_209_600 },
  ReceiveMessageWaitTimeSeconds: { setting: 'waitTimeSeconds', min: 0, max: 20 },
  MaximumMessageSize: { setting: 'maximumMessageBytes', min: 1024, max: 1_048_576 },
};

const keptNames = new Set([
  'Policy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'FifoThroughputLimit',
]);

const invalid = (name: string, value: string, expected: string): AwsError =>
  new AwsError(
    'InvalidAttributeValue',
    `Invalid value for the parameter ${name}: expected ${expected}, found ${value}.`,
  );

/** Settings with these attributes changed. Throws InvalidAttributeName or InvalidAttributeValue. */
export const changeSettings = (
  settings: QueueSettings,
  attributes: Readonly<Record<string, string>>,
  fifo: boolean,
): QueueSettings => {
  let changed = settings;
  for (const [name, value] of Object.entries(attributes)) {
    const { redrive, ...rest } = changed;
    // An empty RedrivePolicy takes the dead-letter queue away.
    if (name === 'RedrivePolicy') changed = value === '' ? rest : { ...rest, redrive: redriveOf(value) };
    else changed = { ...changed, ...settingOf(changed, name, value, fifo) };
  }
  return changed;
};

const settingOf = (settings: QueueSettings, name: string, value: string, fifo: boolean): Partial<QueueSettings> => {
  const number = numbers[name];
  if (number) return { [number.setting]: numberOf(name, value, number.min, number.max) };
  if (keptNames.has(name)) return { kept: { ...settings.kept, [name]: value } };
  if (fifo && name === 'FifoQueue' && value === 'true') return {};
  if (fifo && name === 'ContentBasedDeduplication') return { contentBasedDeduplication: booleanOf(name, value) };
  if (fifo && name === 'DeduplicationScope') return { deduplicationScope: scopeOf(value) };
  throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name} for a ${fifo ? 'FIFO' : 'standard'} queue.`);
};

const numberOf = (name: string, value: string, min: number, max: number): number => {
  const number = Number(value);
  if (value === '' || !Number.isInteger(number) || number < min || number > max) {
    throw invalid(name, value, `a whole number from ${min} to ${max}`);
  }
  return number;
};

const booleanOf = (name: string, value: string): boolean => {
  if (value !== 'true' && value !== 'false') throw invalid(name, value, 'true or false');
  return value === 'true';
};

const scopeOf = (value: string): QueueSettings['deduplicationScope'] => {
  if (value !== 'queue' && value !== 'messageGroup')
    throw invalid('DeduplicationScope', value, 'queue or messageGroup');
  return value;
};

const redriveOf = (value: string): RedrivePolicy => {
  const parsed = parseJson(value) as { deadLetterTargetArn?: unknown; maxReceiveCount?: unknown } | undefined;
  const { deadLetterTargetArn } = parsed ?? {};
  const maxReceiveCount = Number(parsed?.maxReceiveCount);
  const counts = Number.isInteger(maxReceiveCount) && maxReceiveCount >= 1 && maxReceiveCount <= 1000;
  if (typeof deadLetterTargetArn !== 'string' || !counts) {
    throw invalid('RedrivePolicy', value, 'JSON with deadLetterTargetArn and maxReceiveCount (1 to 1000)');
  }
  return { deadLetterTargetArn, maxReceiveCount };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** All attributes of a queue, as GetQueueAttributes answers them for `All`. */
export const attributesOf = (queue: Queue, now: number): Record<string, string> => {
  const { settings } = queue;
  const { visible, inFlight, delayed } = countMessages(queue, now);
  const fifo = {
    FifoQueue: 'true',
    ContentBasedDeduplication: String(settings.contentBasedDeduplication),
    DeduplicationScope: settings.deduplicationScope,
  };
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    ...Object.fromEntries(Object.entries(numbers).map(([name, { setting }]) => [name, String(settings[setting])])),
    ...(settings.redrive ? { RedrivePolicy: JSON.stringify(settings.redrive) } : {}),
    ...(queue.fifo ? fifo : {}),
    ...settings.kept,
  };
};
