/** What a partial or empty answer must not lead to. */
import { unseen } from '../../../lib/core/read.ts';
import { routeStages } from '../../../lib/routes/stages.ts';
import type { RouteMove } from '../../../lib/routes/types.ts';
import { alarm, eni, instance, subnet } from '../../support/aws.ts';
import { group } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { alarms, movedToB, network, plan } from '../../support/routing.ts';

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

describe('a part that could not be read', () => {
  it('holds up the groups that need it and no others', () => {
    const blind = group({
      name: 'blind',
      health: {},
      legs: [{ tables: { ids: ['rtb-b'] }, destinations: ['0.0.0.0/0'] }],
    });
    const seeing = group({ legs: [{ tables: { ids: ['rtb-a'] }, destinations: ['0.0.0.0/0'] }] });
    const error = Object.assign(new Error('Rate exceeded'), { name: 'Throttling' });
    const instances = [instance('i-a', { state: 'stopped' }), instance('i-b')];
    const found = plan(
      { unseen: [{ ...unseen('alarms', error), part: 'alarms' }], alarms: [], instances },
      seeing,
      blind,
    );
    expect(found.changes.map(({ key }) => key)).toEqual(['rtb-b/0.0.0.0/0', 'rtb-b/waykeeper:moved:blind']);
    expect(found.skips).toContainEqual(expect.objectContaining({ key: 'fw' }));
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
