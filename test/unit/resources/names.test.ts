/** Names that hold: what is told apart in the config, or by the stage, is told apart in the account. */
import fc from 'fast-check';
import { ConfigError } from '../../../lib/config/errors.ts';
import { parseConfig } from '../../../lib/config/parse.ts';
import { heartbeatAlarm, metricNamespace, verdictAlarm } from '../../../lib/routes/probe/names.ts';
import { logicalFor } from '../../../resources/names.ts';
import { type Stack, stackOf } from '../../../resources/stack.ts';
import { resourcesOf } from './support.ts';

/** Names as the config takes them, mostly of the characters that have been confused. */
const entryName = fc
  .tuple(fc.constantFrom('a', 'A', '1', 'f', 'Z'), fc.string({ unit: fc.constantFrom(...'aAbZz1-._d'), maxLength: 6 }))
  .map((parts) => parts.join(''));
const stageName = fc.string({ unit: fc.constantFrom(...'ab1-'), minLength: 1, maxLength: 5 });

type Pair = [string, string];

const PAIRS = [
  [
    ['edge', 'fw-a'],
    ['edge-fw', 'a'],
  ],
  [
    ['edge', 'fw-1'],
    ['edge', 'fw1'],
  ],
  [
    ['edge', 'fw.1'],
    ['edge', 'fw_1'],
  ],
  [
    ['edge', 'Fw-a'],
    ['edge', 'fw-A'],
  ],
  [
    ['edge', 'aZd'],
    ['edge', 'a-'],
  ],
] satisfies [Pair, Pair][];

describe('two appliances', () => {
  it.each<[Pair, Pair]>(PAIRS)('have different alarms and logical ids: %j and %j', (one, other) => {
    expect(verdictAlarm('prod', ...one)).not.toBe(verdictAlarm('prod', ...other));
    expect(logicalFor('ProbeVerdict', ...one)).not.toBe(logicalFor('ProbeVerdict', ...other));
  });

  it('have different names whatever they and their groups are called', () => {
    fc.assert(
      fc.property(entryName, entryName, entryName, entryName, (group, appliance, otherGroup, other) => {
        fc.pre(group !== otherGroup || appliance !== other);
        const alarms = [verdictAlarm, heartbeatAlarm].flatMap((alarm) => [
          alarm('prod', group, appliance),
          alarm('prod', otherGroup, other),
        ]);
        expect(new Set(alarms).size).toBe(4);
        expect(logicalFor('Probe', group, appliance)).not.toBe(logicalFor('Probe', otherGroup, other));
        expect(logicalFor('Probe', group, appliance)).toMatch(/^[A-Za-z0-9]{1,255}$/);
      }),
    );
  });

  it('that differ in case alone are a problem of the config, since AWS may not tell them apart', () => {
    const appliances = '[{ name: fw-a, interface: eni-0a }, { name: FW-A, interface: eni-0b }]';
    const legs = '[{ tables: { id: rtb-0a }, destinations: ["0.0.0.0/0"] }]';
    const text = `version: 1\nroutes:\n  - { name: edge, appliances: ${appliances}, legs: ${legs} }\n`;
    expect(() => parseConfig(text, 'test.yml')).toThrow(ConfigError);
    expect(() => parseConfig(text, 'test.yml')).toThrow(
      /expected a name that no other entry has, found "FW-A" beside "fw-a"/,
    );
  });
});

const group = (name: string, subnet: string, table: string): string => `
  - name: ${name}
    appliances: [{ name: fw-a, interface: eni-0a }]
    health: { probe: { from: { subnets: [${subnet}], securityGroups: [sg-0a] }, tcp: 443 } }
    legs: [{ tables: { id: ${table} }, destinations: ["0.0.0.0/0"] }]`;

const CONFIG = parseConfig(
  `version: 1
connections: [{ name: a, services: { id: vpce-svc-0a }, accept: [{ name: all, anyone: true }] }]
dns: { zones: [{ zone: Z0A, endpoint: { id: vpce-0a } }] }
routes:${group('edge', 'subnet-0a', 'rtb-0a')}${group('edge-2', 'subnet-0b', 'rtb-0b')}
`,
  'test.yml',
);

const NAMED = ['RoleName', 'ManagedPolicyName', 'QueueName', 'TopicName', 'AlarmName', 'Name'];

/** Every name that a stage gives to something, with the kind of thing; log groups go by their functions. */
const namesOf = (stack: Stack): string[] => [
  ...resourcesOf(stack).flatMap(({ Type, Properties }) =>
    NAMED.flatMap((key) => (key in Properties ? [`${Type} ${String(Properties[key]).toLowerCase()}`] : [])),
  ),
  ...Object.values(stack.functions).map((it) => `function ${(it as { readonly name: string }).name}`),
];

const stackIn = (stage: string, region = 'eu-west-2'): Stack =>
  stackOf(CONFIG, { prefix: `waykeeper-${stage}`, stage, region });

describe('two stages in one account', () => {
  it('share no name', () => {
    expect(namesOf(stackIn('prod')).length).toBeGreaterThan(25);
    fc.assert(
      fc.property(stageName, stageName, (one, other) => {
        fc.pre(one !== other);
        const names = new Set(namesOf(stackIn(one)));
        expect(namesOf(stackIn(other)).filter((name) => names.has(name))).toEqual([]);
        expect(metricNamespace(one)).not.toBe(metricNamespace(other));
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['prod', 'prod-probe'],
    ['prod', 'prod-dns'],
    ['a', 'a-eu-west-2'],
  ])('share none where one begins as the other: %s and %s', (one, other) => {
    const names = new Set(namesOf(stackIn(one)));
    expect(namesOf(stackIn(other)).filter((name) => names.has(name))).toEqual([]);
    // Neither may write the logs of the other's functions.
    const logs = JSON.stringify(stackIn(one)).match(/log-group:[^"]+/g) ?? [];
    expect(logs.length).toBeGreaterThan(4);
    for (const log of logs) expect(log).toMatch(/^log-group:\/aws\/lambda\/[a-z0-9-]+:\*$/);
  });

  it('share no name of what is global, in two Regions', () => {
    const isGlobal = (name: string): boolean => name.startsWith('AWS::IAM::');
    const names = new Set(namesOf(stackIn('prod')));
    expect(namesOf(stackIn('prod', 'us-east-1')).filter((name) => isGlobal(name) && names.has(name))).toEqual([]);
  });

  it('cannot differ in case alone, which IAM does not tell', () => {
    expect(() => stackIn('Prod')).toThrow(/capitals/);
  });

  it('tell their functions which one they are', () => {
    for (const it of Object.values(stackIn('test').functions)) {
      expect(it).toMatchObject({ environment: { WAYKEEPER_STAGE: 'test' } });
    }
  });

  it('set no alarm and put no metric of each other', () => {
    const text = JSON.stringify(stackIn('test').resources.Resources);
    expect(text).toContain('alarm:waykeeper/test/probe/edge/fw-a/verdict');
    expect(text).toContain('"cloudwatch:namespace":"Waykeeper/test"');
    expect(text).not.toContain('waykeeper/prod');
    expect(text).not.toContain('Waykeeper/prod');
  });
});

describe('a name that is too long', () => {
  it('is refused in words', () => {
    const long = `a${'-'.repeat(63)}`;
    expect(() => logicalFor('ProbeHeartbeat', long, long)).toThrow(/make a logical id of \d+ characters.*shorten/);
  });
});
