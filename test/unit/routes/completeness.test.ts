/** What a partial or empty answer must not lead to. */
import { unseen } from '../../../lib/core/read.ts';
import { routeStages } from '../../../lib/routes/stages.ts';
import type { ObservedPart, ObservedRoutes, RouteMove } from '../../../lib/routes/types.ts';
import { alarm, eni, instance, subnet } from '../../support/aws.ts';
import { group } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { alarms, movedToB, network, plan, tables } from '../../support/routing.ts';

const A_FAILED = alarms('ALARM');
const moves = (...given: Parameters<typeof plan>): RouteMove[] =>
  plan(...given).changes.filter((change): change is RouteMove => change.action === 'replace');

describe('an instance that is attached and missing from the answer about instances', () => {
  it('leaves its appliance unknown, so that nothing moves off it', () => {
    const found = plan({ instances: [instance('i-b')] });
    expect(found.changes).toEqual([]);
  });

  it('is no instance at all where none is attached', () => {
    const { instanceId: _, ...bare } = eni('eni-a', { status: 'available' });
    expect(moves({ interfaces: [bare, eni('eni-b')], instances: [instance('i-b')] })).toHaveLength(4);
  });
});

describe('a subnet that tables name and the answer about subnets lacks', () => {
  it('leaves the whole group alone, since which routes belong together is not known', () => {
    const subnets = network().subnets.filter(({ id }) => id !== 'subnet-a');
    const found = plan({ alarms: A_FAILED, subnets });
    expect(lines(found)).toEqual(['leave fw: SUBNET_UNSEEN']);
  });

  it('is not missed where no route of the group depends on subnets', () => {
    const outward = group({ legs: [{ tables: { ids: ['rtb-a', 'rtb-b'] }, destinations: ['0.0.0.0/0'] }] });
    expect(moves({ alarms: A_FAILED, subnets: [] }, outward)).toHaveLength(2);
  });
});

/** The part as one that AWS refuses for good, and so empty. */
const without = (part: ObservedPart, thing?: string): Partial<ObservedRoutes> => {
  const denied = Object.assign(new Error('not authorized'), { name: 'UnauthorizedOperation', $fault: 'client' });
  const key = thing === undefined ? part : `${part}/${thing}`;
  const one = { ...unseen(key, denied), part, ...(thing === undefined ? {} : { thing }) };
  return { ...(thing === undefined ? { [part]: [] } : {}), unseen: [one] };
};

const TARGETS = 'arn:aws:elasticloadbalancing:eu-west-2:999988887777:targetgroup/fw/0123456789abcdef';

/** A group that looks at all that there is, and whose first appliance is dead by everything that is told of it. */
const watchful = group({ health: { alarms: ['{appliance}-failover'], targetGroups: [TARGETS] }, choose: 'az' });
const targetHealth = [
  { targetGroup: TARGETS, targetId: 'i-a', state: 'unhealthy' as const },
  { targetGroup: TARGETS, targetId: 'i-b', state: 'healthy' as const },
];
const DEAD = { alarms: A_FAILED, instances: [instance('i-a', { state: 'stopped' }), instance('i-b')], targetHealth };

const unreadOf = ({ findings }: ReturnType<typeof plan>): string[] =>
  findings.filter(({ reason }) => reason.code === 'READ_IN_PART').map(({ key }) => key);

describe('a part that could not be read, for good', () => {
  it.each([
    ['attachments', undefined],
    ['subnets', undefined],
    ['instances', undefined],
    ['checks', undefined],
    ['alarms', undefined],
    ['transitions', 'fw-b-failover'],
    ['targetHealth', TARGETS],
  ] as const)('stops no failover where it is %s, and is told of', (part, thing) => {
    const found = plan({ ...DEAD, ...without(part, thing) }, watchful);
    const [all] = [found.changes.filter((change): change is RouteMove => change.action === 'replace')];
    expect(all.map(({ after }) => after.target)).toEqual(['eni-b', 'eni-b', 'eni-b', 'eni-b']);
    expect(unreadOf(found)).toEqual([`fw/${thing === undefined ? part : `${part}/${thing}`}`]);
  });

  it('stops it where it is the interfaces, without which nobody knows what a route would lead to', () => {
    const found = plan({ ...DEAD, ...without('interfaces') }, watchful);
    expect([found.changes, found.skips.map(({ key }) => key)]).toEqual([[], ['fw']]);
  });

  it.each(['leaving', 'writers', 'passing', 'probeWays'] as const)('changes nothing at all where it is %s', (part) => {
    expect(plan({ ...DEAD, ...without(part) }, watchful)).toEqual(plan(DEAD, watchful));
  });

  it('moves nothing that is not dead: it is no failback, no mending and no bypass', () => {
    for (const part of ['attachments', 'subnets', 'instances', 'checks', 'alarms'] as const) {
      expect(moves({ tables: movedToB(), ...without(part) }, watchful)).toEqual([]);
      expect(moves({ tables: tables({ 'rtb-a/0.0.0.0/0': 'eni-b' }), ...without(part) }, watchful)).toEqual([]);
    }
    const bypassed = group({
      health: { alarms: ['{appliance}-failover'] },
      whenNoneHealthy: 'bypass',
      legs: [{ tables: { ids: ['rtb-a'] }, destinations: ['0.0.0.0/0'], bypass: 'igw-1' }],
    });
    const none = { alarms: alarms('ALARM', 'ALARM') };
    expect(moves(none, bypassed)).toHaveLength(1);
    expect(moves({ ...none, ...without('transitions', 'fw-a-failover') }, bypassed)).toEqual([]);
  });

  it('joins what it would have told apart, and no more than that', () => {
    const setsOf = (world: Partial<ObservedRoutes>) =>
      Object.values(Object.groupBy(moves({ alarms: A_FAILED, ...world }), ({ pathSet }) => pathSet)).map((some = []) =>
        some.map(({ key }) => key),
      );
    const [a, b] = [
      ['rtb-a/0.0.0.0/0', 'rtb-edge/10.0.1.0/24'],
      ['rtb-b/0.0.0.0/0', 'rtb-edge/10.0.2.0/24'],
    ];
    expect(setsOf({})).toEqual([a, b]);
    expect(setsOf(without('attachments'))).toEqual([[...a, ...b].sort()]);
    expect(setsOf(without('subnets'))).toEqual([[...a, ...b].sort()]);
    expect(setsOf(without('checks'))).toEqual([a, b]);
  });

  it('holds up nothing of the groups that do not need it', () => {
    const blind = group({
      name: 'blind',
      health: {},
      legs: [{ tables: { ids: ['rtb-b'] }, destinations: ['0.0.0.0/0'] }],
    });
    const seeing = group({ legs: [{ tables: { ids: ['rtb-a'] }, destinations: ['0.0.0.0/0'] }] });
    const instances = [instance('i-a', { state: 'stopped' }), instance('i-b')];
    const found = plan({ ...without('alarms'), instances }, seeing, blind);
    expect(unreadOf(found)).toEqual(['fw/alarms']);
    expect(found.findings.map(({ reason }) => reason.code)).not.toContain('ALARM_NOT_FOUND');
  });
});

