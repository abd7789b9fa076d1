/** A standby that is none is said beforehand, a find that is ambiguous is judged by itself, and doubt is no reason to move. */
import type { InstanceChecks, NetworkInterface, RouteTable } from '../../../lib/aws/types.ts';
import { heartbeatAlarm, verdictAlarm } from '../../../lib/routes/probe/names.ts';
import type { ObservedRoutes } from '../../../lib/routes/types.ts';
import { alarm, checks, eni, instance, NOW, route, routeTable, secondsAgo, subnet } from '../../support/aws.ts';
import { type GroupInput, group, STAGE } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { alarms, network, plan, tables } from '../../support/routing.ts';

const replaced = (world: Partial<ObservedRoutes>, given: Partial<GroupInput> = {}): string[] =>
  lines(plan(world, group(given))).filter((line) => line.startsWith('replace'));

const found = (world: Partial<ObservedRoutes>, given: Partial<GroupInput> = {}): string[] =>
  plan(world, group(given)).findings.map(({ key, reason }) => `${key} ${reason.code}`);

const message = (code: string, world: Partial<ObservedRoutes>, given: Partial<GroupInput> = {}): string | undefined =>
  plan(world, group(given)).findings.find(({ reason }) => reason.code === code)?.reason.message;

/** fw-a by tags, which an old instance and its replacement have at once; routes are on the old one. */
const TAGGED = {
  appliances: [
    { name: 'fw-a', interface: { tags: { fw: 'a' } } },
    { name: 'fw-b', interface: 'eni-b' },
  ],
};
const old = (given: Partial<NetworkInterface> = {}) => eni('eni-a', { tags: { fw: 'a' }, ...given });
const young = (given: Partial<NetworkInterface> = {}) => eni('eni-new', { tags: { fw: 'a' }, ...given });
const TWICE: Partial<ObservedRoutes> = {
  interfaces: [young(), old(), eni('eni-b')],
  instances: [instance('i-new', { launchedAt: secondsAgo(600) }), instance('i-a'), instance('i-b')],
  checks: ['i-new', 'i-a', 'i-b'].map((id) => checks(id)),
};

describe('an appliance that a selector finds twice', () => {
  it('is still ours: its routes move off the instance that failed', () => {
    expect(replaced({ ...TWICE, alarms: alarms('ALARM') }, TAGGED)).toEqual(
      ['rtb-a/0.0.0.0/0', 'rtb-b/0.0.0.0/0', 'rtb-edge/10.0.1.0/24', 'rtb-edge/10.0.2.0/24'].map(
        (key) => `replace ${key} to eni-b: FAILOVER`,
      ),
    );
  });

  it('keeps its routes where its own instance is well, whatever the other find is', () => {
    const instances = [instance('i-new', { state: 'stopped' }), instance('i-a'), instance('i-b')];
    expect(replaced({ ...TWICE, instances }, TAGGED)).toEqual([]);
    expect(found({ ...TWICE, instances }, TAGGED)).toEqual(['fw/fw-a SEVERAL_INTERFACES']);
    expect(message('SEVERAL_INTERFACES', TWICE, TAGGED)).toBe('2 interfaces have these tags: eni-a, eni-new');
  });

  it('is judged by the instance that carries the routes, and comes last as a target', () => {
    const instances = [instance('i-new'), instance('i-a', { state: 'stopped' }), instance('i-b')];
    expect(replaced({ ...TWICE, instances }, TAGGED)[0]).toBe('replace rtb-a/0.0.0.0/0 to eni-b: FAILOVER');
    const alone = { ...TWICE, instances, alarms: alarms('OK', 'ALARM') };
    expect(replaced(alone, TAGGED)[0]).toBe('replace rtb-a/0.0.0.0/0 to eni-new: FAILOVER');
  });

  it('is never a target by an interface of another account, while those of one instance are none at all', () => {
    const instances = [instance('i-new'), instance('i-a', { state: 'stopped' }), instance('i-b')];
    const ours = tables().map((table) => ({ ...table, ownerId: '999988887777' }));
    const theirs = [young({ ownerId: '111122223333' }), old({ ownerId: '999988887777' }), eni('eni-b')];
    const world = { ...TWICE, tables: ours, interfaces: theirs, instances, alarms: alarms('OK', 'ALARM') };
    expect(replaced(world, TAGGED)).toEqual([]);
  });

  it('has no check turned off for having been found, but for the one that routes go to', () => {
    const checking = [young({ sourceDestCheck: true }), old(), eni('eni-b')];
    expect(plan({ ...TWICE, interfaces: checking }, group(TAGGED)).changes).toEqual([]);
    const instances = [instance('i-new'), instance('i-a', { state: 'stopped' }), instance('i-b')];
    const needed = { ...TWICE, interfaces: checking, instances, alarms: alarms('OK', 'ALARM') };
    expect(plan(needed, group(TAGGED)).changes.map(({ key }) => key)).toContain('eni-new');
  });
});

