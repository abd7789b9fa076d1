import { matchesPattern, parsePattern } from '@waykeeper/local-cloud/patterns';
import type { Config } from '../../../lib/config/types.ts';
import { rulesOf } from '../../../resources/rules.ts';
import { stackOf } from '../../../resources/stack.ts';
import { config, type GroupInput, group, ruleSet, zoneClaim } from '../../support/configs.ts';
import { NAMES, resourcesOf } from './support.ts';

const patternOf = ({ resource }: ReturnType<typeof rulesOf>[number]): string =>
  JSON.stringify((resource.Properties as { readonly EventPattern: unknown }).EventPattern);

/** The logical ids of the rules that deliver an event. */
const delivering = (given: Config, event: unknown): string[] =>
  rulesOf(given, NAMES)
    .filter((rule) => matchesPattern(parsePattern(patternOf(rule)), event))
    .map(({ id }) => id);

/** The event names and detail-types that the rules of a config ask for, by controller. */
const askedFor = (given: Config): string[] =>
  rulesOf(given, NAMES)
    .flatMap((rule) => {
      const pattern = JSON.parse(patternOf(rule)) as {
        readonly 'detail-type': readonly string[];
        readonly detail?: { readonly eventName?: readonly string[] };
      };
      return (pattern.detail?.eventName ?? pattern['detail-type']).map((name) => `${rule.controller} ${name}`);
    })
    .toSorted();

const alarmEvent = (alarmName: string) => ({
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  detail: { alarmName, state: { value: 'ALARM' } },
});

const stateEvent = (state: string) => ({
  source: 'aws.ec2',
  'detail-type': 'EC2 Instance State-change Notification',
  detail: { 'instance-id': 'i-0', state },
});

const tagEvent = (eventName: string, ...keys: readonly string[]) => ({
  source: 'aws.ec2',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: {
    eventName,
    requestParameters: {
      resourcesSet: { items: [{ resourceId: 'eni-a' }] },
      tagSet: keys.length > 0 ? { items: keys.map((key) => ({ key, value: '' })) } : {},
    },
  },
});

const routes = (...groups: readonly Partial<GroupInput>[]): Config =>
  config({ routes: groups.map((given, at) => group({ name: `g${at}`, ...given })) });

/** As long as CloudWatch takes them. */
const longNames = (length: number): string[] => Array.from({ length }, (_, at) => `${at}-`.padEnd(255, 'x'));

const alarmsFor = (alarms: readonly string[]): Config => routes({ health: { alarms: [...alarms] } });

