/** Plain sets of the endpoint's addresses. */
import type { RecordSet } from '../../../../lib/aws/types.ts';
import type { LookupResult } from '../../../../lib/dns/endpoints/types.ts';
import type { ObservedDns } from '../../../../lib/dns/parts.ts';
import { ownerMarkText } from '../../../../lib/dns/record-sets/owner-mark.ts';
import { isRecordSetChange } from '../../../../lib/dns/record-sets/types.ts';
import { endpoint, NOW, recordSet, secondsAgo } from '../../../support/aws.ts';
import { zoneClaim } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { face, plan, holding as unmarked } from '../../../support/zones.ts';

const KEY = 'Z1/addresses.corp.example';
const claimed = (given: object = {}) =>
  zoneClaim({ records: [{ name: 'addresses', to: 'addresses', ttl: 60, ...given }] });
const interfaces = [face('eni-1', '10.0.2.19'), face('eni-2', '10.0.1.165')];
const endpoints = [endpoint({ interfaceIds: ['eni-1', 'eni-2'] })];
const world = { endpoints, interfaces };
const set = (values: readonly string[], given: Partial<RecordSet> = {}): RecordSet => ({
  ...{ name: 'addresses.corp.example.', type: 'A', ttl: 60, values },
  ...given,
});
/** The zone with some sets that Waykeeper has written. */
const holding = (...sets: readonly RecordSet[]) => {
  const text = ownerMarkText({ entry: 'Z1', at: NOW, from: ['vpce-1'] });
  const mark = { name: '_waykeeper.addresses.corp.example.', type: 'TXT', ttl: 60, values: [`"${text}"`] };
  return unmarked(...sets, mark);
};
const valuesOf = (...args: Parameters<typeof plan>) =>
  plan(...args)
    .changes.filter(isRecordSetChange)
    .map(({ action, after }) => [action, after?.type, after?.ttl, ...(after?.values ?? [])]);

const dualNames = endpoints.map((one) => ({ ...one, recordTypes: ['A', 'AAAA'] as const }));

