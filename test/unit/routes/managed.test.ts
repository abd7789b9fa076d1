/** Appliances that AWS runs (endpoints, NAT gateways), bypasses, and destinations of every kind, as whole plans. */
import type { LoadBalancerEndpoint, NatGateway, Route, TargetHealth } from '../../../lib/aws/types.ts';
import type { ObservedRoutes } from '../../../lib/routes/types.ts';
import { alarm, route, routeTable, secondsAgo } from '../../support/aws.ts';
import { type GroupInput, group } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { alarms, allOn, movedBy, network, plan, tables } from '../../support/routing.ts';

const endpoint = (id: string, given: Partial<LoadBalancerEndpoint> = {}): LoadBalancerEndpoint => ({
  ...{ id, vpcId: 'vpc-1', subnetId: 'subnet-fw', state: 'available', createdAt: secondsAgo(9_999), tags: {} },
  ...given,
});

const nat = (id: string, given: Partial<NatGateway> = {}): NatGateway => ({
  ...{ id, vpcId: 'vpc-1', subnetId: 'subnet-fw', state: 'available', createdAt: secondsAgo(9_999) },
  ...given,
});

const out: GroupInput['legs'] = [{ tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0'] }];
const both: GroupInput['legs'] = [...out, { tables: { id: 'rtb-edge' }, destinations: ['10.0.1.0/24'] }];

const onto = (target: string, state: Route['state'] = 'active') =>
  tables({ 'rtb-a/0.0.0.0/0': { target, state }, 'rtb-edge/10.0.1.0/24': { target, state } });

describe('a group of Gateway Load Balancer endpoints', () => {
  const appliances = ['a', 'b'].map((name) => ({ name: `nfw-${name}`, endpoint: `vpce-${name}` }));
  const endpoints = [endpoint('vpce-a'), endpoint('vpce-b')];
  const planned = (world: Partial<ObservedRoutes>, given: Partial<GroupInput> = {}): string[] =>
    lines(plan({ endpoints, ...world }, group({ appliances, health: {}, legs: both, ...given }))).filter(
      (line) => !line.includes('NO_RECOVERY_TIME'),
    );

  it('stays on the available one that carries its routes', () => {
    expect(planned({ tables: onto('vpce-a') })).toEqual([
      'leave rtb-a/0.0.0.0/0: IN_ORDER',
      'leave rtb-edge/10.0.1.0/24: IN_ORDER',
    ]);
  });

  it.each(['deleting', 'failed', 'rejected'] as const)('moves off one that is %s', (state) => {
    const world = { tables: onto('vpce-a'), endpoints: [endpoint('vpce-a', { state }), endpoint('vpce-b')] };
    expect(planned(world)).toEqual([
      'replace rtb-a/0.0.0.0/0 to vpce-b: FAILOVER',
      'replace rtb-edge/10.0.1.0/24 to vpce-b: FAILOVER',
      'warning fw/subnet-a/nfw-a: NOT_AVAILABLE',
    ]);
  });

  it('neither moves to one in a state that nobody knows, nor off it', () => {
    const unknown = (id: string) => endpoint(id, { state: 'unknown (updating)' });
    const worlds = [
      [unknown('vpce-a'), endpoint('vpce-b')],
      [endpoint('vpce-a', { state: 'failed' }), unknown('vpce-b')],
    ];
    const found = worlds.map((endpoints) => planned({ tables: onto('vpce-a'), endpoints }));
    expect(found.flat().filter((line) => line.startsWith('replace'))).toEqual([]);
    expect(found[0]).toContain('leave rtb-a/0.0.0.0/0: STATE_UNKNOWN');
    expect(found[1]).toContain('warning fw/subnet-a/nfw-b: STATE_UNKNOWN');
  });

  it('moves off one that is gone, whose routes are blackholes', () => {
    expect(planned({ tables: onto('vpce-a', 'blackhole'), endpoints: [endpoint('vpce-b')] })).toEqual([
      'replace rtb-a/0.0.0.0/0 to vpce-b: FAILOVER',
      'replace rtb-edge/10.0.1.0/24 to vpce-b: FAILOVER',
      'warning fw/subnet-a/nfw-a: NO_INTERFACE',
    ]);
  });

  it('stays where it is while the present one is not found but its routes are active', () => {
    expect(planned({ tables: onto('vpce-a'), endpoints: [] }).filter((line) => line.startsWith('replace'))).toEqual([]);
    const partial = planned({ tables: onto('vpce-a'), endpoints: [endpoint('vpce-b')] });
    expect(partial).toContain('leave rtb-a/0.0.0.0/0: TARGET_UNSEEN');
    expect(partial.filter((line) => line.startsWith('replace'))).toEqual([]);
  });

  it('never takes one in a subnet that its own table serves', () => {
    const looped = [endpoint('vpce-a', { state: 'failed' }), endpoint('vpce-b', { subnetId: 'subnet-a' })];
    expect(planned({ tables: onto('vpce-a'), endpoints: looped })).toContain('warning fw/subnet-a/nfw-b: LOOP');
  });

  it('is not trusted behind a virtual private gateway', () => {
    const vgw = onto('vpce-a').map((table) => (table.id === 'rtb-edge' ? { ...table, gatewayIds: ['vgw-1'] } : table));
    expect(planned({ tables: vgw })).toEqual(
      expect.arrayContaining([
        'leave rtb-a/0.0.0.0/0: NO_BETTER',
        'warning fw/subnet-a/nfw-a: VGW_ENDPOINT',
        'warning fw/subnet-a/nfw-b: VGW_ENDPOINT',
      ]),
    );
  });

  it('is healthy while a target behind it is, and unhealthy when none is', () => {
    const targetGroup = 'arn:aws:elasticloadbalancing:eu-west-2:111122223333:targetgroup/gwlb/1';
    const health = { targetGroups: [targetGroup] };
    const states = (...all: TargetHealth['state'][]) => ({
      tables: onto('vpce-a'),
      targetHealth: all.map((state, at) => ({ targetGroup, targetId: `i-${at}`, state })),
    });
    expect(planned(states('healthy', 'unhealthy'), { health })).toContain('leave rtb-a/0.0.0.0/0: IN_ORDER');
    expect(planned(states('unhealthy', 'unhealthy'), { health })).toContain('error fw/subnet-a: NONE_HEALTHY');
    expect(planned(states('unhealthy', 'unknown (warming)'), { health })).toContain('leave rtb-a/0.0.0.0/0: IN_ORDER');
  });
});

describe('a group of NAT gateways', () => {
  const appliances = ['a', 'b'].map((name) => ({ name: `nat-${name}`, natGateway: `nat-${name}` }));
  const planned = (world: Partial<ObservedRoutes>, legs = out): string[] =>
    lines(plan({ natGateways: [nat('nat-a'), nat('nat-b')], ...world }, group({ appliances, health: {}, legs })));

  it('moves off one that fails', () => {
    const natGateways = [nat('nat-a', { state: 'failed' }), nat('nat-b')];
    expect(planned({ tables: onto('nat-a'), natGateways })).toEqual([
      'replace rtb-a/0.0.0.0/0 to nat-b: FAILOVER',
      'warning fw/subnet-a/nat-a: NOT_AVAILABLE',
    ]);
  });

  it('goes back to the preferred one, since a NAT gateway tells since when it is there', () => {
    const moved = movedBy(onto('nat-b'), 'nat-a', 'nat-b');
    expect(planned({ tables: moved })).toEqual(['replace rtb-a/0.0.0.0/0 to nat-a: FAILBACK, voluntary']);
    const young = [nat('nat-a', { createdAt: secondsAgo(10) }), nat('nat-b')];
    expect(planned({ tables: moved, natGateways: young })).toEqual(['leave rtb-a/0.0.0.0/0: FAILBACK_WAITS']);
  });

  it('carries neither edge routes nor IPv6', () => {
    const six: GroupInput['legs'] = [{ tables: { id: 'rtb-six' }, destinations: ['::/0'] }];
    const rtb = routeTable('rtb-six', { subnetIds: ['subnet-a'], routes: [route('::/0', 'nat-a')] });
    expect(planned({ tables: [rtb] }, six)).toContain('warning fw/subnet-a/nat-b: NO_IPV6');
    expect(planned({ tables: onto('nat-a') }, both)).toContain('warning fw/subnet-a/nat-b: EDGE_TARGET');
  });
});

describe('a prefix list', () => {
  const legs: GroupInput['legs'] = [{ tables: { id: 'rtb-pl' }, destinations: ['0.0.0.0/0', 'pl-1'] }];
  const rtb = routeTable('rtb-pl', {
    subnetIds: ['subnet-a'],
    routes: [route('0.0.0.0/0', 'eni-a'), route('pl-1', 'eni-a')],
  });

  it('is a destination like any other in a subnet table', () => {
    expect(lines(plan({ tables: [rtb], alarms: alarms('ALARM') }, group({ legs })))).toEqual([
      'replace rtb-pl/0.0.0.0/0 to eni-b: FAILOVER',
      'replace rtb-pl/pl-1 to eni-b: FAILOVER',
    ]);
  });

  it.each(['pl-1', '10.9.0.0/16', '0.0.0.0/0'])(
    'and %s in an edge leg is an error before anything moves',
    (destination) => {
      const edge: GroupInput['legs'] = [{ tables: { id: 'rtb-edge' }, destinations: [destination] }];
      expect(lines(plan({}, group({ legs: edge })))).toContain(`error rtb-edge/${destination}: EDGE_DESTINATION`);
    },
  );
});

describe('an edge table that no gateway uses', () => {
  it('is an error: what comes in passes no appliance', () => {
    const detached = tables().map((table) => (table.id === 'rtb-edge' ? { ...table, gatewayIds: [] } : table));
    expect(lines(plan({ tables: detached }))).toContain('error fw/rtb-edge: EDGE_DETACHED');
  });
});

describe('with whenNoneHealthy: bypass', () => {
  const legs: GroupInput['legs'] = [
    { tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0'], bypass: 'nat-1' },
    { tables: { id: 'rtb-edge' }, destinations: ['10.0.0.0/16'], bypass: 'local' },
  ];
  const world = (target: string | readonly [string, string]) => {
    const [inner, edge] = typeof target === 'string' ? [target, target] : target;
    return [
      routeTable('rtb-a', { subnetIds: ['subnet-a'], routes: [route('0.0.0.0/0', inner)] }),
      {
        ...routeTable('rtb-edge', { gatewayIds: ['igw-1'] }),
        routes: [route('10.0.0.0/16', edge, { origin: 'CreateRouteTable' })],
      },
    ];
  };
  const subnets = network().subnets.filter(({ id }) => id !== 'subnet-b' && id !== 'subnet-fw');
  const planned = (given: Partial<ObservedRoutes>, changed: Partial<GroupInput> = {}): string[] =>
    lines(
      plan({ subnets, natGateways: [nat('nat-1')], ...given }, group({ legs, whenNoneHealthy: 'bypass', ...changed })),
    );
  const DEAD = alarms('ALARM', 'ALARM');

  it('every leg takes its bypass when no appliance is healthy', () => {
    expect(planned({ tables: world('eni-a'), alarms: DEAD })).toEqual([
      'replace rtb-a/0.0.0.0/0 to nat-1: BYPASS',
      'replace rtb-edge/10.0.0.0/16 to local: BYPASS',
      'error fw/subnet-a: BYPASSED',
    ]);
  });

  it('it stays there while none is healthy', () => {
    expect(planned({ tables: world(['nat-1', 'local']), alarms: DEAD })).toEqual([
      'leave rtb-a/0.0.0.0/0: BYPASSED',
      'leave rtb-edge/10.0.0.0/16: BYPASSED',
      'error fw/subnet-a: BYPASSED',
    ]);
  });

  it('it goes back as soon as one is healthy, though not to one that is merely unknown', () => {
    const bypassed = world(['nat-1', 'local']);
    expect(planned({ tables: bypassed, alarms: alarms('ALARM', ['OK', 1]) })).toEqual([
      'replace rtb-a/0.0.0.0/0 to eni-b: BYPASS_ENDS',
      'replace rtb-edge/10.0.0.0/16 to eni-b: BYPASS_ENDS',
    ]);
    expect(planned({ tables: bypassed, alarms: alarms('ALARM', 'INSUFFICIENT_DATA') })).toContain(
      'leave rtb-a/0.0.0.0/0: BYPASSED',
    );
  });

  it('is not left for an appliance that flaps', () => {
    const transitions = [1, 2].map((at) => ({ alarm: 'fw-b-failover', at: secondsAgo(at), to: 'ALARM' as const }));
    const flapping = { tables: world(['nat-1', 'local']), alarms: alarms('ALARM', ['OK', 1]), transitions };
    expect(planned(flapping)).toEqual([
      'leave rtb-a/0.0.0.0/0: BYPASSED',
      'leave rtb-edge/10.0.0.0/16: BYPASSED',
      'warning fw/fw-b: FLAPPING',
      'error fw/subnet-a: BYPASSED',
    ]);
  });

  it.each<[string, string, Partial<ObservedRoutes>]>([
    ['local for a destination that is no whole VPC', 'local', {}],
    [
      'a NAT gateway in a state that nobody knows',
      'nat-1',
      { natGateways: [nat('nat-1', { state: 'unknown (updating)' })] },
    ],
    ['a NAT gateway that is not available', 'nat-1', { natGateways: [nat('nat-1', { state: 'deleted' })] }],
    ['an endpoint that is not there', 'vpce-1', {}],
  ])('%s is no bypass: the routes stay, and people know before', (_, bypass, given) => {
    const bad: GroupInput['legs'] = [{ tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0'], bypass }];
    expect(planned({ tables: world('eni-a'), ...given }, { legs: bad })).toContain('warning fw/subnet-a: BYPASS_UNFIT');
    expect(planned({ tables: world('eni-a'), alarms: DEAD, ...given }, { legs: bad })).toContain(
      'error fw/subnet-a: NONE_HEALTHY',
    );
  });
});

describe('an appliance that flaps', () => {
  const twice = [10, 30].map((at) => ({ alarm: 'fw-b-failover', at: secondsAgo(at), to: 'ALARM' as const }));

  it('is reported, and still better than none', () => {
    expect(lines(plan({ alarms: alarms('ALARM', ['OK', 10]), transitions: twice }))).toEqual(
      expect.arrayContaining(['replace rtb-a/0.0.0.0/0 to eni-b: FAILOVER', 'warning fw/fw-b: FLAPPING']),
    );
  });

  it('is not one that went down before the hold-down, or once, however often it came back', () => {
    const old = twice.map((one) => ({ ...one, at: one.at - 300_000 }));
    const recovering = twice.map((one, at) => (at === 0 ? one : { ...one, to: 'OK' as const }));
    for (const transitions of [old, recovering]) {
      expect(lines(plan({ tables: allOn('eni-b'), transitions })).join()).not.toContain('FLAPPING');
    }
  });
});

describe('alarms', () => {
  it('of a pattern that finds more than three are warned about', () => {
    const many = ['w', 'x', 'y', 'z'].map((name) => alarm(`fw-a-${name}`, 'OK', secondsAgo(999)));
    const health = { alarms: ['{appliance}-*'] };
    const findings = lines(plan({ alarms: [...many, ...alarms('OK')] }, group({ health })));
    expect(findings).toContain('warning fw/fw-a: MANY_ALARMS');
    expect(findings).not.toContain('warning fw/fw-b: MANY_ALARMS');
  });

  it('whose actions are suppressed make nobody act, and attract nothing', () => {
    const [a, b] = alarms('ALARM', 'OK');
    if (!a || !b) throw new Error('two alarms expected');
    const suppressed = lines(plan({ alarms: [{ ...a, suppressedBy: 'Alarm' }, b] }));
    expect(suppressed).toContain('leave rtb-a/0.0.0.0/0: IN_ORDER');
    const elsewhere = lines(plan({ tables: allOn('eni-b'), alarms: [{ ...a, suppressedBy: 'WaitPeriod' }, b] }));
    expect(elsewhere).toContain('leave rtb-a/0.0.0.0/0: IN_ORDER');
  });
});
