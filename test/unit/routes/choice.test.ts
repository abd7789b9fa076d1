/** Which appliance a path set takes, clause by clause of the rule, as whole plans. */
import type { Alarm } from '../../../lib/aws/types.ts';
import type { ObservedRoutes } from '../../../lib/routes/types.ts';
import { alarm, checks, eni, instance, route, secondsAgo } from '../../support/aws.ts';
import { group } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { alarms, allOn, movedBy, movedToB, network, plan, tables, written } from '../../support/routing.ts';

/** The lines of a plan that concern the path set of subnet a. */
const setA = (world: Partial<ObservedRoutes>, ...groups: Parameters<typeof group>): string[] =>
  lines(plan(world, group(...groups))).filter((line) => /rtb-a|10\.0\.1\.0|subnet-a|fw\/fw-/.test(line));

const stays = (code: string): string[] => [`leave rtb-a/0.0.0.0/0: ${code}`, `leave rtb-edge/10.0.1.0/24: ${code}`];

const moves = (target: string, why: string): string[] => [
  `replace rtb-a/0.0.0.0/0 to ${target}: ${why}`,
  `replace rtb-edge/10.0.1.0/24 to ${target}: ${why}`,
];

const stopped = (id: string): Pick<ObservedRoutes, 'instances'> => ({
  instances: network().instances.map((one) => (one.id === id ? { ...one, state: 'stopped' } : one)),
});

describe('an interface in a state that nobody knows', () => {
  const unknown = [eni('eni-a', { status: 'unknown (moving)' }), eni('eni-b')];

  it('is not left for that', () => {
    expect(setA({ interfaces: unknown })).toEqual(expect.arrayContaining(stays('STATE_UNKNOWN')));
  });

  it('is left when its appliance fails or is drained', () => {
    expect(setA({ interfaces: unknown, alarms: alarms('ALARM') })).toContain(
      'replace rtb-a/0.0.0.0/0 to eni-b: FAILOVER',
    );
    const instances = [instance('i-a', { tags: { 'waykeeper-drain': '' } }), instance('i-b')];
    expect(setA({ interfaces: unknown, instances }).join()).toContain('replace rtb-a/0.0.0.0/0 to eni-b: DRAINED');
  });
});

describe('a path set that is wholly on one healthy appliance', () => {
  it('stays', () => {
    expect(lines(plan({}))).toEqual([
      'leave rtb-a/0.0.0.0/0: IN_ORDER',
      'leave rtb-b/0.0.0.0/0: IN_ORDER',
      'leave rtb-edge/10.0.1.0/24: IN_ORDER',
      'leave rtb-edge/10.0.2.0/24: IN_ORDER',
    ]);
  });

  it('stays while the appliance is unknown', () => {
    expect(setA({ alarms: alarms('INSUFFICIENT_DATA') })).toEqual(stays('IN_ORDER'));
  });

  it('goes back to a more preferred one that has been healthy for the hold-down', () => {
    const back = moves('eni-a', 'FAILBACK, voluntary');
    expect(setA({ tables: movedToB(), alarms: alarms(['OK', 300]) })).toEqual(back);
  });

  it('waits while the hold-down of the more preferred one still runs', () => {
    const world = { tables: movedToB(), alarms: alarms(['OK', 299]) };
    expect(setA(world)).toEqual(stays('FAILBACK_WAITS'));
  });

  it('counts the hold-down from the start of the instance when that is later than the alarm', () => {
    const instances = [instance('i-a', { launchedAt: secondsAgo(299) }), instance('i-b')];
    expect(setA({ tables: allOn('eni-b'), instances })).toEqual(stays('FAILBACK_WAITS'));
  });

  it('does not go back to one that is unknown, however preferred', () => {
    expect(setA({ tables: allOn('eni-b'), alarms: alarms('INSUFFICIENT_DATA') })).toEqual(stays('IN_ORDER'));
  });

  it('does not go to a less preferred one', () => {
    expect(setA({ alarms: alarms(['OK', 1], ['OK', 9_999]) })).toEqual(stays('IN_ORDER'));
  });
});

describe('failback by hand', () => {
  const world = { tables: movedToB() };

  it('waits for a person when the config says manual', () => {
    expect(setA(world, { failback: 'manual' })).toEqual(stays('FAILBACK_WAITS'));
  });

  it('happens when a person asks for it', () => {
    expect(setA({ ...world, failback: ['fw'] }, { failback: 'manual' })).toEqual(moves('eni-a', 'FAILBACK, voluntary'));
  });

  it('does not happen when it was asked of another group', () => {
    expect(setA({ ...world, failback: ['other'] }, { failback: 'manual' })).toEqual(stays('FAILBACK_WAITS'));
  });

  it('keeps to the hold-down even then', () => {
    expect(setA({ ...world, failback: ['fw'], alarms: alarms(['OK', 10]) }, { failback: 'manual' })).toEqual(
      stays('FAILBACK_WAITS'),
    );
  });

  it('is the only one when no source tells since when an appliance is healthy', () => {
    expect(setA(world, { health: {} })).toEqual(stays('FAILBACK_WAITS'));
    expect(setA({ ...world, failback: ['fw'] }, { health: {} })).toEqual(moves('eni-a', 'FAILBACK, voluntary'));
  });
});

