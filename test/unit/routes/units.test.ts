/** What `only` selects of a plan of routes. */
import { select } from '../../../lib/core/selection.ts';
import { planRoutes } from '../../../lib/routes/plan.ts';
import { routeUnits } from '../../../lib/routes/units.ts';
import { eni } from '../../support/aws.ts';
import { group, routesConfig } from '../../support/configs.ts';
import { alarms, network } from '../../support/routing.ts';

const CONFIG = routesConfig(group());
const FAILED = { ...network(), alarms: alarms('ALARM') };

const selectedWithTags = (only: string, observed = FAILED): string[] => {
  const plan = planRoutes(CONFIG, observed);
  return select(plan, observed, { only: [only], units: routeUnits(CONFIG, observed), changed: [] }).plan.changes.map(
    ({ key }) => key,
  );
};

const selected = (...given: Parameters<typeof selectedWithTags>): string[] =>
  selectedWithTags(...given).filter((key) => !key.includes('waykeeper:'));

describe('a plan of routes', () => {
  it('tells the tables of a selected group that their routes were moved, and by a path set selects no other', () => {
    const told = (only: string) => selectedWithTags(only).filter((key) => key.includes('waykeeper:'));
    expect(told('fw')).toEqual(['rtb-a', 'rtb-b', 'rtb-edge'].map((id) => `${id}/waykeeper:moved:fw`));
    expect(told('fw/subnet-a')).toEqual([]);
  });

  it('is selected by group, by path set and by table', () => {
    const all = ['rtb-a/0.0.0.0/0', 'rtb-b/0.0.0.0/0', 'rtb-edge/10.0.1.0/24', 'rtb-edge/10.0.2.0/24'];
    expect(selected('fw')).toEqual(all);
    expect(selected('fw/subnet-a')).toEqual(['rtb-a/0.0.0.0/0', 'rtb-edge/10.0.1.0/24']);
    expect(selected('rtb-edge')).toEqual(all);
  });

  it('keeps both directions of the traffic together when one route is selected', () => {
    expect(selected('rtb-b/0.0.0.0/0')).toEqual(['rtb-b/0.0.0.0/0', 'rtb-edge/10.0.2.0/24']);
    expect(selected('rtb-edge/10.0.1.0/24')).toEqual(['rtb-a/0.0.0.0/0', 'rtb-edge/10.0.1.0/24']);
  });

  it('brings along the interface that must be made fit first', () => {
    const interfaces = [eni('eni-a'), eni('eni-b', { sourceDestCheck: true })];
    expect(selected('rtb-b/0.0.0.0/0', { ...FAILED, interfaces })).toEqual([
      'eni-b',
      'rtb-b/0.0.0.0/0',
      'rtb-edge/10.0.2.0/24',
    ]);
  });
});