describe('a static route beside a propagated one', () => {
  it.each([0, 1])('is the claimed one, whichever is listed first: %s', (first) => {
    const both = [route('0.0.0.0/0', 'vgw-1', { origin: 'EnableVgwRoutePropagation' }), route('0.0.0.0/0', 'eni-a')];
    const listed = first === 0 ? both : both.toReversed();
    const all = tables().map((table) =>
      table.id === 'rtb-a' ? { ...routeTable('rtb-a', { subnetIds: ['subnet-a'], routes: listed }) } : table,
    );
    expect(replaced({ tables: all, alarms: alarms('ALARM') })).toContain('replace rtb-a/0.0.0.0/0 to eni-b: FAILOVER');
  });
});

describe('NAT64', () => {
  it('goes to NAT gateways like IPv4', () => {
    const destinations = ['0.0.0.0/0', '64:ff9b::/96'];
    const table = routeTable('rtb-a', {
      subnetIds: ['subnet-a'],
      routes: destinations.map((destination) => route(destination, 'nat-a')),
    });
    const nat = (id: string, state: 'available' | 'failed') => ({
      ...{ id, vpcId: 'vpc-1', subnetId: 'subnet-fw', state, createdAt: secondsAgo(9_999) },
    });
    const appliances = ['a', 'b'].map((name) => ({ name: `nat-${name}`, natGateway: `nat-${name}` }));
    const legs = [{ tables: { id: 'rtb-a' }, destinations }];
    const world = { tables: [table], natGateways: [nat('nat-a', 'failed'), nat('nat-b', 'available')] };
    expect(replaced(world, { appliances, legs, health: {} })).toEqual(
      destinations.map((destination) => `replace rtb-a/${destination} to nat-b: FAILOVER`),
    );
  });
});

/** An app subnet in each of two Availability Zones, and load balancers in front that reach them through the firewalls. */
const inFront = (): RouteTable[] => [
  routeTable('rtb-a', { subnetIds: ['subnet-a'], routes: [route('0.0.0.0/0', 'eni-a')] }),
  routeTable('rtb-b', { subnetIds: ['subnet-b'], routes: [route('0.0.0.0/0', 'eni-b')] }),
  routeTable('rtb-lb', {
    subnetIds: ['subnet-lb'],
    routes: [route('10.0.1.0/24', 'eni-a'), route('10.0.2.0/24', 'eni-b')],
  }),
];

