/** Which cases a scenario has, and how they are told. */
import { addHostedZone, addVpc } from '@waykeeper/local-cloud/seed';
import { emptyAccount } from '@waykeeper/local-cloud/state';
import { type Call, casesOf } from '../../faults/cases.ts';
import { readOptions } from '../../faults/options.ts';
import type { Scenario } from '../../faults/scenario.ts';
import { SCENARIOS } from '../../faults/scenarios/index.ts';
import { describeWrong, progressOf, tableOf } from '../../faults/tally.ts';
import { differences, viewOf } from '../../faults/view.ts';

const scenario = { name: 's', events: [{}] } as unknown as Scenario;
const call = (operation: string, readOnly = true): Call => ({ service: 'ec2', operation, input: {}, readOnly });
const names = (...calls: readonly Call[]): string[] => casesOf(scenario, calls).map(({ name }) => name);

describe('the cases of a scenario', () => {
  it('are every call under every kind, once and for all that follow; who is killed is killed once', () => {
    const all = names(call('DescribeVpcs'), call('DescribeVpcs'));
    expect(all).toContain('s/DescribeVpcs.1/throttled/once');
    expect(all).toContain('s/DescribeVpcs.2/throttled/following');
    expect(all).toContain('s/DescribeVpcs.2/killed-after/once');
    expect(all).not.toContain('s/DescribeVpcs.2/killed-after/following');
    expect(new Set(all).size).toBe(all.length);
  });

  it('leave out what cannot happen to a call', () => {
    const all = names(call('DescribeVpcs'), call('AcceptVpcEndpointConnections', false));
    expect(all).toContain('s/DescribeVpcs.1/stale/once');
    expect(all).not.toContain('s/AcceptVpcEndpointConnections.1/stale/once');
    expect(all).toContain('s/AcceptVpcEndpointConnections.1/unsuccessful/following');
    expect(all).not.toContain('s/DescribeVpcs.1/unsuccessful/once');
  });

  it('are of events and clocks once a scenario, and of an order only where there are two', () => {
    expect(names()).toEqual(['s/duplicated', 's/delayed', 's/dropped', 's/clock-ahead', 's/clock-behind']);
  });
});

describe('the scenarios', () => {
  it('are at least twelve, of all controllers, each with a name of its own', () => {
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(12);
    expect(new Set(SCENARIOS.map(({ controller }) => controller)).size).toBe(3);
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
  });

  it.each(SCENARIOS)('$name has things that nobody claims, and no part that may not change', (given) => {
    const { world, claimed, parts = {} } = given;
    const paths = [...viewOf(world()).keys()];
    expect(paths.some((path) => !claimed.some((beginning) => path.startsWith(beginning)))).toBe(true);
    for (const part of Object.keys(parts))
      expect(claimed.some((beginning) => beginning.startsWith(part) || part.startsWith(beginning))).toBe(true);
  });
});

describe('the paths of an account', () => {
  it('name what is in lists by what it is, and say no moment', () => {
    const account = emptyAccount();
    addHostedZone(account, { id: 'Z1', name: 'corp.example', private: false });
    addVpc(account, { id: 'vpc-0a', cidr: '10.0.0.0/16' });
    const records = [{ Name: 'a.corp.example.', Type: 'TXT', ResourceRecords: [{ Value: 'at=2026-03-02T09:00:00Z' }] }];
    const zone = account.route53.zones.Z1;
    if (zone) zone.records = records;
    const view = viewOf(account);
    expect(view.get('route53/Z1/records/a.corp.example. TXT/ResourceRecords/at=some time/Value')).toBe('at=some time');
    expect(differences(view, viewOf(account))).toEqual([]);
    account.ec2.vpcs['vpc-0a']?.cidrs.push('10.1.0.0/16');
    expect(differences(view, viewOf(account))).toEqual(['ec2/vpcs/vpc-0a/cidrs/10.1.0.0/16']);
  });
});

describe('what is told of cases', () => {
  const judged = (name: string, kind: string, wrong: readonly string[] = []) => ({
    given: { name: `s/${name}`, kind: { name: kind }, scenario: { name: 's' } },
    wrong,
  });

  it('is how many ended right of how many, by scenario and kind', () => {
    const table = tableOf([judged('a', 'reset-before'), judged('b', 'reset-after', ['x']), judged('c', 'slow')]);
    expect(table.split('\n').filter((line) => line.includes('/'))).toEqual([
      expect.stringMatching(/right\/tried .* reset .* slow .* all/),
      expect.stringMatching(/s .* 1\/2 .* 1\/1 .* 2\/3/),
      expect.stringMatching(/all .* 1\/2 .* 1\/1 .* 2\/3/),
    ]);
  });

  it('is the seed and the command that play a wrong one again', () => {
    expect(describeWrong(judged('a/slow/once', 'slow', ['ended otherwise']), 7)).toBe(
      "WRONG s/a/slow/once\n  ended otherwise\n  npm run test:faults -- --seed 7 --case 's/a/slow/once'",
    );
    expect(readOptions(['--seed', '7', '--case', 's/a/slow/once'])).toMatchObject({ seed: 7, only: 's/a/slow/once' });
  });

  it('is how far it is, and how long it will take', () => {
    expect(progressOf([judged('a', 'slow'), judged('b', 'slow', ['x'])], 10, 4)).toBe(
      '2 of 10 tried, 1 wrong, 4 s, 16 s left',
    );
  });
});
