/** Whose a set of addresses is: the mark beside it tells, never a look at it. */
import type { RecordSet } from '../../../../lib/aws/types.ts';
import { digestOf, printsOf } from '../../../../lib/core/review.ts';
import { type ObservedDns, planDns } from '../../../../lib/dns/parts.ts';
import { ownerMarkText } from '../../../../lib/dns/record-sets/owner-mark.ts';
import { isRecordSetChange } from '../../../../lib/dns/record-sets/types.ts';
import { endpoint, NOW, recordSet } from '../../../support/aws.ts';
import { dnsClaims, type ZoneInput, zoneClaim } from '../../../support/configs.ts';
import { face, holding, observedDns } from '../../../support/zones.ts';

const BY = '111122223333/eu-west-2/prod';
const NAME = 'app.corp.example';
const claim = zoneClaim({ records: [{ name: 'app', to: 'addresses', ttl: 60 }] });
const set = (...values: readonly string[]): RecordSet => ({
  ...{ name: `${NAME}.`, type: values[0]?.includes(':') ? 'AAAA' : 'A', ttl: 60, values },
});
const markOf = (text: string, name = NAME): RecordSet => ({
  ...{ name: `_waykeeper.${name.replace('*', '\\052')}.`, type: 'TXT', ttl: 60, values: [`"${text}"`] },
});
const mark = (by = BY, entry = 'Z1', name = NAME): RecordSet =>
  markOf(ownerMarkText({ entry, by, at: NOW - 5_000, from: ['vpce-1'] }), name);

type Case = Partial<ObservedDns> & { readonly has?: string[]; readonly entry?: ZoneInput };

/** The plan for the zone, in which an endpoint has these addresses. */
const planOf = (
  records: readonly RecordSet[],
  { has = ['198.18.0.4'], entry = claim as ZoneInput, ...world }: Case = {},
): ReturnType<typeof planDns> => {
  const interfaces = has.map((ip, at) => face(`eni-${at}`, ip));
  const endpoints = [endpoint({ interfaceIds: interfaces.map(({ id }) => id) })];
  const observed = observedDns({ by: BY, endpoints, interfaces, ...holding(...records), ...world });
  return planDns(dnsClaims(entry), observed);
};

/** What becomes of the zone. */
const planned = (records: readonly RecordSet[], world: Case = {}): string[] => {
  const { changes, skips } = planOf(records, world);
  return [
    ...changes.filter(isRecordSetChange).map(({ reason, writes }) => {
      const all = writes.map(({ action, record }) => `${action} ${record.type}`);
      return `${reason.code}: ${all.join(', ')}`;
    }),
    ...skips.map(({ key, reason }) => `${reason.code} ${key.split('/').at(-1)}`),
  ];
};
const MOVED = 'ADDRESSES_CHANGED: DELETE A, CREATE A, DELETE TXT, CREATE TXT';