describe('load balancers in front of two zones', () => {
  const given: Partial<GroupInput> = {
    ...{ choose: 'zone', failback: 'manual' },
    legs: [
      { tables: { ids: ['rtb-a', 'rtb-b'] }, destinations: ['0.0.0.0/0'] },
      { tables: { id: 'rtb-lb' }, destinations: ['10.0.1.0/24', '10.0.2.0/24'] },
    ],
  };
  const subnets = [...network().subnets, subnet('subnet-lb', ['10.0.100.0/24'])];

  it('move nothing while all is healthy, and are not called split', () => {
    expect(plan({ tables: inFront(), subnets }, group(given)).changes).toEqual([]);
    expect(found({ tables: inFront(), subnets }, given).filter((line) => line.endsWith('SPLIT'))).toEqual([]);
  });

  it('move the routes of the zone that fails, and no others', () => {
    expect(replaced({ tables: inFront(), subnets, alarms: alarms('ALARM') }, given)).toEqual([
      'replace rtb-a/0.0.0.0/0 to eni-b: FAILOVER',
      'replace rtb-lb/10.0.1.0/24 to eni-b: FAILOVER',
    ]);
  });

  it('make one set for each zone where they face the internet, since they may hand on who asked', () => {
    const facing = inFront().map((table) =>
      table.id === 'rtb-lb' ? { ...table, routes: [...table.routes, route('0.0.0.0/0', 'igw-1')] } : table,
    );
    const { changes, findings } = plan({ tables: facing, subnets }, group(given));
    expect([changes, findings]).toEqual([[], []]);
    const dead = plan({ tables: facing, subnets, alarms: alarms('ALARM') }, group(given)).changes;
    const moved = dead.flatMap((change) => (change.action === 'replace' ? [`${change.pathSet} ${change.key}`] : []));
    expect(moved).toEqual(['fw/subnet-a rtb-a/0.0.0.0/0', 'fw/subnet-a rtb-lb/10.0.1.0/24']);
  });

  it('are told where the return passes no firewall, and joined where it does', () => {
    const world = { tables: inFront(), subnets };
    expect(found(world, given)).toContain('fw/rtb-lb/10.0.1.0/24 RETURN_UNCLAIMED');
    const claimed = inFront().map((table) =>
      table.id === 'rtb-lb'
        ? table
        : { ...table, routes: [...table.routes, route('10.0.100.0/24', table.id === 'rtb-a' ? 'eni-a' : 'eni-b')] },
    );
    const back = [...(given.legs ?? []), { tables: { ids: ['rtb-a', 'rtb-b'] }, destinations: ['10.0.100.0/24'] }];
    expect(found({ tables: claimed, subnets }, { ...given, legs: back })).toEqual([]);
    const sets = new Set(
      plan({ tables: claimed, subnets, alarms: alarms('ALARM') }, group({ ...given, legs: back })).changes.flatMap(
        (change) => (change.action === 'replace' && change.destination !== '0.0.0.0/0' ? [change.pathSet] : []),
      ),
    );
    expect(sets.size).toBe(1);
  });

  it('are one set with together: group, or behind an attachment of which nobody says that it is in appliance mode', () => {
    const moved = (world: Partial<ObservedRoutes>, more: Partial<GroupInput> = {}) =>
      replaced({ tables: inFront(), subnets, alarms: alarms('ALARM'), ...world }, { ...given, ...more }).length;
    const attachment = (applianceMode: boolean) => ({
      attachments: [{ id: 'tgw-attach-1', vpcId: 'vpc-1', subnetIds: ['subnet-a', 'subnet-b'], applianceMode }],
    });
    expect(found({ tables: inFront(), subnets }, { ...given, together: 'group' })).toContain('fw/subnet-a SPLIT');
    expect(found({ tables: inFront(), subnets, ...attachment(false) }, given)).toContain('fw/subnet-a SPLIT');
    expect(found({ tables: inFront(), subnets, ...attachment(true) }, given).join()).not.toContain('SPLIT');
    const zonal = { ...given, together: 'az' as const };
    expect(found({ tables: inFront(), subnets, ...attachment(false) }, zonal).join()).not.toContain('SPLIT');
    expect([moved({}), moved({}, { together: 'group' })]).toEqual([2, 2]);
  });
});

