/** Aliases that were left behind by endpoints which are gone. */
import type { RecordSet } from '../../../../lib/aws/types.ts';
import { recordSet, regionalName } from '../../../support/aws.ts';
import { zoneClaim } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { observedZone, plan } from '../../../support/zones.ts';

describe('aliases to endpoints that are gone', () => {
  const stale = recordSet('left.corp.example', 'vpce-gone');
  const deleting = zoneClaim({ staleAliases: 'delete' });
  const world = (records: readonly RecordSet[], given = {}) => ({
    allEndpoints: true,
    zones: [observedZone([recordSet('corp.example', 'vpce-1'), ...records], {}, true)],
    ...given,
  });
  const removals = (...args: Parameters<typeof plan>): string[] =>
    plan(...args).changes.map(({ action, key }) => `${action} ${key}`);

  it('are removed with staleAliases: delete', () => {
    expect(lines(plan(world([stale]), deleting))).toEqual([
      'delete Z1/left.corp.example/A: STALE_ALIAS',
      'leave Z1/corp.example/A: IN_ORDER',
    ]);
  });

  it('stay by default', () => {
    expect(removals(world([stale]))).toEqual([]);
  });

  it.each<[string, RecordSet]>([
    ['an endpoint that the account has', recordSet('left.corp.example', 'vpce-1')],
    [
      'another service',
      recordSet('left.corp.example', 'vpce-gone', {
        alias: { zoneId: 'Z7', name: regionalName('vpce-gone', 'sqs'), evaluateTargetHealth: false },
      }),
    ],
    [
      'the same service in another Region',
      recordSet('left.corp.example', 'vpce-gone', {
        alias: {
          zoneId: 'Z7',
          name: regionalName('vpce-gone').replace('eu-west-2', 'us-east-1'),
          evaluateTargetHealth: false,
        },
      }),
    ],
    ['one of several', { ...stale, setIdentifier: 'blue' }],
    [
      'a load balancer',
      { ...stale, alias: { zoneId: 'Z9', name: 'lb.elb.amazonaws.com', evaluateTargetHealth: true } },
    ],
  ])('are not those to %s', (_, record) => {
    expect(removals(world([record]), deleting)).toEqual([]);
  });

  it('stay while the zone or the endpoints were not wholly read', () => {
    expect(removals(world([stale], { allEndpoints: false }), deleting)).toEqual([]);
    expect(
      removals({ allEndpoints: true, zones: [observedZone([stale])] }, deleting).filter((one) => /^delete/.test(one)),
    ).toEqual([]);
    expect(removals(world([stale], { endpoints: [] }), deleting)).toEqual([]);
  });

  it('at a claimed name are replaced, not removed', () => {
    const records = [recordSet('corp.example', 'vpce-gone')];
    expect(removals({ allEndpoints: true, zones: [observedZone(records, {}, true)] }, deleting)).toEqual([
      'replace Z1/corp.example/A',
    ]);
  });
});