describe('alarms', () => {
  it('wake routes when the config names them, for each appliance', () => {
    const given = alarmsFor(['{appliance}-failover', 'all-firewalls']);
    for (const name of ['fw-a-failover', 'fw-b-failover', 'all-firewalls']) {
      expect(delivering(given, alarmEvent(name))).toHaveLength(1);
    }
  });

  it.each([
    'billing',
    'fw-c-failover',
    'fw-a-failover-2',
    'a-fw-a-failover',
    'waykeeper/test/probe/g0/fw-a/verdict',
    'waykeeper/prod/probe/of-a-sibling/fw-a/heartbeat',
  ])('of another stack or tool do not wake it: %s', (name) => {
    expect(delivering(alarmsFor(['{appliance}-failover']), alarmEvent(name))).toEqual([]);
  });

  it('are matched by a prefix where the config has one, and once where a name has it, too', () => {
    const given = alarmsFor(['{appliance}-*', '{appliance}-failover', 'fw-a-failover*', 'fw-a-']);
    for (const name of ['fw-a-', 'fw-a-failover', 'fw-a-cpu', 'fw-b-failover-2']) {
      expect([name, delivering(given, alarmEvent(name))]).toEqual([name, [expect.any(String)]]);
    }
    expect(delivering(given, alarmEvent('fw-c-failover'))).toEqual([]);
  });

  it('of the probe wake it where a group has one, those of the groups that have none do not', () => {
    const probe = { tcp: 443, from: { subnets: ['subnet-a'], securityGroups: ['sg-a'] } };
    const given = routes({ health: { probe } }, {});
    for (const kind of ['verdict', 'heartbeat']) {
      expect(delivering(given, alarmEvent(`waykeeper/prod/probe/g0/fw-a/${kind}`))).toHaveLength(1);
      expect(delivering(given, alarmEvent(`waykeeper/prod/probe/g1/fw-a/${kind}`))).toEqual([]);
      expect(delivering(given, alarmEvent(`waykeeper/test/probe/g0/fw-a/${kind}`))).toEqual([]);
    }
  });

  it.each([
    ['short', Array.from({ length: 300 }, (_, at) => `${at}-failover`)],
    ['as long as CloudWatch takes them', longNames(300)],
  ])('whose names are %s are each matched by exactly one rule where there are 300', (_, names) => {
    const given = alarmsFor(names);
    expect(rulesOf(given, NAMES).filter((rule) => patternOf(rule).includes('alarmName')).length).toBeGreaterThan(1);
    for (const rule of rulesOf(given, NAMES)) expect(patternOf(rule).length).toBeLessThanOrEqual(2_048);
    const patterns = rulesOf(given, NAMES).map((rule) => parsePattern(patternOf(rule)));
    for (const name of names) {
      expect([name, patterns.filter((pattern) => matchesPattern(pattern, alarmEvent(name))).length]).toEqual([name, 1]);
    }
    expect(delivering(given, alarmEvent('another'))).toEqual([]);
  });

  it('are all wanted where their names would fill more rules than a queue’s policy can name', () => {
    const given = alarmsFor(longNames(500));
    expect(delivering(given, alarmEvent('another'))).toHaveLength(1);
    expect(rulesOf(given, NAMES).length).toBeLessThan(20);
  });

  it('never make a policy longer than SQS takes, with the longest ARNs of rules', () => {
    const given = config({
      connections: [ruleSet()],
      dns: { zones: [zoneClaim()] },
      routes: [group({ health: { alarms: longNames(350) } })],
    });
    const [undelivered] = resourcesOf(stackOf(given, NAMES), 'AWS::SQS::QueuePolicy').slice(-1);
    const arn = `arn:aws-us-gov:events:us-gov-west-1:111122223333:rule/${'x'.repeat(64)}`;
    const policy = JSON.stringify(undelivered?.Properties.PolicyDocument);
    expect(rulesOf(given, NAMES).length).toBeGreaterThan(55);
    expect(
      policy.replaceAll(/\{"Fn::GetAtt":\["\w+Rule\d*","Arn"\]\}/g, JSON.stringify(arn)).length,
    ).toBeLessThanOrEqual(8_192);
  });
});

describe('the states of instances', () => {
  it('wake routes when they tell of an appliance’s health', () => {
    for (const state of ['running', 'stopping', 'stopped', 'shutting-down', 'terminated']) {
      expect([state, delivering(routes({}), stateEvent(state)).length]).toEqual([state, 1]);
    }
    expect(delivering(routes({}), stateEvent('pending'))).toEqual([]);
  });

  it('wake nobody where no appliance is made of instances', () => {
    const given = routes({ appliances: [{ name: 'nat', natGateway: 'nat-0' }] });
    expect(delivering(given, stateEvent('stopped'))).toEqual([]);
  });
});

describe('tags', () => {
  const selecting = config({
    connections: [ruleSet({ services: { tags: { team: 'payments' } } })],
    dns: { zones: [zoneClaim({ endpoint: { tags: { 'private-way': 's3', env: 'prod' } } })] },
    routes: [
      group({
        drain: { tag: 'out-of-service' },
        appliances: [{ name: 'fw-a', interface: { tags: { firewall: 'a' } } }],
        legs: [{ tables: { tags: { routed: 'yes' } }, destinations: ['0.0.0.0/0'] }],
      }),
    ],
  });

  it.each([
    ['team', 'Connections'],
    ['private-way', 'Dns'],
    ['env', 'Dns'],
    ['out-of-service', 'Routes'],
    ['firewall', 'Routes'],
    ['routed', 'Routes'],
  ])('of the key %s wake %s alone, whatever else is tagged with them', (key, controller) => {
    for (const eventName of ['CreateTags', 'DeleteTags']) {
      const woken = delivering(selecting, tagEvent(eventName, 'Name', key, 'cost-centre'));
      expect(woken).toEqual([expect.stringContaining(controller)]);
    }
  });

  it('of other keys wake nobody', () => {
    expect(delivering(selecting, tagEvent('CreateTags', 'Name', 'Team', 'environment'))).toEqual([]);
  });

  it('that are removed all at once, which names no key, wake whoever selects by any', () => {
    expect(delivering(selecting, tagEvent('DeleteTags'))).toHaveLength(3);
  });

  it('wake nobody who selects by id and drains nothing', () => {
    const given = config({
      connections: [ruleSet({ services: { id: 'vpce-svc-0' } })],
      dns: { zones: [zoneClaim({ endpoint: { service: 'com.amazonaws.eu-west-2.s3', vpc: 'vpc-0' } })] },
      routes: [group({ appliances: [{ name: 'nat', natGateway: 'nat-0' }] })],
    });
    expect(askedFor(given).filter((name) => name.endsWith('Tags'))).toEqual([]);
  });
});