describe('what is said beforehand', () => {
  const failing = (given: Partial<InstanceChecks>) => ({ checks: [{ ...checks('i-a'), ...given }, checks('i-b')] });

  it('names two appliances that are one, and one that is a bypass', () => {
    const twins = [
      { name: 'fw-a', interface: { tags: { fw: 'x' } } },
      { name: 'fw-b', interface: { tags: { role: 'y' } } },
    ];
    const interfaces = [eni('eni-a', { tags: { fw: 'x', role: 'y' } })];
    expect(found({ interfaces }, { appliances: twins })).toContain('fw SAME_TARGET');
  });

  it.each([
    [3_599, []],
    [3_601, ['fw/fw-b UNKNOWN_LONG']],
  ])('tells of an appliance that has been unknown for %s s', (seconds, expected) => {
    const silent = alarms('OK', ['INSUFFICIENT_DATA', seconds]);
    expect(found({ alarms: silent })).toEqual(expected);
  });

  it('tells of an instance that is not visible, as in a shared VPC', () => {
    const interfaces = [eni('eni-a'), eni('eni-b', { attachedAt: secondsAgo(7_200) })];
    expect(found({ interfaces, instances: [instance('i-a')] })).toEqual(['fw/fw-b UNKNOWN_LONG']);
  });

  it('says of a prefix list that leads to an endpoint that a refusal is a guess', () => {
    const appliances = [{ name: 'nfw', endpoint: 'vpce-0a' }];
    const legs = [{ tables: { id: 'rtb-a' }, destinations: ['pl-1'] }];
    expect(message('PREFIX_LIST_ENDPOINT', {}, { appliances, legs, health: {} })).toMatch(/a guess$/);
  });

  it('counts the check of attached volumes like the others', () => {
    expect(replaced(failing({ attachedEbs: 'impaired' }))).toHaveLength(4);
    expect(replaced(failing({ attachedEbs: 'not-applicable' }))).toEqual([]);
  });

  it('names what AWS has scheduled, and drains the appliance ten minutes before', () => {
    const event = (minutes: number) => ({
      events: [{ code: 'instance-stop', description: 'degraded', notBefore: NOW + minutes * 60_000 }],
    });
    expect(found(failing(event(60)))).toEqual(['fw/fw-a SCHEDULED_EVENT']);
    expect(message('SCHEDULED_EVENT', failing(event(60)))).toBe(
      'AWS has scheduled instance-stop at 2026-11-21T04:00:00.000Z (degraded)',
    );
    expect(replaced(failing(event(60)))).toEqual([]);
    expect(replaced(failing(event(10)))[0]).toBe('replace rtb-a/0.0.0.0/0 to eni-b: DRAINED');
  });

  it('drains what EC2 Spot or Auto Scaling is about to take', () => {
    const leaving = [{ instanceId: 'i-a', why: 'EC2 Spot says marked-for-termination of i-a' }];
    expect(replaced({ leaving })[0]).toBe('replace rtb-a/0.0.0.0/0 to eni-b: DRAINED');
  });
});

describe('when none is healthy', () => {
  it('says of each appliance why it does not take over', () => {
    expect(message('NONE_HEALTHY', { alarms: alarms('ALARM', 'ALARM') })).toBe(
      'fw-a is unhealthy: alarm fw-a-failover is ALARM, and no appliance is fit to take over: ' +
        'fw-a is unhealthy (alarm fw-a-failover is ALARM); fw-b is unhealthy (alarm fw-b-failover is ALARM)',
    );
  });

  it('takes one whose instance is not seen, if its alarm is OK', () => {
    const gone = { instances: [instance('i-a')], alarms: alarms('ALARM', 'OK') };
    expect(replaced(gone)[0]).toBe('replace rtb-a/0.0.0.0/0 to eni-b: FAILOVER');
    expect(replaced({ ...gone, alarms: alarms('ALARM', 'INSUFFICIENT_DATA') })).toEqual([]);
  });

  const probe = { from: { subnets: ['subnet-0p'], securityGroups: ['sg-0p'] }, tcp: 443 };
  const probed = (a: 'OK' | 'ALARM', b: 'OK' | 'ALARM') =>
    Object.entries({ 'fw-a': a, 'fw-b': b }).flatMap(([name, state]) => [
      alarm(verdictAlarm(STAGE, 'fw', name), state),
      alarm(heartbeatAlarm(STAGE, 'fw', name), 'OK'),
    ]);
  const given: Partial<GroupInput> = { health: { probe } };

  it('takes the silence of all, whose status checks pass, for a probe that sees nothing', () => {
    expect(replaced({ alarms: probed('ALARM', 'ALARM') }, given)).toEqual([]);
    expect(found({ alarms: probed('ALARM', 'ALARM') }, given)).toEqual(['fw/fw-a PROBE_BLIND', 'fw/fw-b PROBE_BLIND']);
    expect(replaced({ alarms: probed('ALARM', 'OK') }, given)).toHaveLength(4);
  });

  it('takes no bypass on the word of the probe alone', () => {
    const legs = [{ tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0'], bypass: 'igw-1' }];
    const bypassing: Partial<GroupInput> = { ...given, legs, whenNoneHealthy: 'bypass' };
    const instances = [instance('i-a', { state: 'stopped' }), instance('i-b')];
    const world = { alarms: probed('ALARM', 'ALARM'), instances };
    expect(replaced(world, bypassing)).toEqual([]);
    expect(message('NONE_HEALTHY', world, bypassing)).toMatch(/the probe alone says so of fw-b/);
    const dead = { ...world, instances: instances.map((one) => ({ ...one, state: 'stopped' as const })) };
    expect(replaced(dead, bypassing)).toEqual(['replace rtb-a/0.0.0.0/0 to igw-1: BYPASS']);
  });
});
