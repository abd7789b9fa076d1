/** The probe: what a streak means, where it runs, and what it tells CloudWatch. */
import fc from 'fast-check';
import type { Alarm } from '../../../lib/aws/types.ts';
import type { RouteGroup } from '../../../lib/config/types.ts';
import { probeFindings } from '../../../lib/routes/probe/reachability.ts';
import { extended, NO_STREAK, verdictOf } from '../../../lib/routes/probe/streak.ts';
import { addressOf, probeTargets } from '../../../lib/routes/probe/targets.ts';
import type { ObservedRoutes, ProbeReachability } from '../../../lib/routes/types.ts';
import { alarm, eni, route, routeTable, secondsAgo, subnet } from '../../support/aws.ts';
import { type GroupInput, group, routesConfig } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { network, plan } from '../../support/routing.ts';
import { shareOf } from '../../support/runs.ts';

const from = { subnets: ['subnet-p'], securityGroups: ['sg-p'] };
const probe = { from, tcp: 8443 } as const;

const parsed = (given: Partial<GroupInput> = {}): RouteGroup => {
  const [found] = routesConfig(group({ health: { probe }, ...given })).groups;
  if (!found) throw new Error('a group expected');
  return found;
};

describe('a streak of probes', () => {
  const said = (answers: readonly boolean[]) => verdictOf(answers.reduce(extended, NO_STREAK), { fall: 3, rise: 5 });

  it('is a verdict once it is long enough, and none before', () => {
    expect(said([false, false])).toBeUndefined();
    expect(said([false, false, false])).toBe('ALARM');
    expect(said([true, true, true, true])).toBeUndefined();
    expect(said([true, true, true, true, true])).toBe('OK');
  });

  it('begins anew whenever the answer differs', () => {
    expect(said([false, false, true, false, false])).toBeUndefined();
  });

  it('depends on its end alone', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), fc.array(fc.boolean()), (a, b) => {
        const end = [true, false, false, false];
        expect(said([...a, ...end])).toBe(said([...b, ...end]));
      }),
      { numRuns: shareOf(100) },
    );
  });
});

describe('the probed appliances', () => {
  it('are those with interfaces, each with the interface of the probe’s role', () => {
    const appliances: GroupInput['appliances'] = [
      { name: 'one', interface: 'eni-1' },
      { name: 'two', interfaces: { inside: 'eni-2in', outside: 'eni-2out' } },
      { name: 'nfw', endpoint: 'vpce-1' },
    ];
    const found = probeTargets(
      [parsed({ appliances, health: { probe: { ...probe, interface: 'inside' } } })],
      undefined,
      'prod',
    );
    expect(found.map(({ appliance, selector, alarm: name }) => [appliance, selector, name])).toEqual([
      ['one', { id: 'eni-1' }, 'waykeeper/prod/probe/fw/one/verdict'],
      ['two', { id: 'eni-2in' }, 'waykeeper/prod/probe/fw/two/verdict'],
    ]);
  });

  it('are those of the named groups alone', () => {
    expect(probeTargets([parsed()], ['other'], 'prod')).toEqual([]);
  });

  it('have no address while several interfaces are found', () => {
    const [first] = probeTargets(
      [parsed({ appliances: [{ name: 'a', interface: { tags: { fw: 'a' } } }] })],
      undefined,
      'prod',
    );
    const tagged = ['eni-1', 'eni-2'].map((id) => eni(id, { tags: { fw: 'a' } }));
    expect(first && addressOf(first, tagged)).toBeUndefined();
    expect(first && addressOf(first, tagged.slice(0, 1))).toBe('10.0.9.10');
  });
});

describe('the health that a probe tells', () => {
  const states = (verdict: Alarm['state'], heartbeat: Alarm['state'], since = secondsAgo(3_600)) =>
    ['a', 'b'].flatMap((name) => [
      alarm(`waykeeper/prod/probe/fw/fw-${name}/verdict`, name === 'a' ? verdict : 'OK', since),
      alarm(`waykeeper/prod/probe/fw/fw-${name}/heartbeat`, name === 'a' ? heartbeat : 'OK', secondsAgo(60)),
    ]);
  const planned = (alarms: ObservedRoutes['alarms']) => lines(plan({ alarms }, group({ health: { probe } })));

  it('moves routes off an appliance that does not answer', () => {
    expect(planned(states('ALARM', 'OK'))).toContain('replace rtb-a/0.0.0.0/0 to eni-b: FAILOVER');
  });

  it.each(['ALARM', 'INSUFFICIENT_DATA', 'unknown (SNOOZED)'] as const)(
    'is unknown while the heartbeat is %s, whatever the verdict says',
    (beat) => {
      const found = planned(states('ALARM', beat));
      expect(found).toContain('leave rtb-a/0.0.0.0/0: IN_ORDER');
      expect(found).toContain('warning fw/fw-a: PROBE_SILENT');
    },
  );

  it.each(['INSUFFICIENT_DATA', 'unknown (SNOOZED)'] as const)('is unknown while its verdict is %s', (verdict) => {
    const found = planned(states(verdict, 'OK'));
    expect(found).toContain('leave rtb-a/0.0.0.0/0: IN_ORDER');
  });
});

describe('the place that a probe runs in', () => {
  const services = ['monitoring', 'ec2'].map((name) => ({
    vpcId: 'vpc-1',
    serviceName: `com.amazonaws.eu-west-2.${name}`,
  }));
  const own = routeTable('rtb-p', { subnetIds: ['subnet-p'] });
  const good: ProbeReachability = { tables: [own], subnets: [subnet('subnet-p', ['10.0.8.0/24'])], services };
  const found = (ways: Partial<ProbeReachability>): string[] =>
    probeFindings(parsed(), network({ probeReachability: { ...good, ...ways } })).map(({ reason }) => reason.code);

  it('is in order with endpoints of its own, or with a NAT gateway', () => {
    const nat = { ...own, routes: [route('0.0.0.0/0', 'nat-1')] };
    expect([found({}), found({ services: [], tables: [nat] })]).toEqual([[], []]);
  });

  it('must not be served by a table that the group claims', () => {
    const claimed = routeTable('rtb-a', { subnetIds: ['subnet-p'], routes: [route('0.0.0.0/0', 'eni-a')] });
    expect(found({ tables: [claimed] })).toEqual(['PROBE_LOOP']);
    expect(found({ tables: [claimed], services: [] })).toEqual(['PROBE_LOOP', 'PROBE_NO_WAY']);
  });

  it('needs a way to CloudWatch and to EC2', () => {
    const igw = { ...own, routes: [route('0.0.0.0/0', 'igw-1')] };
    expect(found({ services: services.slice(0, 1) })).toEqual(['PROBE_NO_WAY']);
    expect(found({ services: [], tables: [igw] })).toEqual(['PROBE_NO_WAY']);
  });

  it('must exist', () => {
    expect(found({ subnets: [] })).toEqual(['PROBE_NO_SUBNET']);
  });

  it('is not judged by a run that did not look at it', () => {
    expect(probeFindings(parsed(), network())).toEqual([]);
  });
});
