/** Record sets are written in the fewest atomic batches that Route 53 takes: 1,000 values and 32,000 characters. */
import type { RecordSet } from '../../../lib/aws/types.ts';
import { isRecordSetChange, type RecordSetChange } from '../../../lib/dns/record-sets/types.ts';
import { dnsStages } from '../../../lib/dns/stages.ts';
import { recordSet } from '../../support/aws.ts';

const create = (at: number, after: RecordSet = recordSet(`n${at}.corp.example`, 'vpce-1'), zoneId = 'Z1') =>
  ({
    action: 'create',
    key: `${zoneId}/n${at}/A`,
    zoneId,
    name: `n${at}.corp.example`,
    after,
    writes: [{ action: 'CREATE', record: after }],
    reason: { code: 'RECORD_MISSING', message: '' },
  }) satisfies RecordSetChange;

const replace = (at: number): RecordSetChange => {
  const before = recordSet(`n${at}.corp.example`, 'vpce-gone');
  const change = create(at);
  return { ...change, action: 'replace', before, writes: [{ action: 'DELETE', record: before }, ...change.writes] };
};

const plain = (at: number, characters: number): RecordSetChange =>
  create(at, { name: `n${at}.corp.example.`, type: 'TXT', ttl: 60, values: ['x'.repeat(characters)] });

const many = (count: number, one: (at: number) => RecordSetChange): RecordSetChange[] =>
  Array.from({ length: count }, (_, at) => one(at));

const sizes = (changes: readonly RecordSetChange[]): number[][] =>
  dnsStages(changes).map((stage) => stage.map(({ length }) => length));

describe('batches', () => {
  it('are none for no change', () => {
    expect(dnsStages([])).toEqual([]);
  });

  it('hold 1,000 aliases, whose names are not counted as characters', () => {
    expect(sizes(many(1_000, create))).toEqual([[1_000]]);
    expect(sizes(many(1_001, create))).toEqual([[1_000], [1]]);
  });

  it('hold 500 replaced aliases, each a DELETE and a CREATE', () => {
    expect(sizes(many(501, replace))).toEqual([[500], [1]]);
  });

  it('are as few as fit, whatever the order of large and small changes', () => {
    const mixed = [create(-1), ...many(999, replace), create(-2)];
    expect(sizes(mixed).length).toBe(2);
  });

  it('hold 32,000 characters of values', () => {
    expect(sizes(many(8, (at) => plain(at, 4_000)))).toEqual([[8]]);
    expect(sizes(many(9, (at) => plain(at, 4_000)))).toEqual([[8], [1]]);
  });

  it('are as few as fit when values differ in length', () => {
    const lengths = [20_000, 10_000, 12_000, 22_000];
    expect(sizes(lengths.map((length, at) => plain(at, length)))).toEqual([[2], [2]]);
  });

  it('keep apart what different statements of the role allow, owner marks and proofs first, stale aliases last', () => {
    const mark = plain(1, 10);
    const cname: RecordSet = { name: 'n2.corp.example.', type: 'CNAME', ttl: 60, values: ['x.example.'] };
    const adopted = { ...create(2), writes: [{ action: 'DELETE', record: cname } as const, ...create(2).writes] };
    const gone = recordSet('n3.corp.example', 'vpce-gone');
    const writes = [{ action: 'DELETE' as const, record: gone }];
    const stale: RecordSetChange = { ...create(3), action: 'delete', before: gone, writes, unclaimed: true };
    const stages = dnsStages([stale, adopted, create(4), mark, create(5)]);
    expect(stages).toEqual([[[mark]], [[create(4), create(5)]], [[adopted]], [[stale]]]);
  });

  it('never part the two writes of a replaced set', () => {
    for (const batch of dnsStages(many(1_200, replace)).flat()) {
      expect(batch.flatMap((change) => (isRecordSetChange(change) ? change.writes : [])).length).toBe(batch.length * 2);
    }
  });

  it('of one zone follow each other, those of several zones go together', () => {
    const second = many(1_001, (at) => create(at, undefined, 'Z2'));
    expect(sizes([...many(1_001, create), ...second])).toEqual([
      [1_000, 1_000],
      [1, 1],
    ]);
  });

  it('keep the sets of one name together, in their order', () => {
    const cname: RecordSet = { name: 'n1.corp.example.', type: 'CNAME', ttl: 60, values: ['x.example.'] };
    const both = [replace(1), { ...create(1), key: 'Z1/n1/AAAA' }];
    const [first = replace(1)] = both;
    const adopted = { ...first, writes: [{ action: 'DELETE', record: cname } as const, ...first.writes] };
    const all = dnsStages([...many(997, (at) => create(at + 10)), adopted, ...both.slice(1)]).flat();
    expect(all).toHaveLength(2);
    const keys = all.map((batch) => batch.map(({ key }) => key).filter((key) => key.startsWith('Z1/n1/')));
    expect(keys.filter(({ length }) => length > 0)).toEqual([['Z1/n1/A', 'Z1/n1/AAAA']]);
  });

  it('come before what needs the records in place', () => {
    const vpc = { id: 'vpc-1', region: 'eu-west-2' };
    const associate = {
      action: 'associate',
      key: 'Z1/vpc-1',
      zoneId: 'Z1',
      vpc,
      restsOn: [],
      reason: { code: '', message: '' },
    } as const;
    expect(dnsStages([associate, create(1)]).map((stage) => stage.map((batch) => batch.map(({ key }) => key)))).toEqual(
      [[['Z1/n1/A']], [['Z1/vpc-1']]],
    );
  });
});