describe('a set of addresses', () => {
  it('holds the addresses of all interfaces of the endpoint, in order, with its TTL', () => {
    expect(valuesOf(world, claimed())).toEqual([['create', 'A', 60, '10.0.1.165', '10.0.2.19']]);
  });

  it('holds IPv6 addresses in a set of their own', () => {
    const dual = [
      face('eni-1', '10.0.2.19', { ipv6: ['2A05:0::2'] }),
      face('eni-2', '10.0.1.165', { ipv6: ['2a05::1'] }),
    ];
    expect(valuesOf({ endpoints: dualNames, interfaces: dual }, claimed())).toEqual([
      ['create', 'A', 60, '10.0.1.165', '10.0.2.19'],
      ['create', 'AAAA', 60, '2a05::1', '2a05::2'],
    ]);
  });

  it("has none of a family that the endpoint's names do not answer with", () => {
    const dual = [
      face('eni-1', '10.0.2.19', { ipv6: ['2a05::1'] }),
      face('eni-2', '10.0.1.165', { ipv6: ['2a05::2'] }),
    ];
    const made = valuesOf(
      { endpoints, interfaces: dual, ...holding(set(['2a05::1', '2a05::2'], { type: 'AAAA' })) },
      claimed(),
    );
    expect(made).toEqual([
      ['create', 'A', 60, '10.0.1.165', '10.0.2.19'],
      ['delete', undefined, undefined],
    ]);
  });

  it('is in order whatever the order and spelling of its values', () => {
    const held = [set(['10.0.2.19', '10.0.1.165']), set(['2a05:0:0::1'], { type: 'AAAA' })];
    const faces = [face('eni-1', '10.0.2.19', { ipv6: ['2a05::1'] }), face('eni-2', '10.0.1.165')];
    expect(lines(plan({ endpoints: dualNames, interfaces: faces, ...holding(...held) }, claimed()))).toEqual([
      `leave ${KEY}/A: IN_ORDER`,
      `leave ${KEY}/AAAA: IN_ORDER`,
    ]);
  });

  it('changes with the addresses and with the TTL, in one batch of the exact old and the new', () => {
    const before = set(['10.0.1.165', '10.0.9.9']);
    const [change] = plan({ ...world, ...holding(before) }, claimed()).changes;
    expect(change).toMatchObject({ action: 'replace', before, reason: { code: 'ADDRESSES_CHANGED' } });
    expect(valuesOf({ ...world, ...holding(set(['10.0.1.165', '10.0.2.19'])) }, claimed({ ttl: 30 }))).toEqual([
      ['replace', 'A', 30, '10.0.1.165', '10.0.2.19'],
    ]);
  });

  it('moves to the endpoint that takes the place of another', () => {
    expect(valuesOf({ ...world, ...holding(set(['10.9.9.9'])) }, claimed())).toEqual([
      ['replace', 'A', 60, '10.0.1.165', '10.0.2.19'],
    ]);
  });

  it('takes the place of an alias to an endpoint, and is not taken for something foreign', () => {
    expect(valuesOf({ ...world, ...holding(recordSet('addresses.corp.example', 'vpce-1')) }, claimed())).toEqual([
      ['replace', 'A', 60, '10.0.1.165', '10.0.2.19'],
    ]);
  });

  it.each([
    ['another TTL and no address of an endpoint', set(['192.0.2.1'], { ttl: 300 })],
    ['an identifier', set(['10.0.1.165'], { setIdentifier: 'blue' })],
    ['a health check', set(['10.0.1.165'], { healthCheckId: 'hc-1' })],
  ])('is not ours with %s', (_, held) => {
    expect(lines(plan({ ...world, ...unmarked(held) }, claimed()))).toEqual([`leave ${KEY}/A: CONFLICT`]);
  });

  it('stays while an interface of the endpoint cannot be seen', () => {
    const partial = { endpoints, interfaces: interfaces.slice(0, 1), ...holding(set(['10.0.1.165', '10.0.2.19'])) };
    expect(lines(plan(partial, claimed()))).toEqual([`leave ${KEY}: INTERFACES_UNSEEN`]);
  });

  it('stays while an interface has no address yet, and while the endpoint names none', () => {
    const blank = [face('eni-1', '10.0.2.19'), face('eni-2', '', { ipv4: [] })];
    expect(lines(plan({ endpoints, interfaces: blank }, claimed()))).toEqual([`leave ${KEY}: INTERFACES_UNSEEN`]);
    expect(lines(plan({ endpoints: [endpoint()] }, claimed()))).toEqual([`leave ${KEY}: INTERFACES_UNSEEN`]);
  });

  it('of a family that the endpoint has given up is removed, though nobody has its addresses any more', () => {
    const held = [set(['10.0.1.165', '10.0.2.19']), set(['2a05::1', '2a05::2'], { type: 'AAAA' })];
    expect(lines(plan({ ...world, ...holding(...held) }, claimed()))).toEqual([
      `delete ${KEY}/AAAA: TYPE_LEFT`,
      `leave ${KEY}/A: IN_ORDER`,
    ]);
  });

  it('of a family that the endpoint answers but no interface shows stays, as does any while one is unseen', () => {
    const held = holding(set(['10.0.1.165', '10.0.2.19']), set(['2a05::1'], { type: 'AAAA' }));
    const dual = [endpoint({ interfaceIds: ['eni-1', 'eni-2'], recordTypes: ['A', 'AAAA'] })];
    expect(lines(plan({ endpoints: dual, interfaces, ...held }, claimed()))).toContain(
      `leave ${KEY}/AAAA: INTERFACES_UNSEEN`,
    );
    const partial = { endpoints, interfaces: interfaces.slice(0, 1), ...held };
    expect(lines(plan(partial, claimed()))).toEqual([`leave ${KEY}: INTERFACES_UNSEEN`]);
  });

  it('counts as a use of the endpoint whose addresses it holds', () => {
    const newer = endpoint({ id: 'vpce-2', createdAt: secondsAgo(1), interfaceIds: ['eni-9'] });
    const both = { endpoints: [newer, ...endpoints], interfaces: [...interfaces, face('eni-9', '10.0.3.3')] };
    expect(plan({ ...both, ...holding(set(['10.0.1.165', '10.0.2.19'])) }, claimed()).changes).toEqual([]);
  });
});