describe('a path set on an unhealthy appliance', () => {
  const A_FAILED = { alarms: alarms('ALARM') };

  it('moves as a whole to the healthy one', () => {
    expect(plan(A_FAILED).changes[0]).toEqual({
      action: 'replace',
      key: 'rtb-a/0.0.0.0/0',
      tableId: 'rtb-a',
      destination: '0.0.0.0/0',
      before: { target: 'eni-a', state: 'active' },
      after: { target: 'eni-b', state: 'active' },
      reason: { code: 'FAILOVER', message: 'fw-a is unhealthy: alarm fw-a-failover is ALARM; fw-b takes over' },
      group: 'fw',
      voluntary: false,
      pathSet: 'fw/subnet-a',
      edge: false,
      weight: 1,
    });
    expect(setA(A_FAILED)).toEqual(moves('eni-b', 'FAILOVER'));
  });

  it('prefers one past its hold-down to a more preferred one that only just recovered', () => {
    const three = group({
      appliances: ['a', 'b', 'c'].map((name) => ({ name: `fw-${name}`, interface: `eni-${name}` })),
    });
    const said = (b: number): readonly Alarm[] => [
      alarm('fw-a-failover', 'ALARM'),
      alarm('fw-b-failover', 'OK', secondsAgo(b)),
      alarm('fw-c-failover', 'OK', secondsAgo(300)),
    ];
    const world = {
      interfaces: [...network().interfaces, eni('eni-c')],
      instances: [...network().instances, instance('i-c')],
      checks: [...network().checks, checks('i-c')],
    };
    const targets = (b: number) =>
      plan({ ...world, alarms: said(b) }, three).changes.flatMap(({ action, after }) =>
        action === 'replace' ? [after] : [],
      );
    const to = (target: string) => Array.from({ length: 4 }, () => ({ target, state: 'active' }));
    expect(targets(299)).toEqual(to('eni-c'));
    expect(targets(300)).toEqual(to('eni-b'));
  });

  it('takes a healthy one inside its hold-down when there is no other', () => {
    expect(setA({ alarms: alarms('ALARM', ['OK', 1]) })).toEqual(moves('eni-b', 'FAILOVER'));
  });

  it('takes an unknown but running one when none is healthy', () => {
    expect(setA({ alarms: alarms('ALARM', 'INSUFFICIENT_DATA') })).toEqual(moves('eni-b', 'FAILOVER'));
  });

  it('does not take an unknown one that does not run', () => {
    const instances = [instance('i-a'), instance('i-b', { state: 'pending' })];
    expect(setA({ ...A_FAILED, instances })).toEqual([...stays('NONE_HEALTHY'), 'error fw/subnet-a: NONE_HEALTHY']);
  });

  it('stays where it is when none can take over, and a finding says so', () => {
    expect(setA({ alarms: alarms('ALARM', 'ALARM') })).toEqual([
      ...stays('NONE_HEALTHY'),
      'error fw/subnet-a: NONE_HEALTHY',
    ]);
  });
});