describe('a leg that leads nowhere', () => {
  const withTypo = group({
    legs: [
      { tables: { ids: ['rtb-a', 'rtb-b', 'rtb-typo'] }, destinations: ['0.0.0.0/0'] },
      { tables: { tags: { no: 'table' } }, destinations: ['10.0.1.0/24'] },
    ],
  });

  it('is an error that names the table, or says that the selector finds none', () => {
    const found = plan({}, withTypo).findings.filter(({ key }) => key.includes('legs'));
    expect(found.map(({ key, severity, reason }) => [key, severity, reason.code])).toEqual([
      ['fw/legs[0]', 'error', 'TABLE_NOT_FOUND'],
      ['fw/legs[1]', 'error', 'NOTHING_SELECTED'],
    ]);
  });

  it('holds up what is voluntary, and no failover', () => {
    expect(moves({ tables: movedToB() }, withTypo)).toEqual([]);
    expect(moves({ alarms: A_FAILED }, withTypo)).toHaveLength(2);
  });
});

describe('a path set whose move could be refused in part', () => {
  it('waits as a whole for every interface that must be made fit first', () => {
    const interfaces = [
      eni('eni-a'),
      eni('eni-bout', { instanceId: 'i-b', sourceDestCheck: true }),
      eni('eni-bin', { instanceId: 'i-b' }),
    ];
    const roles = group({
      appliances: [
        { name: 'fw-a', interface: 'eni-a' },
        { name: 'fw-b', interfaces: { outside: 'eni-bout', inside: 'eni-bin' } },
      ],
      legs: [
        { tables: { ids: ['rtb-a', 'rtb-b'] }, destinations: ['0.0.0.0/0'], interface: 'inside' },
        { tables: { ids: ['rtb-edge'] }, destinations: ['10.0.1.0/24', '10.0.2.0/24'], interface: 'outside' },
      ],
    });
    const found = moves({ alarms: A_FAILED, interfaces }, roles);
    expect(found).toHaveLength(4);
    for (const { needs } of found) expect(needs).toEqual(['eni-bout']);
  });

  it('has its edge routes moved first, and the others only after them, when the move is voluntary', () => {
    const found = moves({ tables: movedToB() });
    const [first, later] = routeStages(found).map((stage) => stage.flat().map(({ key }) => key));
    expect(first).toEqual(['rtb-edge/10.0.1.0/24', 'rtb-edge/10.0.2.0/24']);
    expect(later).toEqual(['rtb-a/0.0.0.0/0', 'rtb-b/0.0.0.0/0']);
    expect(found.find(({ key }) => key === 'rtb-a/0.0.0.0/0')?.needs).toEqual(['rtb-edge/10.0.1.0/24']);
  });

  it('is moved at once in a failover', () => {
    expect(routeStages(moves({ alarms: A_FAILED })).map((stage) => stage.flat().length)).toEqual([4]);
  });
});

describe('a route that is claimed twice', () => {
  it('is an error, since it would not fail over', () => {
    const other = group({ name: 'other', legs: [{ tables: { ids: ['rtb-a'] }, destinations: ['0.0.0.0/0'] }] });
    const found = plan(
      { alarms: [...A_FAILED, alarm('x', 'OK')], subnets: [...network().subnets, subnet('s', [])] },
      group(),
      other,
    );
    expect(found.findings.map(({ key, reason }) => `${reason.code} ${key}`)).toContain('CLAIMED_TWICE rtb-a/0.0.0.0/0');
    expect(found.changes.map(({ key }) => key)).not.toContain('rtb-a/0.0.0.0/0');
  });
});