const FORWARDING = { name: 'f', domains: ['s3.eu-west-2.amazonaws.com'] };
const ADDRESSES = { addresses: ['10.1.2.3'] };
const FILE = { file: 'bind' as const, to: '/etc/bind/s3.conf' };
const RESOLVER_CALLS = /Resolver/;
const ZONE_CALLS = /HostedZone|RecordSets/;
const ENDPOINT_CALLS = /VpcEndpoint|Autoshift/;

describe('a rule', () => {
  const has = (given: Config, calls: RegExp): boolean => askedFor(given).some((name) => calls.test(name));
  const forwarders = (from: object, publish: object): Config =>
    config({ dns: { forwarders: [{ ...FORWARDING, from, publish: [publish] }] } } as Parameters<typeof config>[0]);

  it('on zones is there for zones, records of forwarders and verifications', () => {
    expect(has(forwarders(ADDRESSES, { record: 's3.corp.example', zone: 'Z1' }), ZONE_CALLS)).toBe(true);
    expect(has(config({ dns: { zones: [zoneClaim()] } }), ZONE_CALLS)).toBe(true);
    expect(has(config({ dns: { verifications: [{ service: { id: 'vpce-svc-0' }, zone: 'Z1' }] } }), ZONE_CALLS)).toBe(
      true,
    );
    expect(has(forwarders(ADDRESSES, FILE), ZONE_CALLS)).toBe(false);
  });

  it('on Resolver is there for its endpoints as sources and its rules as targets', () => {
    expect(has(forwarders({ resolverEndpoint: 'rslvr-in-0' }, FILE), RESOLVER_CALLS)).toBe(true);
    expect(has(forwarders(ADDRESSES, { resolverRule: 'rslvr-rr-0' }), RESOLVER_CALLS)).toBe(true);
    expect(has(forwarders({ vpcResolver: 'vpc-0' }, FILE), RESOLVER_CALLS)).toBe(false);
  });

  it('on endpoints is there for zones, answers, appliances, bypasses and gateway endpoints', () => {
    const leg = { tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0'] };
    for (const given of [
      config({ dns: { zones: [zoneClaim()] } }),
      routes({ appliances: [{ name: 'nfw', endpoint: 'vpce-0' }] }),
      routes({ legs: [{ ...leg, bypass: 'vpce-0' }] }),
      config({ gatewayEndpoints: [{ endpoint: { id: 'vpce-0' }, tables: { id: 'rtb-a' } }] }),
    ]) {
      expect(has(given, ENDPOINT_CALLS)).toBe(true);
    }
    expect(has(forwarders(ADDRESSES, FILE), ENDPOINT_CALLS)).toBe(false);
    expect(has(routes({}), ENDPOINT_CALLS)).toBe(false);
  });

  it('on NAT gateways is there for appliances and bypasses', () => {
    const leg = { tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0'] };
    expect(has(routes({ appliances: [{ name: 'nat', natGateway: 'nat-0' }] }), /NatGateway/)).toBe(true);
    expect(has(routes({ legs: [{ ...leg, bypass: 'nat-0' }] }), /NatGateway/)).toBe(true);
    expect(has(routes({}), /NatGateway/)).toBe(false);
  });

  it('on routes and interfaces is not there for gateway endpoints alone', () => {
    const given = config({ gatewayEndpoints: [{ endpoint: { id: 'vpce-0' }, tables: { id: 'rtb-a' } }] });
    expect(askedFor(given)).toEqual([
      'routes AssociateRouteTable',
      'routes CreateRouteTable',
      'routes DeleteRouteTable',
      'routes DeleteVpcEndpoints',
      'routes DisassociateRouteTable',
      'routes ModifyVpcEndpoint',
      'routes ReplaceRouteTableAssociation',
    ]);
  });
});

describe('a queue that no rule sends to', () => {
  it('lets no service send to it, since only the sweep’s role writes to it', () => {
    const given = config({ dns: { forwarders: [{ ...FORWARDING, from: ADDRESSES, publish: [FILE] }] } });
    expect(rulesOf(given, NAMES)).toEqual([]);
    const policies = resourcesOf(stackOf(given, NAMES), 'AWS::SQS::QueuePolicy');
    expect(policies.length).toBeGreaterThan(1);
    expect(JSON.stringify(policies)).not.toContain('"Allow"');
  });
});