describe('a set of addresses', () => {
  it('is made, changed and removed in one call with its mark', () => {
    expect(planned([])).toEqual(['RECORD_MISSING: CREATE A, CREATE TXT']);
    const others = [endpoint({ id: 'vpce-2', interfaceIds: ['eni-0'] })];
    expect(planned([set('198.18.9.9'), mark()], { endpoints: others })).toEqual([MOVED]);
    const sixOnly = [endpoint({ recordTypes: ['AAAA'], interfaceIds: ['eni-0'] })];
    expect(planned([set('198.18.9.9'), mark()], { endpoints: sixOnly })).toEqual(['TYPE_LEFT: DELETE A, DELETE TXT']);
  });

  it('and its mark are what a review is of, whenever it is made', () => {
    const digest = (records: readonly RecordSet[], world: Case = {}) =>
      digestOf(printsOf(planOf(records, world).changes));
    const adopting = { ...claim, adopt: true };
    expect(digest([], { now: NOW + 60_000 })).toBe(digest([]));
    expect(digest([], { by: '111122223333/eu-west-2/test' })).not.toBe(digest([]));
    const theirs = (by: string) => digest([set('198.18.9.9'), mark(by)], { entry: adopting });
    expect(theirs('111122223333/eu-west-2/test')).not.toBe(theirs('111122223333/eu-west-1/prod'));
  });

  it.each([['198.18.9.9'], ['10.9.9.9'], ['100.64.0.9'], ['52.94.0.9']])(
    'of %s that an endpoint had which is gone is replaced beside our mark, and left without',
    (address) => {
      expect(planned([set(address), mark()])).toEqual(['ADDRESSES_CHANGED: DELETE A, CREATE A']);
      expect(planned([set(address)])).toEqual(['CONFLICT A']);
    },
  );

  it('without a mark is ours only if every address at the name is one of the endpoint now', () => {
    const has = ['10.0.1.4', '10.0.2.4'];
    expect(planned([set(...has)], { has })).toEqual(['OWNER_MARK: CREATE TXT', 'IN_ORDER A']);
    expect(planned([set('10.0.1.4')], { has })).toEqual(['ADDRESSES_CHANGED: DELETE A, CREATE A, CREATE TXT']);
    expect(planned([set('10.0.1.4', '10.0.3.9')], { has })).toEqual(['CONFLICT A']);
    expect(planned([set(...has), set('2a05::9')], { has })).toEqual(['IN_ORDER A', 'CONFLICT AAAA']);
  });

  it('that are taken over takes along those of the endpoint of a type that it does not answer, and nothing foreign', () => {
    const interfaces = [face('eni-0', '10.0.1.4', { ipv6: ['2a05::1'] })];
    const world = { endpoints: [endpoint({ recordTypes: ['A'], interfaceIds: ['eni-0'] })], interfaces };
    const adopting = { ...claim, adopt: true };
    expect(planned([set('198.18.9.9'), set('2a05::1')], { ...world, entry: adopting })).toEqual([
      'ADOPTED: DELETE A, CREATE A, CREATE TXT',
      'TYPE_LEFT: DELETE AAAA',
    ]);
    const foreign = planned([set('198.18.9.9'), set('2a05::9')], { ...world, entry: adopting });
    expect(foreign).toEqual(['ADOPTED: DELETE A, CREATE A', 'CONFLICT AAAA']);
    expect(planned([set('198.18.9.9'), set('2a05::1')], world)).toEqual(['CONFLICT A', 'CONFLICT AAAA']);
  });

  it.each([['111122223333/eu-west-2/test'], ['111122223333/eu-west-1/prod'], ['999988887777/eu-west-2/prod']])(
    'of a copied config in %s is left to that one, and equal to the wish is no conflict',
    (by) => {
      expect(planned([set('198.18.9.9'), mark(by)])).toEqual(['CONFLICT A']);
      expect(planned([set('198.18.0.4'), mark(by)])).toEqual(['IN_ORDER A']);
      expect(planned([mark(by)])).toEqual(['CONFLICT A']);
      const adopting = { ...claim, adopt: true };
      expect(planned([set('198.18.9.9'), mark(by)], { entry: adopting })).toEqual([
        'ADOPTED: DELETE A, CREATE A, DELETE TXT, CREATE TXT',
      ]);
    },
  );

  it('beside a mark that tells no deployment is ours, and the mark is written once more', () => {
    const first = markOf(ownerMarkText({ entry: 'Z1', at: NOW, from: ['vpce-1'] }));
    expect(planned([set('198.18.0.4'), first])).toEqual(['OWNER_MARK: DELETE TXT, CREATE TXT', 'IN_ORDER A']);
    expect(planned([set('198.18.0.4'), mark()])).toEqual(['IN_ORDER A']);
  });

  it("beside a forwarder's mark, or a TXT record of somebody else, is left", () => {
    expect(planned([set('198.18.9.9'), mark(BY, 'onprem')])).toEqual(['CONFLICT A']);
    expect(planned([set('198.18.9.9'), markOf('v=spf1 -all')])).toEqual(['CONFLICT A']);
  });

  it.each([
    ['@', 'corp.example'],
    ['*', '*.corp.example'],
  ])('at %s has its mark at a name of its own', (name, full) => {
    const entry = zoneClaim({ records: [{ name, to: 'addresses' }] });
    const held: RecordSet = { ...set('198.18.0.4'), name: `${full.replace('*', '\\052')}.` };
    expect(planned([held, mark(BY, 'Z1', full)], { entry })).toEqual(['IN_ORDER A']);
  });

  it('whose name leaves its mark no room is not written', () => {
    const long = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(45)}`;
    const entry = zoneClaim({ records: [{ name: long, to: 'addresses' }] });
    expect(planned([], { entry })).toEqual([expect.stringMatching(/^NAME_TOO_LONG/)]);
  });
});

describe('an alias', () => {
  const entry = zoneClaim({ records: [{ name: 'app' }, { name: 'other', to: 'addresses' }] });

  it('takes the place of addresses of ours, and their mark goes after it', () => {
    const done = planned([set('198.18.9.9'), mark()], { entry });
    expect(done).toContain('ENDPOINT_CHANGED: DELETE A, CREATE A');
    expect(done).toContain('OWNER_MARK: DELETE TXT');
    expect(planned([set('198.18.9.9')], { entry })).toContain('CONFLICT A');
  });

  it('gives its place to addresses', () => {
    expect(planned([recordSet(NAME, 'vpce-1')])).toEqual(['ADDRESSES_CHANGED: DELETE A, CREATE A, CREATE TXT']);
  });
});
