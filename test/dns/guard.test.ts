/** How many record sets one run may change. */
import { guardDns } from '../../lib/dns/plan.ts';
import { recordSet } from '../support/aws.ts';
import { config, zoneClaim } from '../support/configs.ts';
import { holding, plan } from '../support/zones.ts';

describe('the guard', () => {
  const records = ['a', 'b', 'c'].map((name) => ({ name }));
  const limit = (maxChanges: number) => config({ guard: { dns: { maxChanges } } }).guard.dns;
  const replacing = plan(
    holding(...records.map(({ name }) => recordSet(`${name}.corp.example`, 'vpce-gone'))),
    zoneClaim({ records }),
  ).changes;

  it('lets as many record sets of a zone be replaced as the limit says', () => {
    expect(guardDns(limit(3), replacing)).toBeUndefined();
  });

  it('refuses the whole run beyond the limit', () => {
    const refusal = guardDns(limit(2), replacing);
    expect(refusal?.reason).toEqual({
      code: 'TOO_MANY_CHANGES',
      message: 'zone Z1 would have 3 record sets changed in one run; guard.dns.maxChanges allows 2',
    });
    expect(replacing.every((change) => refusal?.holds(change))).toBe(true);
  });

  it('does not count what is created', () => {
    expect(guardDns(limit(0), plan({}, zoneClaim({ records })).changes)).toBeUndefined();
  });

  it('counts each zone by itself', () => {
    const elsewhere = replacing.map((change) => ({ ...change, zoneId: 'Z2' }));
    expect(guardDns(limit(3), [...replacing, ...elsewhere])).toBeUndefined();
  });
});
