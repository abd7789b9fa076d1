import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { matchesPattern, parsePattern } from '@waykeeper/local-cloud/patterns';
import type { ControllerName } from '../../../lib/core/plan.ts';
import { type Reading, readTrigger } from '../../../lib/entry/read-trigger.ts';
import { TRIGGERS } from '../../../lib/entry/triggers.ts';
import { rulesOf } from '../../../resources/rules.ts';
import { config, group, ruleSet, zoneClaim } from '../../support/configs.ts';

const EVENTS = join(import.meta.dirname, '../../../events');
const OWN_ROLES = ['waykeeper-prod-eu-west-2-connections', 'waykeeper-prod-eu-west-2-routes'];
const CONTROLLERS: readonly ControllerName[] = ['connections', 'dns', 'routes'];

it('only calls and states that wake a controller can bring something that becomes ours', () => {
  const told = TRIGGERS.flatMap(({ arrivals = [], eventNames = ['running'] }) =>
    arrivals.filter((one) => !eventNames.includes(one)),
  );
  expect(told).toEqual([]);
});

type Expected = readonly string[] | 'all' | { readonly ignored: string } | { readonly malformed: string };

const ENDPOINT = 'vpce-0123456789abcdef0';
const OTHER_ENDPOINT = 'vpce-0fedcba9876543210';
const SERVICE = 'vpce-svc-0123456789abcdef0';

/** What each sample means: the ids that it names, `all`, or why it means nothing. */
const SAMPLES: Readonly<Record<string, Expected>> = {
  'connections.connect-notification.json': [SERVICE],
  'connections.connections-accepted.json': [SERVICE],
  'connections.foreign-object.json': { malformed: 'expected an EventBridge event, an SNS notification or a sweep' },
  'connections.list-of-events.json': { malformed: 'expected a JSON object, found "[]' },
  'connections.notification-deleted.json': 'all',
  'connections.notification-without-ids.json': 'all',
  'connections.other-call.json': { ignored: 'RunInstances is no trigger of connections' },
  'connections.own-write.json': { ignored: 'our own write' },
  'connections.service-created.json': [SERVICE],
  'connections.service-modified.json': [SERVICE],
  'connections.service-tagged.json': [SERVICE],
  'connections.sweep.json': 'all',
  'dns.autoshift-completed.json': 'all',
  'dns.autoshift-in-progress.json': 'all',
  'dns.endpoint-created.json': [ENDPOINT],
  'dns.endpoint-deleted.json': [ENDPOINT],
  'dns.endpoint-modified.json': [ENDPOINT],
  'dns.endpoint-tagged.json': [ENDPOINT],
  'dns.endpoints-deleted.json': [ENDPOINT, OTHER_ENDPOINT],
  'dns.json-text.json': { malformed: 'expected a JSON object' },
  'dns.practice-run-started.json': { ignored: 'Practice Run Started is no trigger of dns' },
  'dns.private-name-set.json': [SERVICE],
  'dns.records-changed.json': ['Z1PA6795UKMFR9'],
  'dns.resolver-address-added.json': ['rslvr-in-0123456789abcdef0'],
  'dns.resolver-address-removed.json': ['rslvr-in-0123456789abcdef0'],
  'dns.resolver-endpoint-deleted.json': ['rslvr-in-0123456789abcdef0'],
  'dns.resolver-rule-associated.json': ['rslvr-rr-0123456789abcdef0'],
  'dns.resolver-rule-disassociated.json': ['rslvr-rr-0123456789abcdef0'],
  'dns.resolver-rule-updated.json': ['rslvr-rr-0123456789abcdef0'],
  'dns.sweep.json': 'all',
  'dns.without-detail.json': 'all',
  'routes.alarm-in-alarm.json': ['fw-a-failover'],
  'routes.association-removed.json': 'all',
  'routes.association-replaced.json': 'all',
  'routes.composite-alarm-ok.json': ['fw-b-failover'],
  'routes.dry-run-call.json': { ignored: 'failed with Client.DryRunOperation' },
  'routes.failed-call.json': { ignored: 'failed with Client.InvalidNetworkInterfaceID.NotFound' },
  'routes.instance-modified.json': ['i-0a1b2c3d4e5f60718'],
  'routes.instance-stopped.json': ['i-0a1b2c3d4e5f60718'],
  'routes.interface-detached.json': 'all',
  'routes.interface-tagged.json': ['eni-0fedcba9876543210'],
  'routes.not-json.txt': { malformed: 'expected JSON, found "please have a look' },
  'routes.own-write.json': { ignored: 'our own write' },
  'routes.rebalance-recommendation.json': { ignored: 'is no trigger of routes' },
  'routes.replace-route-by-hand.json': ['eni-0fedcba9876543210', 'rtb-0123456789abcdef0'],
  'routes.spot-interruption.json': ['i-0c0ffee0c0ffee0c0'],
  'routes.sweep.json': 'all',
  'routes.volume-tagged.json': { ignored: 'CreateTags names nothing of routes' },
  'routes.table-associated.json': ['rtb-0123456789abcdef0', 'subnet-0123456789abcdef0'],
};

