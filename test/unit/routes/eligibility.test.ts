/** What makes an appliance fit to carry a path set, and what it takes to make it so, as whole plans. */
import type { NetworkInterface } from '../../../lib/aws/types.ts';
import { guardRoutes } from '../../../lib/routes/guard.ts';
import { routeStages } from '../../../lib/routes/stages.ts';
import type { RouteChange } from '../../../lib/routes/types.ts';
import { detached, eni, routeTable } from '../../support/aws.ts';
import { type GroupInput, group } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { alarms, movedToB, network, plan, tables, written } from '../../support/routing.ts';

const legs: GroupInput['legs'] = [
  { tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0'] },
  { tables: { id: 'rtb-edge' }, destinations: ['10.0.1.0/24'] },
];

/** The plan for subnet a alone when fw-a failed and fw-b has this interface. */
const failoverTo = (b: NetworkInterface, given: Partial<GroupInput> = {}): string[] =>
  lines(plan({ interfaces: [eni('eni-a'), b], alarms: alarms('ALARM') }, group({ legs, ...given })));

const refused = (code: string): string[] => [
  'leave rtb-a/0.0.0.0/0: NONE_HEALTHY',
  'leave rtb-edge/10.0.1.0/24: NONE_HEALTHY',
  'error fw/subnet-a: NONE_HEALTHY',
  `warning fw/subnet-a/fw-b: ${code}`,
];

const moveKeys = (changes: readonly RouteChange[]): string[] =>
  changes.filter(({ action }) => action === 'replace').map(({ key }) => key);

const without = (key: 'publicIp', from: NetworkInterface): NetworkInterface => {
  const { [key]: _, ...rest } = from;
  return rest;
};

const MOVED = ['replace rtb-a/0.0.0.0/0 to eni-b: FAILOVER', 'replace rtb-edge/10.0.1.0/24 to eni-b: FAILOVER'];

describe('an appliance', () => {
  it('is fit when nothing speaks against it', () => {
    expect(failoverTo(eni('eni-b'))).toEqual(MOVED);
  });

  it.each<[string, string, NetworkInterface]>([
    ['its interface is still being attached', 'DETACHED', eni('eni-b', { status: 'attaching' })],
    ['nobody knows the state of its interface', 'STATE_UNKNOWN', eni('eni-b', { status: 'unknown (moving)' })],
    [
      'its interface has no public address, and an internet gateway sends to it',
      'NO_PUBLIC_IP',
      without('publicIp', eni('eni-b')),
    ],
    ['its interface is in the subnet that it would serve', 'LOOP', eni('eni-b', { subnetId: 'subnet-a' })],
  ])('is not fit while %s', (_, code, b) => {
    expect(failoverTo(b)).toEqual(refused(code));
  });

  it('is not fit while its interface is in another VPC, and its group is warned of that', () => {
    const found = failoverTo(eni('eni-b', { vpcId: 'vpc-2' }));
    expect(found).toEqual([
      ...refused('OTHER_VPC').slice(0, 2),
      'error fw: SEVERAL_VPCS',
      ...refused('OTHER_VPC').slice(2),
    ]);
  });

  it('is not fit while its interface is detached', () => {
    expect(failoverTo(detached(eni('eni-b')))).toContain('warning fw/subnet-a/fw-b: DETACHED');
    expect(failoverTo(detached(eni('eni-b'))).filter((line) => line.startsWith('replace'))).toEqual([]);
  });

  it('needs no public address behind a virtual private gateway', () => {
    const bare = without('publicIp', eni('eni-b'));
    const vgw = tables().map((table) => (table.id === 'rtb-edge' ? { ...table, gatewayIds: ['vgw-1'] } : table));
    const world = { interfaces: [eni('eni-a'), bare], tables: vgw, alarms: alarms('ALARM') };
    expect(lines(plan(world, group({ legs })))).toEqual(MOVED);
  });

  it('needs an IPv6 address for IPv6 destinations only', () => {
    const ipv6: GroupInput['legs'] = [{ tables: { id: 'rtb-six' }, destinations: ['::/0'] }];
    const six = routeTable('rtb-six', {
      subnetIds: ['subnet-a'],
      routes: [{ destination: '::/0', target: 'eni-a', state: 'active', origin: 'CreateRoute' }],
    });
    const world = {
      interfaces: [eni('eni-a'), eni('eni-b', { ipv6: false })],
      tables: [six],
      alarms: alarms('ALARM'),
    };
    expect(lines(plan(world, group({ legs: ipv6 })))).toContain('warning fw/subnet-a/fw-b: NO_IPV6');
    expect(failoverTo(eni('eni-b', { ipv6: false }))).toEqual(MOVED);
  });

  it('may be in a subnet that an edge table leads to', () => {
    const edgeOnly = legs.slice(1);
    expect(failoverTo(eni('eni-b', { subnetId: 'subnet-a' }), { legs: edgeOnly })).toEqual([
      MOVED[1],
      'warning fw/subnet-a: RETURN_UNCLAIMED',
    ]);
  });

  it('is unknown and not fit while its interface cannot be found, though live routes are on it', () => {
    const world = { interfaces: [eni('eni-b')], alarms: alarms('OK') };
    const health = { alarms: [] };
    expect(lines(plan({ ...world, tables: tables() }, group({ legs, health })))).toEqual([
      'leave rtb-a/0.0.0.0/0: TARGET_UNSEEN',
      'leave rtb-edge/10.0.1.0/24: TARGET_UNSEEN',
      'error fw/subnet-a: TARGET_UNSEEN',
      'warning fw/subnet-a/fw-a: NO_INTERFACE',
    ]);
  });

  it('is not fit while two interfaces of one instance carry its tags', () => {
    const appliances = [
      { name: 'fw-a', interface: 'eni-a' },
      { name: 'fw-b', interface: { tags: { fw: 'b' } } },
    ];
    const twins = ['eni-b', 'eni-b2'].map((id) => eni(id, { instanceId: 'i-b', tags: { fw: 'b' } }));
    const world = { interfaces: [eni('eni-a'), ...twins], alarms: alarms('ALARM') };
    const [a, b, none, unfit] = refused('NO_INTERFACE');
    expect(lines(plan(world, group({ legs, appliances })))).toEqual([
      a,
      b,
      'warning fw/fw-b: SEVERAL_INTERFACES',
      none,
      unfit,
    ]);
    const [one] = twins;
    if (!one) throw new Error('no interface');
    const unique = { interfaces: [eni('eni-a'), one], alarms: alarms('ALARM') };
    expect(lines(plan(unique, group({ legs, appliances })))).toEqual(MOVED);
  });

  it('is warned about before it is needed', () => {
    const interfaces = [eni('eni-a'), eni('eni-b', { vpcId: 'vpc-2' })];
    expect(lines(plan({ interfaces }, group({ legs })))).toEqual([
      'leave rtb-a/0.0.0.0/0: IN_ORDER',
      'leave rtb-edge/10.0.1.0/24: IN_ORDER',
      'error fw: SEVERAL_VPCS',
      'warning fw/subnet-a/fw-b: OTHER_VPC',
    ]);
  });
});

describe('an appliance with several interfaces', () => {
  const roles = (name: string) => ({ outside: `eni-${name}-out`, inside: `eni-${name}-in` });
  const appliances = ['a', 'b'].map((name) => ({ name: `fw-${name}`, interfaces: roles(name) }));
  const [out, back] = legs;
  const byRole = [
    { ...out, interface: 'inside' },
    { ...back, interface: 'outside' },
  ] as GroupInput['legs'];
  const enis = ['a', 'b'].flatMap((name) =>
    ['out', 'in'].map((role) => eni(`eni-${name}-${role}`, { instanceId: `i-${name}` })),
  );
  const onA = tables({ 'rtb-a/0.0.0.0/0': 'eni-a-in', 'rtb-edge/10.0.1.0/24': 'eni-a-out' });
  const two = group({ appliances, legs: byRole });

  it('is in order when each leg has the interface of its role', () => {
    expect(lines(plan({ tables: onA, interfaces: enis }, two))).toEqual([
      'leave rtb-a/0.0.0.0/0: IN_ORDER',
      'leave rtb-edge/10.0.1.0/24: IN_ORDER',
    ]);
  });

  it('takes over with both', () => {
    expect(lines(plan({ tables: onA, interfaces: enis, alarms: alarms('ALARM') }, two))).toEqual([
      'replace rtb-a/0.0.0.0/0 to eni-b-in: FAILOVER',
      'replace rtb-edge/10.0.1.0/24 to eni-b-out: FAILOVER',
    ]);
  });

  it('is mended when a leg has the interface of another role', () => {
    const crossed = tables({ 'rtb-a/0.0.0.0/0': 'eni-a-out', 'rtb-edge/10.0.1.0/24': 'eni-a-out' });
    expect(lines(plan({ tables: crossed, writers: written(crossed), interfaces: enis }, two))).toEqual([
      'replace rtb-a/0.0.0.0/0 to eni-a-in: MENDED, voluntary',
      'leave rtb-edge/10.0.1.0/24: IN_ORDER',
    ]);
  });

  it('is not fit with one of them alone', () => {
    const interfaces = enis.filter(({ id }) => id !== 'eni-b-in');
    expect(lines(plan({ tables: onA, interfaces, alarms: alarms('ALARM') }, two))).toEqual(refused('NO_INTERFACE'));
  });
});

describe('an interface that checks source and destination', () => {
  const checking = eni('eni-b', { sourceDestCheck: true });

  it('is made fit before routes depend on it', () => {
    const world = { interfaces: [eni('eni-a'), checking], alarms: alarms('ALARM') };
    const { changes } = plan(world, group({ legs }));
    expect(lines(plan(world, group({ legs })))).toEqual([
      'turn off source/destination check eni-b: SOURCE_DEST_CHECK',
      ...MOVED,
    ]);
    const moves = changes.filter(({ action }) => action === 'replace');
    expect(moves.map(({ needs }) => needs)).toEqual([['eni-b'], ['eni-b']]);
    expect(
      routeStages(changes)
        .slice(0, 2)
        .map((stage) => stage.map((batch) => batch.map(({ key }) => key))),
    ).toEqual([[['eni-b']], [['rtb-a/0.0.0.0/0', 'rtb-edge/10.0.1.0/24']]]);
  });

  it('is made fit while it only stands by', () => {
    expect(lines(plan({ interfaces: [eni('eni-a'), checking] }, group({ legs })))[0]).toBe(
      'turn off source/destination check eni-b: SOURCE_DEST_CHECK',
    );
  });

  it('is made fit once, even if two groups use it', () => {
    const second = group({ name: 'other', legs: [{ tables: { id: 'rtb-b' }, destinations: ['0.0.0.0/0'] }] });
    const { changes } = plan({ interfaces: [eni('eni-a'), checking] }, group({ legs }), second);
    expect(changes.map(({ key }) => key)).toEqual(['eni-b']);
  });

  it('is not fit when the config forbids to change it', () => {
    expect(failoverTo(checking, { fixSourceDestCheck: false })).toEqual(refused('SOURCE_DEST_CHECK'));
  });
});

describe('writes', () => {
  it('go path set by path set, the busiest first', () => {
    const wide = routeTable('rtb-wide', {
      subnetIds: ['subnet-b', 'subnet-fw'],
      routes: [{ destination: '0.0.0.0/0', target: 'eni-a', state: 'active', origin: 'CreateRoute' }],
    });
    const all = [...tables().filter(({ id }) => id !== 'rtb-b'), wide];
    const tableIds = { ids: ['rtb-a', 'rtb-wide'] };
    const busy = group({
      legs: [
        { tables: tableIds, destinations: ['0.0.0.0/0'] },
        { tables: { id: 'rtb-edge' }, destinations: ['10.0.1.0/24', '10.0.2.0/24'] },
      ],
    });
    const interfaces = ['eni-a', 'eni-b'].map((id) => eni(id, { subnetId: 'subnet-elsewhere' }));
    const [moves] = routeStages(plan({ tables: all, interfaces, alarms: alarms('ALARM') }, busy).changes);
    expect(moves?.flat().map(({ key }) => key)).toEqual([
      'rtb-edge/10.0.2.0/24',
      'rtb-wide/0.0.0.0/0',
      'rtb-a/0.0.0.0/0',
      'rtb-edge/10.0.1.0/24',
    ]);
  });
});

describe('the guard', () => {
  const failover = plan({ alarms: alarms('ALARM') }).changes;
  const failback = plan({ tables: movedToB() }).changes;
  const drained = plan({ interfaces: [eni('eni-a', { tags: { 'waykeeper-drain': '' } }), eni('eni-b')] }).changes;

  it('never blocks a failover, nor what leaves a drained appliance', () => {
    for (const changes of [failover, drained]) {
      expect(moveKeys(changes)).toHaveLength(4);
      expect(guardRoutes({ maxVoluntary: 0 }, changes)).toEqual([]);
    }
  });

  it('lets as many voluntary moves through as the limit says', () => {
    expect(moveKeys(failback)).toHaveLength(4);
    expect(guardRoutes({ maxVoluntary: 4 }, failback)).toEqual([]);
  });

  it('blocks all voluntary moves beyond the limit, and only those', () => {
    const mixed = [...failback, ...failover.map((change) => ({ ...change, key: `other ${change.key}` }))];
    const [refusal, ...others] = guardRoutes({ maxVoluntary: 3 }, mixed);
    expect(others).toEqual([]);
    expect(refusal?.reason).toEqual({
      code: 'TOO_MANY_CHANGES',
      message: `4 routes of ${refusal?.unit} would be moved voluntarily in one run; guard.routes.maxVoluntary allows 3`,
    });
    expect(moveKeys(mixed.filter((change) => !refusal?.blocks(change)))).toEqual(
      moveKeys(failover).map((key) => `other ${key}`),
    );
  });

  it('counts each group by itself, and holds that group alone', () => {
    const moves = failback.filter((change) => change.action === 'replace');
    const elsewhere = moves.slice(0, 3).map((change) => ({ ...change, group: 'other' }));
    const refusals = guardRoutes({ maxVoluntary: 3 }, [...moves, ...elsewhere]);
    expect(refusals.map(({ unit }) => unit)).toEqual([moves[0]?.group]);
    expect(elsewhere.some((change) => refusals.some(({ blocks }) => blocks(change)))).toBe(false);
  });
});

describe('a world without differences', () => {
  it('needs no change', () => {
    expect(plan(network()).changes).toEqual([]);
  });
});
