/** Is an appliance healthy, and since when? */
import type { Alarm, Instance, InstanceChecks } from '../../../lib/aws/types.ts';
import { applianceStates } from '../../../lib/routes/health.ts';
import { alarmMatches } from '../../../lib/routes/signals.ts';
import type { Health, ObservedRoutes } from '../../../lib/routes/types.ts';
import { alarm, checks, eni, instance, secondsAgo } from '../../support/aws.ts';
import { type GroupInput, group, routesConfig } from '../../support/configs.ts';
import { network } from '../../support/routing.ts';

const ALARMED = { alarms: ['{appliance}-failover'] };

/** The health of fw-a. */
const healthOf = (world: Partial<ObservedRoutes>, health: GroupInput['health'] = ALARMED): Health | undefined => {
  const [parsed] = routesConfig(group({ health })).groups;
  return parsed ? applianceStates(parsed, network(world))[0]?.health : undefined;
};

const verdictOf = (...given: Parameters<typeof healthOf>): string => {
  const health = healthOf(...given);
  return `${health?.verdict}: ${health?.reason.code}`;
};

describe('an appliance', () => {
  it('is healthy when all of its sources say so, since the latest of them', () => {
    const instances = [instance('i-a', { launchedAt: secondsAgo(500) })];
    expect(healthOf({ instances, alarms: [alarm('fw-a-failover', 'OK', secondsAgo(400))] })).toEqual({
      verdict: 'healthy',
      reason: {
        code: 'HEALTHY',
        message: 'instance i-a is running, status checks of i-a are ok and ok, alarm fw-a-failover is OK',
      },
      since: secondsAgo(400),
      running: true,
    });
    expect(healthOf({ instances, alarms: [alarm('fw-a-failover', 'OK', secondsAgo(600))] })?.since).toBe(
      secondsAgo(500),
    );
  });

  it.each<[Instance['state'], string]>([
    ['stopped', 'unhealthy: INSTANCE_STATE'],
    ['stopping', 'unhealthy: INSTANCE_STATE'],
    ['shutting-down', 'unhealthy: INSTANCE_STATE'],
    ['terminated', 'unhealthy: INSTANCE_STATE'],
    ['pending', 'unknown: INSTANCE_STATE'],
    ['unknown (hibernating)', 'unknown: INSTANCE_STATE'],
    ['running', 'healthy: HEALTHY'],
  ])('whose instance is %s is %s', (state, verdict) => {
    expect(verdictOf({ instances: [instance('i-a', { state })] })).toBe(verdict);
  });

  it.each<[InstanceChecks['system'], InstanceChecks['instance'], string]>([
    ['impaired', 'ok', 'unhealthy: STATUS_CHECKS'],
    ['ok', 'impaired', 'unhealthy: STATUS_CHECKS'],
    ['initializing', 'ok', 'unknown: STATUS_CHECKS'],
    ['ok', 'insufficient-data', 'unknown: STATUS_CHECKS'],
    ['not-applicable', 'not-applicable', 'unknown: STATUS_CHECKS'],
    ['ok', 'unknown (passing)', 'unknown: STATUS_CHECKS'],
    ['ok', 'ok', 'healthy: HEALTHY'],
  ])('with checks %s and %s is %s', (system, ofInstance, verdict) => {
    expect(verdictOf({ checks: [checks('i-a', system, ofInstance)] })).toBe(verdict);
  });

  it('is unknown when its checks are missing', () => {
    expect(verdictOf({ checks: [] })).toBe('unknown: STATUS_CHECKS');
  });

  it('does not mind checks that the config leaves out', () => {
    expect(verdictOf({ checks: [checks('i-a', 'impaired')] }, { ...ALARMED, instanceStatus: false })).toBe(
      'healthy: HEALTHY',
    );
  });

  it.each<[Alarm['state'], string]>([
    ['ALARM', 'unhealthy: ALARM'],
    ['INSUFFICIENT_DATA', 'unknown: ALARM'],
    ['unknown (SNOOZED)', 'unknown: ALARM'],
    ['OK', 'healthy: HEALTHY'],
  ])('with an alarm in %s is %s', (state, verdict) => {
    expect(verdictOf({ alarms: [alarm('fw-a-failover', state)] })).toBe(verdict);
  });

  it('is unknown when its alarm does not exist', () => {
    expect(verdictOf({ alarms: [] })).toBe('unknown: ALARM_NOT_FOUND');
  });

  it('is unhealthy as soon as one source says so, whatever the others do not know', () => {
    expect(verdictOf({ checks: [], alarms: [alarm('fw-a-failover', 'ALARM')] })).toBe('unhealthy: ALARM');
  });

  it('is unknown when its interface cannot be found', () => {
    expect(verdictOf({ interfaces: [] })).toBe('unknown: NO_INTERFACE');
  });

  it('is unhealthy when nothing is attached to its interface', () => {
    const { instanceId: _, ...bare } = eni('eni-a', { status: 'available' });
    expect(verdictOf({ interfaces: [bare] })).toBe('unhealthy: NO_INSTANCE');
  });

  it('is judged by the instances behind all of its interfaces', () => {
    const appliances = [{ name: 'fw-a', interfaces: { in: 'eni-a', out: 'eni-b' } }];
    const legs = [{ tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0'], interface: 'in' }];
    const [parsed] = routesConfig(group({ appliances, legs })).groups;
    const world = network({ instances: [instance('i-a'), instance('i-b', { state: 'stopped' })] });
    expect(parsed && applianceStates(parsed, world)[0]?.health.verdict).toBe('unhealthy');
  });

  it('is judged by the same words whatever the order in which instances and alarms are listed', () => {
    const appliances = [{ name: 'fw-a', interfaces: { in: 'eni-a', out: 'eni-b' } }];
    const legs = [{ tables: { id: 'rtb-a' }, destinations: ['0.0.0.0/0'], interface: 'in' }];
    const [parsed] = routesConfig(group({ appliances, legs, health: { alarms: ['fw-*'] } })).groups;
    const world = network();
    const { instances, alarms: all } = world;
    const turned = { ...world, instances: instances.toReversed(), alarms: all.toReversed() };
    expect(parsed && applianceStates(parsed, turned)[0]?.health).toEqual(
      parsed && applianceStates(parsed, world)[0]?.health,
    );
  });
});

describe('healthy since', () => {
  it('is not known from status checks alone', () => {
    expect(healthOf({}, {})).not.toHaveProperty('since');
  });

  it('is known from an alarm beside them', () => {
    expect(healthOf({})).toHaveProperty('since', secondsAgo(3_600));
  });

  it('is when the instance started, if that is all there is', () => {
    expect(healthOf({}, { instanceStatus: false })).toHaveProperty('since', secondsAgo(86_400));
  });
});

describe('an alarm pattern', () => {
  it.each([
    ['fw-a-failover', 'fw-a-failover', true],
    ['fw-a-failover', 'fw-a-failover-2', false],
    ['fw-a-*', 'fw-a-failover', true],
    ['fw-a-*', 'fw-b-failover', false],
  ])('%s and the alarm %s: %s', (pattern, name, matches) => {
    expect(alarmMatches(pattern, name)).toBe(matches);
  });

  it('needs every alarm that it finds to be OK', () => {
    const found = [alarm('fw-a-1', 'OK'), alarm('fw-a-2', 'ALARM')];
    expect(verdictOf({ alarms: found }, { alarms: ['{appliance}-*'] })).toBe('unhealthy: ALARM');
  });
});