const bodyOf = (file: string): string => readFileSync(join(EVENTS, file), 'utf8');
const controllerOf = (file: string): ControllerName => {
  const found = CONTROLLERS.find((name) => file.startsWith(`${name}.`));
  if (!found) throw new Error(`${file} begins with the name of no controller`);
  return found;
};
const readSample = (file: string): Reading => readTrigger(controllerOf(file), bodyOf(file), OWN_ROLES);

const cases = Object.entries(SAMPLES);
const woken = cases.filter(([, expected]) => expected === 'all' || Array.isArray(expected));

/** Names something of every kind, and what the samples are about. */
const EVERYTHING = config({
  connections: [ruleSet()],
  dns: {
    zones: [zoneClaim()],
    verifications: [{ service: { tags: { waykeeper: 'payments' } }, zone: 'Z1PA6795UKMFR9' }],
    forwarders: [
      {
        name: 'f',
        domains: ['s3.eu-west-2.amazonaws.com'],
        from: { addresses: ['10.1.2.3'] },
        publish: [{ resolverRule: 'rslvr-rr-0123456789abcdef0' }],
      },
    ],
  },
  routes: [
    group({
      appliances: [
        { name: 'fw-a', interface: { tags: { waykeeper: 'fw-a' } } },
        { name: 'fw-b', interface: 'eni-b' },
        { name: 'nat', natGateway: 'nat-0' },
        { name: 'nfw', endpoint: 'vpce-0' },
      ],
    }),
  ],
});

/** The event patterns of the generated rules, by the controller whose queue is their target. */
const rulePatterns = (controller: ControllerName) =>
  rulesOf(EVERYTHING, { stage: 'prod' })
    .filter((rule) => rule.controller === controller)
    .map(({ resource }) =>
      parsePattern(JSON.stringify((resource.Properties as { readonly EventPattern: unknown }).EventPattern)),
    );

describe('the sample events', () => {
  it('each have an expected reading', () => {
    expect(readdirSync(EVENTS).toSorted()).toEqual(Object.keys(SAMPLES).toSorted());
  });

  it.each(cases)('%s is read as expected', (file, expected) => {
    const reading = readSample(file);
    if (expected === 'all') expect(reading).toMatchObject({ kind: 'scope', scope: 'all' });
    else if ('ignored' in expected)
      expect(reading).toEqual({ kind: 'ignored', why: expect.stringContaining(expected.ignored) });
    else if ('malformed' in expected)
      expect(reading).toEqual({ kind: 'malformed', why: expect.stringContaining(expected.malformed) });
    else expect(reading).toMatchObject({ kind: 'scope', by: 'event', scope: { ids: expected } });
  });

  it.each(woken.filter(([file]) => /"detail-type"/.test(bodyOf(file))))(
    '%s is delivered by exactly one of the generated rules',
    (file) => {
      const event: unknown = JSON.parse(bodyOf(file));
      expect(rulePatterns(controllerOf(file)).filter((pattern) => matchesPattern(pattern, event))).toHaveLength(1);
    },
  );

  it.each([
    'routes.failed-call.json',
    'routes.dry-run-call.json',
    'routes.rebalance-recommendation.json',
    'routes.volume-tagged.json',
  ])('%s is not even delivered', (file) => {
    const event: unknown = JSON.parse(bodyOf(file));
    expect(rulePatterns('routes').some((pattern) => matchesPattern(pattern, event))).toBe(false);
  });

  it('are read without a controller that they do not concern being woken', () => {
    // An endpoint that is changed or deleted may be a route's target, too, and a service's private DNS name is to be proved.
    const shared = /sweep|endpoints?-(?:deleted|modified)|service-(?:created|modified|tagged)|private-name/;
    for (const [file] of woken.filter(([name]) => !shared.test(name))) {
      for (const controller of CONTROLLERS.filter((name) => name !== controllerOf(file))) {
        expect([file, controller, readTrigger(controller, bodyOf(file), OWN_ROLES).kind]).toEqual([
          file,
          controller,
          'ignored',
        ]);
      }
    }
  });
});

/** About an alarm, a state and a tag that the config names, wherever a rule looks for them. */
const NAMED = { alarmName: 'fw-a-failover', state: 'stopped' };
const eventFor = ({ source, detailType, eventNames }: (typeof TRIGGERS)[number]): Record<string, unknown>[] => {
  const envelope = { version: '0', source, 'detail-type': detailType, resources: [] };
  const requestParameters = { tagSet: { items: [{ key: 'waykeeper' }] } };
  return eventNames
    ? eventNames.map((eventName) => ({ ...envelope, detail: { eventName, requestParameters } }))
    : [{ ...envelope, detail: NAMED }];
};

describe('the trigger table', () => {
  it.each(TRIGGERS.flatMap((row) => eventFor(row).map((event) => [row, event] as const)))(
    'has a generated rule for each of its rows: $controller, $part, %j',
    ({ controller, only, member }, event) => {
      expect(rulePatterns(controller).filter((pattern) => matchesPattern(pattern, event))).toHaveLength(1);
      const scope = member ? { ids: [NAMED[member]] } : 'all';
      const expected = only ? { kind: 'ignored' } : { kind: 'scope', scope };
      expect(readTrigger(controller, JSON.stringify(event), [])).toMatchObject(expected);
    },
  );
});
