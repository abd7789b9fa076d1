/** Record sets that name forwarders: what is ours, what changes, and when addresses leave. */
import type { RecordSet } from '../../../../../lib/aws/types.ts';
import { ownerMarkText } from '../../../../../lib/dns/publishing/owner-mark.ts';
import { fromConfig } from '../../../../../lib/dns/publishing/sources.ts';
import { planRecord } from '../../../../../lib/dns/publishing/targets/record.ts';
import type { Source } from '../../../../../lib/dns/publishing/types.ts';

const NOW = Date.UTC(2026, 10, 21);
const NAME = 's3.forwarders.corp.example';
const zone = { id: 'Z1', name: 'corp.example', private: true, vpcs: [] };
const publisher = { record: NAME, zone: 'Z1', ttl: 60, adopt: false };
const endpoint = (serving: readonly string[], leaving: readonly string[] = []): Source => ({
  ...{ id: 'rslvr-in-1', serving, leaving, doubtful: [], complete: true },
});
const set = (type: string, ...values: readonly string[]): RecordSet => ({ name: `${NAME}.`, type, ttl: 60, values });
const mark = (entry = 'onprem', at = 0, from = 'rslvr-in-1'): RecordSet => ({
  ...{ name: `_waykeeper.${NAME}.`, type: 'TXT', ttl: 60, values: [`"${ownerMarkText({ entry, at, from: [from] })}"`] },
});

const planned = (source: Source, records: readonly RecordSet[], over: Partial<typeof publisher> = {}) =>
  planRecord({ name: 'onprem' }, source, { ...publisher, ...over }, { zone, records }, NOW).map((part) =>
    'action' in part
      ? [part.action, part.key, ...(part.after?.values ?? []), ...(part.late ? ['late'] : [])].join(' ')
      : `${part.reason.code} ${part.key}`,
  );

const fresh = (...from: readonly string[]) => `"${ownerMarkText({ entry: 'onprem', at: NOW, from })}"`;

describe('a record of forwarders', () => {
  it('is made with an owner mark that says whose it is, as A and AAAA', () => {
    expect(planned(fromConfig(['10.0.0.1', '10.0.0.2', 'fd00::1']), [])).toEqual([
      `create Z1/${NAME}/A 10.0.0.1 10.0.0.2`,
      `create Z1/${NAME}/AAAA fd00::1`,
      `create Z1/_waykeeper.${NAME}/TXT ${fresh('config')}`,
    ]);
  });

  it('gains an address at once and says in its owner mark since when', () => {
    const records = [set('A', '10.0.0.1', '10.0.0.2'), mark()];
    expect(planned(endpoint(['10.0.0.1', '10.0.0.3'], ['10.0.0.2']), records)).toEqual([
      `replace Z1/${NAME}/A 10.0.0.1 10.0.0.2 10.0.0.3`,
      `replace Z1/_waykeeper.${NAME}/TXT ${fresh('rslvr-in-1')}`,
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
    expect(added).toEqual([
      `replace Z1/${NAME}/A 10.0.0.1 10.9.9.9`,
      `replace Z1/_waykeeper.${NAME}/TXT ${fresh('config', 'rslvr-in-1')}`,
    ]);
  });

  it('is taken over from a CNAME, whose target is no address', () => {
    expect(planned(source, [set('CNAME', 'dns.corp.example.')], { adopt: true })).toEqual([
      ...[`replace Z1/${NAME}/A 10.0.0.1`, `create Z1/_waykeeper.${NAME}/TXT ${fresh('config')}`],
    ]);
  });

  it('is never published in a public zone while an address is private', () => {
    const publicly = (address: string) =>
      planRecord(
        { name: 'onprem' },
        fromConfig([address]),
        publisher,
        { zone: { ...zone, private: false }, records: [] },
        NOW,
      );
    expect(publicly('10.0.0.1').map((part) => part.reason.code)).toEqual(['ZONE_NOT_PRIVATE']);
    expect(publicly('192.0.2.1').map((part) => part.reason.code)).toEqual(
      ['RECORD_MISSING', 'OWNER_MARK'].map(() => expect.any(String)),
    );
  });

  it('is never taken over from a set with an identifier, nor outside of the zone', () => {
    const weighted = { ...set('A', '10.9.9.9'), setIdentifier: 'blue' };
    expect(planned(source, [weighted], { adopt: true })).toEqual([`CONFLICT Z1/${NAME}`]);
    expect(planned(source, [], { record: 'app.other.example' })).toEqual(['NAME_OUTSIDE_ZONE Z1/app.other.example']);
  });
});
