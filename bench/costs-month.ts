/** What a stack costs a month, part by part, from its template and from what its functions do in an hour. Pure. */
import type { Resources } from '../resources/types.ts';
import { PRICES, type Price, priceOfCall } from './costs-prices.ts';

/** What one function does in an hour. */
export interface Usage {
  readonly invocations: number;
  /** Of all that it logs. */
  readonly logBytes: number;
  /** Its own metrics that have a value. */
  readonly metrics: number;
  /** Requests that hand it its messages. */
  readonly messages: number;
  readonly schedules: number;
  /** Its calls of AWS, by `service:Operation`. */
  readonly calls: Readonly<Record<string, number>>;
}

/** By the name of the function. */
export type Usages = Readonly<Record<string, Usage>>;

/** A line of the bill. */
export interface Part {
  readonly what: string;
  /** Where the number comes from. */
  readonly from: 'template' | 'counted' | 'assumed';
  readonly quantity: number;
  readonly price: Price;
}

/** As AWS counts. */
export const HOURS = 730;

/** What is not counted. */
export const ASSUMED = {
  /** Billed for a sweep that finds nothing to do. */
  sweepSeconds: 2,
  /** Billed for an invocation of the probe, which looks for a minute. */
  probeSeconds: 60,
  /** Lambda's own lines about an invocation. */
  platformBytes: 400,
  /** Long polls of 20 s: AWS says five for a standard queue, and nothing of FIFO queues and pipes. */
  pollers: 5,
  pollSeconds: 20,
  /** As the log groups keep them. */
  logMonths: 3,
} as const;

const POLLS = (HOURS * 3_600 * ASSUMED.pollers) / ASSUMED.pollSeconds;
const GB = 1_000_000_000;

/** What a part costs a month, in USD. */
export const usdOf = ({ quantity, price }: Part): number => (quantity / price.per) * price.usd;

/** What all of them cost a month, in USD. */
export const totalOf = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + usdOf(part), 0);

/** The parts of a stack that cost something. */
export const partsOf = (resources: Resources, usages: Usages): Part[] =>
  [...ofTemplate(resources), ...ofFunctions(resources, usages)].filter(({ quantity }) => quantity > 0);

const ofTemplate = (resources: Resources): Part[] => {
  const all = Object.values(resources);
  const count = (type: string): number => all.filter(({ Type }) => Type === type).length;
  const alarms = all.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  const ofSeconds = alarms.filter(({ Properties }) => (Properties as { readonly Period: number }).Period < 60).length;
  const part = (what: string, quantity: number, price: Price): Part => ({ what, from: 'template', quantity, price });
  const polls = (what: string, queues: number, price: Price): Part => ({
    ...{ what: `${what}, where there is no message`, from: 'assumed', quantity: queues * POLLS, price },
  });
  return [
    part('alarms on one metric', alarms.length - ofSeconds, PRICES.alarm),
    part('alarms that look every 30 s', ofSeconds, PRICES.alarmOfSeconds),
    part('composite alarms', count('AWS::CloudWatch::CompositeAlarm'), PRICES.compositeAlarm),
    part('dashboard', count('AWS::CloudWatch::Dashboard'), PRICES.dashboard),
    part('key of the topic for notices', count('AWS::KMS::Key'), PRICES.key),
    polls("Lambda's polls of FIFO queues", count('AWS::Lambda::EventSourceMapping'), PRICES.fifoRequest),
    polls("the pipe's polls of its queue", count('AWS::Pipes::Pipe'), PRICES.standardRequest),
  ];
};

const ofFunctions = (resources: Resources, usages: Usages): Part[] => {
  const all = Object.entries(usages);
  const month = (of: (usage: Usage, name: string) => number): number =>
    all.reduce((sum, [name, usage]) => sum + of(usage, name), 0) * HOURS;
  const gb = month(({ logBytes, invocations }) => logBytes + invocations * ASSUMED.platformBytes) / GB;
  const gbSeconds = month(({ invocations }, name) => invocations * secondsOf(name) * memoryOf(resources, name));
  const counted = (what: string, quantity: number, price: Price): Part => ({ what, from: 'counted', quantity, price });
  return [
    counted('metrics of runs that have a value', month(({ metrics }) => metrics) / HOURS, PRICES.metric),
    counted(
      'invocations',
      month(({ invocations }) => invocations),
      PRICES.invocation,
    ),
    { what: 'GB-seconds of functions', from: 'assumed', quantity: gbSeconds, price: PRICES.gbSecond },
    counted(
      'requests that carry a message',
      month(({ messages }) => messages),
      PRICES.fifoRequest,
    ),
    counted(
      'times that a schedule fires',
      month(({ schedules }) => schedules),
      PRICES.schedule,
    ),
    counted('GB of log lines', gb, PRICES.logGb),
    {
      what: 'GB of log lines kept for 90 days',
      from: 'assumed',
      quantity: gb * ASSUMED.logMonths,
      price: PRICES.logGbKept,
    },
    ...callsOf(usages),
  ];
};

const callsOf = (usages: Usages): Part[] => {
  const calls = Object.values(usages).flatMap((usage) => Object.entries(usage.calls));
  const byCall = Map.groupBy(calls, ([call]) => call);
  return [...byCall].flatMap(([call, counts]): Part[] => {
    const price = priceOfCall(call);
    const quantity = counts.reduce((sum, [, count]) => sum + count, 0) * HOURS;
    return price === undefined ? [] : [{ what: call, from: 'counted', quantity, price: PRICES[price] }];
  });
};

const isProbe = (name: string): boolean => /-probe(?:-\d+)?$/.test(name);

const secondsOf = (name: string): number => (isProbe(name) ? ASSUMED.probeSeconds : ASSUMED.sweepSeconds);

/** The memory of a function, in GB. Throws for one that the template does not have. */
export const memoryOf = (resources: Resources, name: string): number => {
  for (const { Type, Properties } of Object.values(resources)) {
    const { FunctionName, MemorySize } = Properties as {
      readonly FunctionName?: unknown;
      readonly MemorySize?: number;
    };
    if (Type === 'AWS::Lambda::Function' && FunctionName === name && MemorySize) return MemorySize / 1_024;
  }
  throw new Error(`the template has no function ${name}`);
};
