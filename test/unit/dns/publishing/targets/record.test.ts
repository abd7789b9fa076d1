/** Record sets that name forwarders: what is ours, what changes, and when addresses leave. */
import type { RecordSet } from '../../../../../lib/aws/types.ts';
import { fromConfig } from '../../../../../lib/dns/publishing/sources.ts';
import { planRecord } from '../../../../../lib/dns/publishing/targets/record.ts';
import type { Source } from '../../../../../lib/dns/publishing/types.ts';
import { ownerMarkText, readOwnerMark } from '../../../../../lib/dns/record-sets/owner-mark.ts';

const NOW = Date.UTC(2026, 10, 21);
const NAME = 's3.forwarders.corp.example';
const zone = { id: 'Z1', name: 'corp.example', private: true, vpcs: [] };
const publisher = { record: NAME, zone: 'Z1', ttl: 60, adopt: false };
const endpoint = (serving: readonly string[], leaving: readonly string[] = []): Source => ({
  ...{ id: 'rslvr-in-1', serving, leaving, doubtful: [], complete: true },
});
const set = (type: string, ...values: readonly string[]): RecordSet => ({ name: `${NAME}.`, type, ttl: 60, values });
const OURS = '111122223333/eu-west-2/prod';
const mark = (entry = 'onprem', at = 0, from = 'rslvr-in-1', by: string | undefined = OURS): RecordSet => ({
  ...{ name: `_waykeeper.${NAME}.`, type: 'TXT', ttl: 60 },
  values: [`"${ownerMarkText({ entry, by, at, from: [from] })}"`],
});

/** As the first release wrote it. */
const withoutBy = (): RecordSet => {
  const values = [`"${ownerMarkText({ entry: 'onprem', at: 0, from: ['rslvr-in-1'] })}"`];
  return { ...mark(), values };
};

const planned = (source: Source, records: readonly RecordSet[], over: Partial<typeof publisher> = {}) =>
  planRecord({ entry: 'onprem', by: OURS }, source, { ...publisher, ...over }, { zone, records }, NOW).map((part) => {
    if (!('action' in part)) return `${part.reason.code} ${part.key}`;
    const { action, key, name, writes, after, late } = part;
    const mark = writes.find((one) => one.action === 'CREATE' && one.record.type === 'TXT' && one.record.name !== name);
    const values = [...(after?.values ?? []), ...(mark ? [`with ${mark.record.values?.join(' ')}`] : [])];
    return [action, key, ...values, ...(late ? ['late'] : [])].join(' ');
  });

const fresh = (...from: readonly string[]) => `"${ownerMarkText({ entry: 'onprem', by: OURS, at: NOW, from })}"`;

describe('a record of forwarders', () => {
  it('is made with an owner mark that says whose it is, as A and AAAA', () => {
    expect(planned(fromConfig(['10.0.0.1', '10.0.0.2', 'fd00::1']), [])).toEqual([
      `create Z1/${NAME}/A 10.0.0.1 10.0.0.2 with ${fresh('config')}`,
      `create Z1/${NAME}/AAAA fd00::1`,
    ]);
  });

  it('gains an address at once and says in its owner mark since when', () => {
    const records = [set('A', '10.0.0.1', '10.0.0.2'), mark()];
    expect(planned(endpoint(['10.0.0.1', '10.0.0.3'], ['10.0.0.2']), records)).toEqual([
      `replace Z1/${NAME}/A 10.0.0.1 10.0.0.2 10.0.0.3 with ${fresh('rslvr-in-1')}`,
    ]);
  });

  it('loses an address that may still answer only a TTL after the last one joined', () => {
    const source = endpoint(['10.0.0.1'], ['10.0.0.2']);
    const records = set('A', '10.0.0.1', '10.0.0.2');
    expect(planned(source, [records, mark('onprem', NOW - 59_000)])).toEqual([`IN_ORDER Z1/${NAME}`]);
    expect(planned(source, [records, mark('onprem', NOW - 60_000)])).toEqual([`replace Z1/${NAME}/A 10.0.0.1 late`]);
  });

  it('without an owner mark gets one first, and loses an address that may still answer only a TTL later', () => {
    const records = [set('A', '10.0.0.1', '10.0.0.2')];
    const source = endpoint(['10.0.0.1'], ['10.0.0.2']);
    expect(planned(source, records)).toEqual([`create Z1/_waykeeper.${NAME}/TXT ${fresh('rslvr-in-1')}`]);
  });

  it('is in order when nothing changed, whatever order and spelling the addresses have', () => {
    const records = [set('A', '10.0.0.2', '10.0.0.1'), set('AAAA', 'FD00:0::1'), mark('onprem', 0, 'config')];
    expect(planned(fromConfig(['10.0.0.1', '10.0.0.2', 'fd00::1']), records)).toEqual([`IN_ORDER Z1/${NAME}`]);
  });

  it('loses a type of which no address is left', () => {
    const records = [set('A', '10.0.0.1'), set('AAAA', 'fd00::1'), mark()];
    expect(planned(endpoint(['10.0.0.1']), records)).toEqual([`delete Z1/${NAME}/AAAA late`]);
  });
});

