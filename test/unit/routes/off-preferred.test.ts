import type { RouteTable } from '../../../lib/aws/types.ts';
import { offPreferred } from '../../../lib/routes/off-preferred.ts';
import { group, routesConfig } from '../../support/configs.ts';
import { alarms, allOn, network, tables } from '../../support/routing.ts';

const countOf = (all: readonly RouteTable[], said = alarms('OK')): number =>
  offPreferred(routesConfig(group()), network({ tables: all, alarms: said }));

describe('the path sets off the appliance that they prefer', () => {
  const sets = countOf(allOn('eni-b'));

  it('are none while all take it', () => expect(countOf(allOn('eni-a'))).toBe(0));

  it('are all while another carries them, whether the preferred one is healthy or not', () => {
    expect(sets).toBeGreaterThan(0);
    expect(countOf(allOn('eni-b'), alarms('ALARM'))).toBe(sets);
  });

  it('are those that are split', () => {
    const split = countOf(tables({ 'rtb-a/0.0.0.0/0': 'eni-b' }));
    expect(split).toBeGreaterThan(0);
    expect(split).toBeLessThanOrEqual(sets);
  });

  it('are none that nobody of the group carries', () => expect(countOf(allOn('nat-elsewhere'))).toBe(0));
});
