/** Which routes are ours to move, and what becomes of a path set that holds others, as whole plans. */
import type { Route } from '../../../lib/aws/types.ts';
import { alarm, eni, routeTable } from '../../support/aws.ts';
import { group } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { alarms, allOn, network, plan, tables } from '../../support/routing.ts';

const A_FAILED = alarms('ALARM');

/** The lines of a plan that concern the path set of subnet a. */
const setA = (...given: Parameters<typeof plan>): string[] =>
  lines(plan(...given)).filter((line) => /rtb-a|10\.0\.1\.0|subnet-a/.test(line));

const outOfA = (route: Partial<Route> | undefined) => tables({ 'rtb-a/0.0.0.0/0': route });

const SPLIT = 'error fw/subnet-a: SPLIT';

describe('a route of which AWS says something that nobody knows', () => {
  it('is left when that is its origin, whoever fails', () => {
    const strange = outOfA({ target: 'eni-a', origin: 'unknown (Negotiated)' });
    expect(setA({ tables: strange, alarms: A_FAILED })).toContain('leave rtb-a/0.0.0.0/0: NOT_OURS');
  });

  it('is no blackhole when that is its state', () => {
    const strange = outOfA({ target: 'eni-a', state: 'unknown (paused)' });
    expect(setA({ tables: strange })).toContain('leave rtb-a/0.0.0.0/0: IN_ORDER');
    expect(setA({ tables: outOfA({ target: 'eni-gone', state: 'unknown (paused)' }) })).toContain(
      'leave rtb-a/0.0.0.0/0: NOT_OURS',
    );
  });
});

describe('a blackhole', () => {
  it.each(['eni-gone', 'i-gone'])('that was %s is ours, and moves with its path set', (target) => {
    expect(setA({ tables: outOfA({ target, state: 'blackhole' }) })).toEqual([
      `replace rtb-a/0.0.0.0/0 to eni-a: FAILOVER`,
      'leave rtb-edge/10.0.1.0/24: IN_ORDER',
      SPLIT,
    ]);
  });

  it.each(['nat-gone', 'vpce-gone', ''])('that was "%s" is not ours, and leads nowhere', (target) => {
    expect(setA({ tables: outOfA({ target, state: 'blackhole' }) })).toEqual([
      'leave rtb-a/0.0.0.0/0: NOT_OURS',
      'leave rtb-edge/10.0.1.0/24: INCOMPLETE',
      SPLIT,
      'error rtb-a/0.0.0.0/0: DEAD_ROUTE',
    ]);
  });

  it('of an interface that is back in order is written again', () => {
    expect(setA({ tables: outOfA({ target: 'eni-a', state: 'blackhole' }) })).toEqual([
      'replace rtb-a/0.0.0.0/0 to eni-a: FAILOVER',
      'leave rtb-edge/10.0.1.0/24: IN_ORDER',
      SPLIT,
    ]);
  });

  it('of an interface that lost its instance takes its whole path set along', () => {
    const { instanceId: _, ...bare } = eni('eni-a', { status: 'available' });
    const blackholes = tables(
      Object.fromEntries(
        ['rtb-a/0.0.0.0/0', 'rtb-edge/10.0.1.0/24'].map((key) => [key, { target: 'eni-a', state: 'blackhole' }]),
      ),
    );
    const interfaces = [bare, eni('eni-b')];
    const instances = network().instances.filter(({ id }) => id === 'i-b');
    expect(setA({ tables: blackholes, interfaces, instances })).toEqual([
      'replace rtb-a/0.0.0.0/0 to eni-b: FAILOVER',
      'replace rtb-edge/10.0.1.0/24 to eni-b: FAILOVER',
      'warning fw/subnet-a/fw-a: DETACHED',
    ]);
  });
});

describe.each<[string, Partial<Route> | undefined, string]>([
  ['is missing', undefined, 'ROUTE_MISSING'],
  ['points elsewhere', { target: 'eni-foreign' }, 'NOT_OURS'],
  ['leads to the internet', { target: 'igw-1' }, 'NOT_OURS'],
  ['is announced by a gateway', { origin: 'EnableVgwRoutePropagation', target: 'vgw-1' }, 'NOT_OURS'],
  ['is announced by a route server', { origin: 'Advertisement', target: 'eni-foreign' }, 'NOT_OURS'],
])('a path set with a route that %s', (_, route, code) => {
  it('is reported as split, and the route is left alone', () => {
    expect(setA({ tables: outOfA(route) })).toEqual([
      `leave rtb-a/0.0.0.0/0: ${code}`,
      'leave rtb-edge/10.0.1.0/24: INCOMPLETE',
      SPLIT,
    ]);
  });

  it('still moves its own routes off an unhealthy appliance', () => {
    expect(setA({ tables: outOfA(route), alarms: A_FAILED })).toEqual([
      'replace rtb-edge/10.0.1.0/24 to eni-b: FAILOVER',
      `leave rtb-a/0.0.0.0/0: ${code}`,
      SPLIT,
    ]);
  });

  it('waits with failback', () => {
    const onB = allOn('eni-b').map((table) => (table.id === 'rtb-a' ? (outOfA(route)[1] ?? table) : table));
    expect(setA({ tables: onB })).toEqual([
      `leave rtb-a/0.0.0.0/0: ${code}`,
      'leave rtb-edge/10.0.1.0/24: INCOMPLETE',
      SPLIT,
    ]);
  });
});