describe('a name that holds something of somebody else', () => {
  const source = fromConfig(['10.0.0.1']);

  it('is left alone unless all that it holds is what the source serves', () => {
    expect(planned(source, [set('A', '10.9.9.9')])).toEqual([`CONFLICT Z1/${NAME}`]);
    expect(planned(source, [set('CNAME', 'other.example')])).toEqual([`CONFLICT Z1/${NAME}`]);
    expect(planned(source, [set('A', '10.0.0.1')])).toEqual([`create Z1/_waykeeper.${NAME}/TXT ${fresh('config')}`]);
  });

  it('is left alone when it has a foreign owner, or the owner mark of another entry', () => {
    expect(planned(source, [set('A', '10.9.9.9'), mark('other')])).toEqual([`CONFLICT Z1/${NAME}`]);
    const theirs = { ...set('TXT', '"heritage=external-dns,external-dns/owner=k8s"'), name: `a-${NAME}.` };
    expect(planned(source, [set('A', '10.0.0.1'), theirs], { adopt: true })).toEqual([`OWNED_BY_OTHERS Z1/${NAME}`]);
  });

  it('is taken over with adopt, first beside what is there', () => {
    const added = planned(source, [set('A', '10.9.9.9'), mark('other')], { adopt: true });
    expect(added).toEqual([`replace Z1/${NAME}/A 10.0.0.1 10.9.9.9 with ${fresh('config', 'rslvr-in-1')}`]);
  });

  it('is taken over from a CNAME, whose target is no address', () => {
    expect(planned(source, [set('CNAME', 'dns.corp.example.')], { adopt: true })).toEqual([
      `replace Z1/${NAME}/A 10.0.0.1 with ${fresh('config')}`,
    ]);
  });

  it('is never published in a public zone while an address is private', () => {
    const publicly = (from: Source) =>
      planRecord({ entry: 'onprem' }, from, publisher, { zone: { ...zone, private: false }, records: [] }, NOW).map(
        (part) => part.reason.code,
      );
    const PRIVATE = ['10.0.0.1', '100.64.0.1', '198.18.0.1', '198.19.255.1', '169.254.0.1', 'fd00::1', 'fe80::1'];
    for (const address of PRIVATE) expect(publicly(fromConfig([address]))).toEqual(['ZONE_NOT_PRIVATE']);
    expect(publicly(fromConfig(['192.0.2.1', '198.17.0.1', '198.20.0.1', '100.128.0.1'])).sort()).toEqual([
      'ADDRESSES_CHANGED',
    ]);
    // Whatever range a VPC has, its addresses are reached from inside alone.
    expect(publicly({ ...endpoint(['192.0.2.1']), vpcId: 'vpc-1' })).toEqual(['ZONE_NOT_PRIVATE']);
  });

  it('is never taken over from a set with an identifier, nor outside of the zone', () => {
    const weighted = { ...set('A', '10.9.9.9'), setIdentifier: 'blue' };
    expect(planned(source, [weighted], { adopt: true })).toEqual([`CONFLICT Z1/${NAME}`]);
    expect(planned(source, [], { record: 'app.other.example' })).toEqual(['NAME_OUTSIDE_ZONE Z1/app.other.example']);
  });
});

describe('an owner mark', () => {
  const source = endpoint(['10.0.0.1']);
  const held = (by: string | undefined, ...values: readonly string[]) => [
    set('A', ...values),
    mark('onprem', 0, 'rslvr-in-1', by),
  ];

  it.each([['111122223333/eu-west-2/test'], ['111122223333/eu-west-1/prod'], ['999988887777/eu-west-2/prod']])(
    'of the same entry in %s leaves the name to that one, unless the entry adopts it',
    (by) => {
      expect(planned(source, held(by, '10.9.9.9'))).toEqual([`CONFLICT Z1/${NAME}`]);
      expect(planned(source, held(by, '10.9.9.9'), { adopt: true })).toHaveLength(1);
    },
  );

  it('that tells no deployment is ours, and is written once more', () => {
    const [change, ...more] = planned(source, [set('A', '10.0.0.1'), withoutBy()]);
    expect(change).toMatch(/^replace Z1\/_waykeeper\..*by=111122223333\/eu-west-2\/prod,changed=1970/);
    expect(more).toEqual([]);
    expect(planned(source, held(OURS, '10.0.0.1'))).toEqual([`IN_ORDER Z1/${NAME}`]);
  });

  it('names as many sources as a TXT record has room for', () => {
    const from = Array.from({ length: 9 }, (_, at) => `rslvr-in-0123456789abcde0${at}`);
    const text = ownerMarkText({
      entry: 'e'.repeat(64),
      by: `111122223333/us-isob-east-1/${'s'.repeat(24)}`,
      at: NOW,
      from,
    });
    expect(text.length).toBeLessThanOrEqual(255);
    expect(readOwnerMark(text)?.from?.length).toBeGreaterThan(0);
  });

  it('is made, moved and removed in one call with what it tells of', () => {
    const kinds = (records: readonly RecordSet[]) =>
      planRecord({ entry: 'onprem', by: OURS }, source, publisher, { zone, records }, NOW).map((part) =>
        'writes' in part ? part.writes.map(({ action, record }) => `${action} ${record.type}`) : part.reason.code,
      );
    expect(kinds([])).toEqual([['CREATE A', 'CREATE TXT']]);
    expect(kinds(held(OURS, '10.9.9.9'))).toEqual([['DELETE A', 'CREATE A', 'DELETE TXT', 'CREATE TXT']]);
  });
});