describe('with answering', () => {
  const three = {
    endpoints: [endpoint({ interfaceIds: ['eni-1', 'eni-2', 'eni-3'] })],
    interfaces: [...interfaces, face('eni-3', '10.0.3.3')],
  };
  const lookups = (given: Partial<LookupResult>) => ({
    lookups: { 'vpce-1': { servers: 2, rounds: 3, addresses: ['10.0.1.165', '10.0.2.19'], ...given } },
  });
  const addressesWith = (given: Partial<LookupResult>, claim = claimed({ answering: true })) =>
    valuesOf({ ...three, ...lookups(given) }, claim)[0]?.slice(3);
  const ALL = ['10.0.1.165', '10.0.2.19', '10.0.3.3'];

  it('an address that no answer of three rounds named is withheld', () => {
    expect(addressesWith({})).toEqual(['10.0.1.165', '10.0.2.19']);
  });

  it('an address returns at once when one answer names it', () => {
    expect(addressesWith({ rounds: 1, servers: 0, addresses: ALL })).toEqual(ALL);
  });

  it.each([
    ['two rounds', { rounds: 2 }],
    ['one server', { servers: 1 }],
    ['no answer that names any of them', { addresses: [] }],
  ])('nothing is withheld after %s', (_, given) => {
    expect(addressesWith(given)).toEqual(ALL);
  });

  /** What the set holds after a run, which before held some of three addresses. */
  const next = (
    published: readonly string[],
    given: Partial<LookupResult>,
    of: Partial<ObservedDns> = three,
  ): string[] => {
    const { changes } = plan({ ...of, ...lookups(given), ...holding(set(published)) }, claimed({ answering: true }));
    return [...(changes.filter(isRecordSetChange)[0]?.after?.values ?? published)];
  };
  const SILENCE = { servers: 0, rounds: 3, addresses: [] };

  it.each([
    ['silence', SILENCE],
    ['one server that names the others', { servers: 1 }],
    ['two rounds', { rounds: 2 }],
    ['enough answers that name none of them', { servers: 4, addresses: [] }],
  ])('what is withheld stays so after %s', (_, given) => {
    expect(next(['10.0.1.165', '10.0.2.19'], given)).toEqual(['10.0.1.165', '10.0.2.19']);
  });

  it('the last address that answers stays alone rather than with one that does not', () => {
    expect(next(['10.0.1.165'], SILENCE, world)).toEqual(['10.0.1.165']);
    expect(next(['10.0.1.165'], { addresses: ['10.0.1.165'] }, world)).toEqual(['10.0.1.165']);
  });

  it('what is withheld does not come back for a new address that is not yet seen, wherever that sorts', () => {
    const sure = { servers: 4, addresses: ['10.0.1.165'] };
    for (const fresh of ['10.0.1.99', '10.0.9.9']) {
      const grown = { ...three, interfaces: [...interfaces, face('eni-3', fresh)] };
      expect(next(['10.0.1.165'], sure, grown)).toEqual(['10.0.1.165']);
      expect(next(['10.0.1.165'], { ...sure, addresses: [fresh, '10.0.1.165'] }, grown)).toEqual(
        ['10.0.1.165', fresh].sort(),
      );
    }
  });

  it('more is withheld only while half of the set stays, what is withheld already counted', () => {
    expect(next(['10.0.1.165', '10.0.2.19'], { addresses: ['10.0.2.19'] })).toEqual(['10.0.1.165', '10.0.2.19']);
    expect(next(ALL, { addresses: ['10.0.2.19'] })).toEqual(['10.0.2.19', '10.0.3.3']);
  });

  it('a set of an endpoint that is gone makes place for all addresses of the next', () => {
    expect(next(['10.9.9.9'], SILENCE)).toEqual(ALL);
  });

  it('too few servers that answer are a finding while an address is absent, whatever is published', () => {
    const found = (given: Partial<LookupResult>, claim = claimed({ answering: true })) =>
      lines(plan({ ...three, ...lookups(given), ...holding(set(ALL)) }, claim));
    const both = [`leave ${KEY}/A: IN_ORDER`, `warning ${KEY}: ANSWERS_UNSEEN`];
    expect(found(SILENCE)).toEqual(both);
    expect(found({ servers: 1 })).toEqual(both);
    expect(found({ servers: 1, addresses: ALL, rounds: 1 })).toEqual(both.slice(0, 1));
    expect(found({ servers: 2, addresses: [] })).toEqual(both.slice(0, 1));
    expect(found(SILENCE, claimed())).toEqual(both.slice(0, 1));
  });

  it('the finding says how many servers answered, and what to do', () => {
    const [found] = plan({ ...three, ...lookups({ servers: 1 }) }, claimed({ answering: true })).findings;
    expect(found?.reason.message).toContain('1 name servers answered for endpoint vpce-1 in all 3 rounds');
    expect(found?.remedy).toContain('dns.resolvers');
  });

  it('at least half of the set stays', () => {
    expect(addressesWith({ addresses: ['10.0.3.3'] })).toEqual(['10.0.2.19', '10.0.3.3']);
  });

  it('nothing is withheld while nobody was asked, nor where the claim does not ask', () => {
    expect(valuesOf(three, claimed({ answering: true }))[0]?.slice(3)).toEqual(ALL);
    expect(addressesWith({}, claimed())).toEqual(ALL);
  });
});
