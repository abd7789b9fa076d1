import { type Part, partsOf, totalOf, type Usage, usdOf } from '../../../bench/costs-month.ts';
import { PRICES, priceOfCall } from '../../../bench/costs-prices.ts';
import type { Resources } from '../../../resources/types.ts';

const FUNCTION = 'waykeeper-prod-dns';

const lambda = (FunctionName: string, MemorySize: number) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName, MemorySize },
});

const alarm = (Period: number) => ({ Type: 'AWS::CloudWatch::Alarm', Properties: { Period } });

const IDLE: Usage = { invocations: 0, logBytes: 0, metrics: 0, messages: 0, schedules: 0, calls: {} };

const quantities = (
  resources: Resources,
  usage?: Partial<Usage>,
  name = FUNCTION,
): Readonly<Record<string, number>> => {
  const parts = partsOf(resources, usage ? { [name]: { ...IDLE, ...usage } } : {});
  return Object.fromEntries(parts.map(({ what, quantity }) => [what, quantity]));
};

describe('a month of a template', () => {
  it('has the alarms by what they cost: by the minute, by less than a minute, and of other alarms', () => {
    const resources = {
      a: alarm(60),
      b: alarm(300),
      c: alarm(30),
      d: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: {} },
    };
    expect(quantities(resources)).toEqual({
      'alarms on one metric': 2,
      'alarms that look every 30 s': 1,
      'composite alarms': 1,
    });
    expect(totalOf(partsOf(resources, {}))).toBeCloseTo(2 * 0.1 + 0.3 + 0.5);
  });

  it('has five polls every 20 s of each queue that wakes a function, and of the one that a pipe empties', () => {
    const mapping = { Type: 'AWS::Lambda::EventSourceMapping', Properties: {} };
    const polls = quantities({ a: mapping, b: mapping, c: { Type: 'AWS::Pipes::Pipe', Properties: {} } });
    expect(Object.values(polls)).toEqual([2 * 15 * 60 * 730, 15 * 60 * 730]);
  });

  it('has nothing of what is free', () => {
    const free = [
      'AWS::SQS::Queue',
      'AWS::Events::Rule',
      'AWS::IAM::Role',
      'AWS::SSM::Parameter',
      'AWS::Logs::LogGroup',
    ];
    expect(partsOf(Object.fromEntries(free.map((Type) => [Type, { Type, Properties: {} }])), {})).toEqual([]);
  });
});

describe('a month of what functions do', () => {
  const resources = { a: lambda(FUNCTION, 512), b: lambda('waykeeper-prod-probe', 256) };

  it('has 730 times what they do in an hour, but each metric once', () => {
    expect(quantities(resources, { messages: 36, schedules: 12, metrics: 4 })).toEqual({
      'metrics of runs that have a value': 4,
      'requests that carry a message': 36 * 730,
      'times that a schedule fires': 12 * 730,
    });
  });

  it('bills two seconds of its memory for a sweep, and a minute for the probe', () => {
    expect(quantities(resources, { invocations: 12 })['GB-seconds of functions']).toBe(12 * 730 * 2 * 0.5);
    const probe = quantities(resources, { invocations: 60 }, 'waykeeper-prod-probe');
    expect(probe['GB-seconds of functions']).toBe(60 * 730 * 60 * 0.25);
  });

  it("has Lambda's own lines beside those of the function", () => {
    const lines = quantities(resources, { invocations: 10, logBytes: 6_000 })['GB of log lines'];
    expect(lines).toBeCloseTo((10 * 400 + 6_000) * 730e-9, 9);
  });

  it('has the calls that cost something, and no others', () => {
    const calls = {
      's3:GetObject': 24,
      'ec2:DescribeVpcs': 12,
      'ssm:PutParameter': 12,
      'monitoring:DescribeAlarms': 12,
    };
    expect(quantities(resources, { calls })).toEqual({ 's3:GetObject': 24 * 730 });
  });

  it('is not made up for a function that the template does not have', () => {
    expect(() => quantities({}, { invocations: 1 })).toThrow(`the template has no function ${FUNCTION}`);
  });
});

describe('a price', () => {
  it('is for one, a thousand or a million', () => {
    const part = (price: Part['price']): Part => ({ what: 'it', from: 'counted', quantity: 2_000_000, price });
    expect(usdOf(part(PRICES.fifoRequest))).toBe(1);
    expect(usdOf(part(PRICES.s3Read))).toBeCloseTo(0.8);
    expect(usdOf(part(PRICES.alarm))).toBeCloseTo(200_000);
  });

  it('is not taken for nothing where it is not known', () => {
    expect(() => priceOfCall('dynamodb:GetItem')).toThrow('what dynamodb:GetItem costs is not known');
    expect(() => priceOfCall('monitoring:GetMetricStatistics')).toThrow('is not known');
  });
});
