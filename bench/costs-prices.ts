/** What AWS asks for, and what of it a counted call costs. Pure. */

/** So many dollars for so many of something. */
export interface Price {
  readonly usd: number;
  readonly per: 1 | 1_000 | 1_000_000;
}

const each = (usd: number): Price => ({ usd, per: 1 });
const aThousand = (usd: number): Price => ({ usd, per: 1_000 });
const aMillion = (usd: number): Price => ({ usd, per: 1_000_000 });

/** Where and when these were the prices. */
export const PRICED = { region: 'us-east-1', at: 'June 2026' } as const;

/**
 * The pricing pages of CloudWatch, Lambda (arm64), SQS, EventBridge, KMS, S3 and SNS, the first tier of each, without what is
 * free for an account.
 */
export const PRICES = {
  alarm: each(0.1),
  alarmOfSeconds: each(0.3),
  compositeAlarm: each(0.5),
  dashboard: each(3),
  metric: each(0.3),
  logGb: each(0.5),
  logGbKept: each(0.03),
  metricDataRequest: aThousand(0.01),
  metricRead: aThousand(0.01),
  key: each(1),
  invocation: aMillion(0.2),
  gbSecond: each(0.0000133334),
  fifoRequest: aMillion(0.5),
  standardRequest: aMillion(0.4),
  schedule: aMillion(1),
  event: aMillion(1),
  s3Read: aThousand(0.0004),
  s3Write: aThousand(0.005),
} as const satisfies Readonly<Record<string, Price>>;

/** Calls that cost something; counted are the entries of PutEvents, and the metrics of GetMetricData. */
const CHARGED: Readonly<Record<string, keyof typeof PRICES>> = {
  'events:PutEvents': 'event',
  'monitoring:GetMetricData': 'metricRead',
  'monitoring:PutMetricData': 'metricDataRequest',
  's3:GetObject': 's3Read',
  's3:PutObject': 's3Write',
  'sqs:ChangeMessageVisibility': 'fifoRequest',
  'sqs:SendMessage': 'fifoRequest',
};

/**
 * Services that charge for no call, as far as functions make them: Parameter Store is free for standard parameters at the
 * standard rate, and DescribeAlarms is not among the requests that CloudWatch charges for.
 */
const FREE =
  /^(?:autoscaling|cloudtrail|ec2|elasticloadbalancing|organizations|route53|route53resolver|ssm|sts):|^monitoring:(?:Describe|SetAlarmState)/;

/** What a call costs (`service:Operation`, by the service's signing name); nothing for a free one. Throws for a call of which that is not known. */
export const priceOfCall = (call: string): keyof typeof PRICES | undefined => {
  const charged = CHARGED[call];
  if (charged === undefined && !FREE.test(call))
    throw new Error(`what ${call} costs is not known: see ${import.meta.filename}`);
  return charged;
};