describe('a path set without a route of ours', () => {
  it('is left alone, and no split where its routes pass no appliance in both directions', () => {
    const world = { tables: tables({ 'rtb-a/0.0.0.0/0': 'igw-1', 'rtb-edge/10.0.1.0/24': 'local' }) };
    expect(setA({ ...world, alarms: A_FAILED })).toEqual([
      'leave rtb-a/0.0.0.0/0: NOT_OURS',
      'leave rtb-edge/10.0.1.0/24: NOT_OURS',
    ]);
    const apart = { tables: tables({ 'rtb-a/0.0.0.0/0': 'eni-foreign', 'rtb-edge/10.0.1.0/24': 'local' }) };
    expect(setA(apart)).toContain(SPLIT);
  });
});

describe('a route that several claim', () => {
  const other = group({ name: 'other', legs: [{ tables: { tags: { tier: 'app' } }, destinations: ['0.0.0.0/0'] }] });
  const tagged = tables().map((table) => (table.id === 'rtb-a' ? { ...table, tags: { tier: 'app' } } : table));

  it('is left alone by all, with everything that would have to move along', () => {
    expect(setA({ tables: tagged, alarms: A_FAILED }, group(), other)).toEqual([
      'leave rtb-a/0.0.0.0/0: CLAIMED_TWICE',
      'leave rtb-a/0.0.0.0/0: CLAIMED_TWICE',
      'leave rtb-edge/10.0.1.0/24: INCOMPLETE',
      'error rtb-a/0.0.0.0/0: CLAIMED_TWICE',
      'error rtb-a/0.0.0.0/0: CLAIMED_TWICE',
    ]);
  });

  it('does not hold other path sets up', () => {
    const all = lines(plan({ tables: tagged, alarms: A_FAILED }, group(), other));
    expect(all).toContain('replace rtb-b/0.0.0.0/0 to eni-b: FAILOVER');
  });

  it('is contested even while only one of the groups is in scope', () => {
    expect(setA({ tables: tagged, groups: ['fw'] }, group(), other)).toEqual([
      'leave rtb-a/0.0.0.0/0: CLAIMED_TWICE',
      'leave rtb-edge/10.0.1.0/24: INCOMPLETE',
      'error rtb-a/0.0.0.0/0: CLAIMED_TWICE',
    ]);
  });

  it('is contested between two legs of one group, too', () => {
    const legs = [
      { tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0'] },
      { tables: { tags: { tier: 'app' } }, destinations: ['0.0.0.0/0'] },
    ];
    expect(lines(plan({ tables: tagged }, group({ legs })))).toEqual([
      'leave rtb-a/0.0.0.0/0: CLAIMED_TWICE',
      'leave rtb-a/0.0.0.0/0: CLAIMED_TWICE',
      'error rtb-a/0.0.0.0/0: CLAIMED_TWICE',
      'error rtb-a/0.0.0.0/0: CLAIMED_TWICE',
    ]);
  });
});

describe('what the config does not claim', () => {
  it('is not mentioned', () => {
    const unclaimed = routeTable('rtb-other', { routes: [{ ...unclaimedRoute }] });
    const before = lines(plan({}));
    expect(lines(plan({ tables: [...tables(), unclaimed], alarms: alarms('OK') }))).toEqual(before);
  });

  const unclaimedRoute: Route = {
    destination: '0.0.0.0/0',
    target: 'eni-a',
    state: 'active',
    origin: 'CreateRoute',
  };
});

describe('a leg whose selector finds no route table', () => {
  it('is named', () => {
    const legs = [
      { tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0'] },
      { tables: { tags: { tier: 'gone' } }, destinations: ['::/0'] },
    ];
    expect(lines(plan({}, group({ legs })))).toEqual([
      'leave fw/legs[1]: NOTHING_SELECTED',
      'leave rtb-a/0.0.0.0/0: IN_ORDER',
      'error fw/legs[1]: NOTHING_SELECTED',
    ]);
  });
});

describe('a part that could not be read', () => {
  it('is the same one whatever the order in which reads failed', () => {
    const unseen = (['subnets', 'alarms'] as const).map((part) => ({
      key: part,
      part,
      code: part,
      error: 'no',
      retryable: false,
    }));
    expect(plan({ unseen })).toEqual(plan({ unseen: unseen.toReversed() }));
  });
});

describe('an alarm that another group uses', () => {
  it('says nothing about this one', () => {
    expect(setA({ alarms: [...alarms('OK'), alarm('fw-c-failover', 'ALARM')] })).toEqual([
      'leave rtb-a/0.0.0.0/0: IN_ORDER',
      'leave rtb-edge/10.0.1.0/24: IN_ORDER',
    ]);
  });
});
