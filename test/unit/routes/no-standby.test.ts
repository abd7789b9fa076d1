import { noStandbyFindings } from '../../../lib/routes/no-standby.ts';
import type { ObservedRoutes } from '../../../lib/routes/types.ts';
import { alarm, eni, instance } from '../../support/aws.ts';
import { type GroupInput, group, routesConfig } from '../../support/configs.ts';
import { alarms, network, plan } from '../../support/routing.ts';

const found = (world: Partial<ObservedRoutes>, given: Partial<GroupInput> = {}): string[] =>
  noStandbyFindings(routesConfig(group(given)), network(world)).map(
    ({ key, severity, reason: { code, message } }) => `${severity} ${key} ${code} ${message}`,
  );

const only = (why: string): string => `warning fw NO_STANDBY none is fit but fw-a: ${why}`;
const THREE = {
  appliances: ['a', 'b', 'c'].map((name) => ({ name: `fw-${name}`, interface: `eni-${name}` })),
};
const third = (state: 'running' | 'stopped'): Partial<ObservedRoutes> => ({
  interfaces: ['eni-a', 'eni-b', 'eni-c'].map((id) => eni(id)),
  instances: [instance('i-a'), instance('i-b'), instance('i-c', { state })],
  checks: ['i-a', 'i-b', 'i-c'].map((instanceId) => ({ ...network().checks[0], instanceId }) as never),
  alarms: [...alarms('OK'), alarm('fw-c-failover', 'OK')],
});

describe('a group', () => {
  it('is in order with two appliances that could carry its routes, and with one that never had a standby', () => {
    expect(found({})).toEqual([]);
    expect(found({ alarms: alarms('ALARM') }, { appliances: [{ name: 'fw-a', interface: 'eni-a' }] })).toEqual([]);
  });

  it.each<[string, Partial<ObservedRoutes>, RegExp]>([
    ['unhealthy', { alarms: alarms('OK', 'ALARM') }, /fw-b is unhealthy \(.*fw-b-failover/],
    ['unknown', { alarms: alarms('OK', 'INSUFFICIENT_DATA') }, /fw-b is unknown \(.*fw-b-failover/],
    [
      'stopped',
      { instances: [instance('i-a'), instance('i-b', { state: 'stopped' })] },
      /fw-b is unhealthy \(.*stopped/,
    ],
    [
      'drained',
      { interfaces: [eni('eni-a'), eni('eni-b', { tags: { 'waykeeper-drain': '' } })] },
      /fw-b is healthy and drained, since eni-b has the tag/,
    ],
    ['unfit', { interfaces: [eni('eni-a'), eni('eni-b', { vpcId: 'vpc-2' })] }, /fw-b is healthy \(.*; .*vpc-2/],
  ])('has no standby where the other is %s, and says why', (_, world, why) => {
    const [said = '', ...more] = found(world);
    expect([said.startsWith(only('')), more]).toEqual([true, []]);
    expect(said).toMatch(why);
  });

  it('says why of each where none is fit', () => {
    expect(found({ alarms: alarms('ALARM', 'ALARM') })).toEqual([
      expect.stringMatching(
        /^warning fw NO_STANDBY none of its appliances is fit: fw-a is unhealthy .*; fw-b is unhealthy /,
      ),
    ]);
  });

  it('has a standby that is none told by itself where another is fit', () => {
    expect(found(third('running'), THREE)).toEqual([]);
    expect(found(third('stopped'), THREE)).toEqual([
      expect.stringMatching(/^info fw\/fw-c STANDBY_UNFIT fw-c is unhealthy \(.*stopped/),
    ]);
  });

  it('is told of by no sweep', () => {
    const codes = plan({ alarms: alarms('OK', 'ALARM') }).findings.map(({ reason: { code } }) => code);
    expect(codes).not.toContain('NO_STANDBY');
  });
});