describe('a path set whose routes are on several appliances', () => {
  const SPLIT = 'error fw/subnet-a: SPLIT';
  const apart = tables({ 'rtb-a/0.0.0.0/0': 'eni-b' });
  const old = { tables: apart, writers: written(apart) };

  it('is brought together on the most preferred one past its hold-down', () => {
    expect(setA(old)).toEqual([
      'replace rtb-a/0.0.0.0/0 to eni-a: MENDED, voluntary',
      'leave rtb-edge/10.0.1.0/24: IN_ORDER',
      SPLIT,
    ]);
  });

  it('is brought together where most of its routes are when none is past its hold-down', () => {
    const legs = [
      { tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0', '::/0'] },
      { tables: { id: 'rtb-edge' }, destinations: ['10.0.1.0/24'] },
    ];
    const withIpv6 = apart.map((table) =>
      table.id === 'rtb-a'
        ? {
            ...table,
            routes: [...table.routes, route('::/0', 'eni-b')],
          }
        : table,
    );
    const world = { tables: withIpv6, writers: written(withIpv6), alarms: alarms(['OK', 1], ['OK', 1]) };
    expect(setA(world, { legs })).toEqual([
      'replace rtb-edge/10.0.1.0/24 to eni-b: MENDED, voluntary',
      'leave rtb-a/0.0.0.0/0: IN_ORDER',
      'leave rtb-a/::/0: IN_ORDER',
      SPLIT,
    ]);
  });

  it('is brought together on the more preferred one when as many are on each', () => {
    const world = { ...old, alarms: alarms(['OK', 1], ['OK', 1]) };
    expect(setA(world)).toContain('replace rtb-a/0.0.0.0/0 to eni-a: MENDED, voluntary');
  });

  it('stays apart while none is healthy and none unhealthy', () => {
    const world = { tables: apart, alarms: alarms('INSUFFICIENT_DATA', 'INSUFFICIENT_DATA') };
    expect(setA(world)).toEqual([...stays('NO_BETTER'), SPLIT]);
  });

  it('is forced off the unhealthy one', () => {
    expect(setA({ tables: apart, alarms: alarms('OK', 'ALARM') })).toEqual([
      'replace rtb-a/0.0.0.0/0 to eni-a: FAILOVER',
      'leave rtb-edge/10.0.1.0/24: IN_ORDER',
      SPLIT,
    ]);
  });
});

describe('a drained appliance', () => {
  const drained = eni('eni-a', { tags: { 'waykeeper-drain': '' } });
  const DRAINED = { interfaces: [drained, eni('eni-b')] };

  it('is left in good order by what is on it', () => {
    expect(setA(DRAINED)).toEqual(moves('eni-b', 'DRAINED'));
  });

  it('is drained by a tag of its instance, too', () => {
    const instances = [instance('i-a', { tags: { 'waykeeper-drain': 'yes' } }), instance('i-b')];
    expect(setA({ instances })).toEqual(moves('eni-b', 'DRAINED'));
  });

  it('keeps its routes while nothing else is healthy', () => {
    expect(setA({ ...DRAINED, alarms: alarms('OK', 'ALARM') })).toEqual(stays('NO_BETTER'));
  });

  it('attracts no failback', () => {
    expect(setA({ ...DRAINED, tables: allOn('eni-b') })).toEqual(stays('IN_ORDER'));
  });

  it('attracts a failover only when no other is healthy, and before one that is unknown', () => {
    const three = { appliances: ['a', 'b', 'c'].map((name) => ({ name: `fw-${name}`, interface: `eni-${name}` })) };
    const world = {
      ...{ tables: allOn('eni-b'), interfaces: [drained, eni('eni-b'), eni('eni-c')] },
      instances: [...network().instances, instance('i-c')],
      checks: [...network().checks, checks('i-c')],
    };
    const [a, b] = alarms('OK', 'ALARM');
    const said = (c: Alarm['state']): readonly Alarm[] => [a, b, alarm('fw-c-failover', c)].flatMap((one) => one ?? []);
    expect(setA({ ...world, alarms: said('OK') }, three)).toEqual(moves('eni-c', 'FAILOVER'));
    expect(setA({ ...world, alarms: said('INSUFFICIENT_DATA') }, three)).toEqual(moves('eni-a', 'FAILOVER'));
    expect(setA({ ...DRAINED, tables: allOn('eni-b'), alarms: alarms('OK', 'ALARM') })).toEqual(
      moves('eni-a', 'FAILOVER'),
    );
  });

  it('is told by the tag that the config names', () => {
    expect(setA(DRAINED, { drain: { tag: 'maintenance' } })).toEqual(stays('IN_ORDER'));
  });
});

describe('choose: az', () => {
  it("prefers the appliance in the path set's own Availability Zone", () => {
    const onA = movedBy(allOn('eni-a'), 'fw-b', 'fw-a');
    expect(lines(plan({ tables: onA }, group({ choose: 'az' })))).toEqual([
      'replace rtb-b/0.0.0.0/0 to eni-b: FAILBACK, voluntary',
      'replace rtb-edge/10.0.2.0/24 to eni-b: FAILBACK, voluntary',
      'leave rtb-a/0.0.0.0/0: IN_ORDER',
      'leave rtb-edge/10.0.1.0/24: IN_ORDER',
    ]);
  });

  it('takes the one in another Availability Zone when that of its own is unhealthy', () => {
    const world = { tables: allOn('eni-b'), alarms: alarms('OK', 'ALARM') };
    const moves = plan(world, group({ choose: 'az' })).changes.filter(({ action }) => action === 'replace');
    expect(moves.map(({ after }) => after)).toEqual(
      Array.from({ length: 4 }, () => ({ target: 'eni-a', state: 'active' })),
    );
  });

  it('keeps to the order for a path set that spans Availability Zones', () => {
    const legs = [{ tables: { ids: ['rtb-wide'] }, destinations: ['0.0.0.0/0'] }];
    const [main, , , edge] = tables();
    const wide = { ...tables()[1], id: 'rtb-wide', subnetIds: ['subnet-a', 'subnet-b'] };
    const all = [main, wide, edge].filter((table) => table !== undefined) as ObservedRoutes['tables'];
    expect(lines(plan({ tables: all }, group({ choose: 'az', legs })))).toEqual(['leave rtb-wide/0.0.0.0/0: IN_ORDER']);
  });
});

describe('a stopped instance', () => {
  it('makes its appliance unhealthy whatever its alarm says', () => {
    expect(setA(stopped('i-a'))).toEqual(moves('eni-b', 'FAILOVER'));
  });
});
