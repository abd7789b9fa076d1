/** Which endpoints are followed, in a note that fits into the stack's parameter. */

import { ROOM } from '../../../lib/core/told/memory.ts';
import { followedIdsIn, followedIn, mayHold, withIds } from '../../../lib/dns/followed.ts';
import { followersOf } from '../../../lib/dns/parts.ts';
import { endpoint, NOW, recordSet } from '../../support/aws.ts';
import { dnsClaims, zoneClaim } from '../../support/configs.ts';
import { observedZone } from '../../support/zones.ts';

const idsFrom = (start: number, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `vpce-0${(start + at).toString(16).padStart(16, '0')}`);

describe('a set of ids', () => {
  it.each([0, 1, 100, 400, 5_000])('of %i says no of none of them, and fits', (count) => {
    const ids = idsFrom(1, count);
    const set = withIds(ids);
    expect(ids.filter((id) => !mayHold(set, id))).toEqual([]);
    expect(set.ids).toHaveLength(192);
  });

  it('of 100 says yes of few others, and of 400 of some', () => {
    const wrong = (count: number): number =>
      idsFrom(1_000_000, 1_000).filter((id) => mayHold(withIds(idsFrom(1, count)), id)).length;
    expect(wrong(0)).toBe(0);
    expect(wrong(100)).toBeLessThan(40);
    expect(wrong(400)).toBeLessThan(400);
  });

  it('grows by more, and forgets none', () => {
    const set = withIds(['vpce-0b'], withIds(['vpce-0a']));
    expect(['vpce-0a', 'vpce-0b', 'vpce-0c'].map((id) => mayHold(set, id))).toEqual([true, true, false]);
  });

  it('fits into the parameter beside all that three controllers may tell', () => {
    const told = ['connections', 'dns', 'routes'].map((name) => [name, { at: NOW, value: 'x'.repeat(ROOM) }] as const);
    const document = Object.fromEntries([...told, ['endpoints', { at: NOW, value: withIds(idsFrom(1, 9)) }]]);
    expect(JSON.stringify(document).length).toBeLessThanOrEqual(4_096);
  });

  it.each([undefined, null, 'text', {}, { ids: 1 }, { ids: 'AAAA' }])('is not read from %j', (value) => {
    expect(followedIdsIn(value)).toBeUndefined();
  });

  it('is read as it was written', () => {
    const set = withIds(['vpce-0a']);
    expect(followedIdsIn(JSON.parse(JSON.stringify(set)))).toEqual(set);
  });
});

it('is of the endpoints that entries select, and of those that zones tell of: by an alias, a CNAME, a mark', () => {
  const followers = [...followersOf(dnsClaims(zoneClaim()))];
  const endpoints = [endpoint({ id: 'vpce-0a' }), endpoint({ id: 'vpce-0x', tags: {} })];
  const cname = {
    name: 'c.s3.corp.example',
    type: 'CNAME',
    ttl: 60,
    values: ['bucket.vpce-0c-suffix.s3.eu-west-2.vpce.amazonaws.com'],
  };
  const mark = { name: 'm.s3.corp.example', type: 'TXT', ttl: 60, values: ['"of vpce-0d in vpce-svc-0e"'] };
  const zones = [observedZone([recordSet('app.s3.corp.example', 'vpce-0b'), cname, mark])];
  expect([...followedIn(followers, { endpoints, zones })].toSorted()).toEqual([
    'vpce-0a',
    'vpce-0b',
    'vpce-0c',
    'vpce-0d',
  ]);
});
