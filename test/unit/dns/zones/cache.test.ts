/** What a warm process remembers is a cache, and holds only for what is as it was. */
import type { RecordSet } from '../../../../lib/aws/types.ts';
import {
  beginRun,
  changeBehind,
  forgetChange,
  noteRefused,
  noteWritten,
  refusedBefore,
} from '../../../../lib/dns/zones/cache.ts';
import { recordSet } from '../../../support/aws.ts';

const HOUR = 3_600_000;
const set = (given: Partial<RecordSet> = {}): RecordSet => ({
  ...{ name: 'app.corp.example', type: 'A', ttl: 60, values: ['10.0.1.1', '10.0.2.2'] },
  ...given,
});

describe('the change behind a record set', () => {
  it('is known whatever the spelling of the set', () => {
    noteWritten('Z1', 'C1', [set(), recordSet('*.corp.example', 'vpce-1')]);
    expect(changeBehind('Z1', set({ name: 'APP.corp.example.', values: ['10.0.2.2', '10.0.1.1'] }))).toBe('C1');
    expect(changeBehind('Z1', recordSet('\\052.corp.example', 'vpce-1'))).toBe('C1');
  });

  it.each([
    ['another value', set({ values: ['10.0.1.1'] })],
    ['another TTL', set({ ttl: 61 })],
    ['another type', set({ type: 'TXT' })],
    ['a health check', set({ healthCheckId: 'hc-1' })],
    ['an alias', recordSet('app.corp.example', 'vpce-1')],
  ])('is not known of a set with %s', (_, other) => {
    noteWritten('Z1', 'C1', [set()]);
    expect(changeBehind('Z1', other)).toBeUndefined();
    expect(changeBehind('Z2', set())).toBeUndefined();
  });

  it('is the last one, until it is forgotten', () => {
    noteWritten('Z1', 'C1', [set(), set({ name: 'b.corp.example' })]);
    noteWritten('Z1', 'C2', [set()]);
    expect(changeBehind('Z1', set())).toBe('C2');
    forgetChange('C2');
    expect(changeBehind('Z1', set())).toBeUndefined();
    expect(changeBehind('Z1', set({ name: 'b.corp.example' }))).toBe('C1');
  });

  it('of the oldest sets is forgotten when they become too many', () => {
    const names = (from: number): RecordSet[] =>
      Array.from({ length: 10_000 }, (_, at) => set({ name: `n${from + at}.corp.example` }));
    for (const from of [0, 10_000, 20_000]) noteWritten('Z3', 'C3', names(from));
    expect(changeBehind('Z3', set({ name: 'n0.corp.example' }))).toBeUndefined();
    expect(changeBehind('Z3', set({ name: 'n29999.corp.example' }))).toBe('C3');
  });
});

describe('a refused association', () => {
  const zones = [{ zoneId: 'Z9', name: 'other.example', owner: '111122223333' }];

  it('is known to the next run and not to its own, for an hour, while the VPC sees the same zones', () => {
    expect(refusedBefore('Z1/vpc-1', zones, 0)).toBeUndefined();
    noteRefused('Z1/vpc-1', 'taken', 0);
    expect(refusedBefore('Z1/vpc-1', zones, 1)).toBeUndefined();
    beginRun();
    expect(refusedBefore('Z1/vpc-1', zones, HOUR - 1)).toBe('taken');
    expect(refusedBefore('Z1/vpc-2', zones, HOUR - 1)).toBeUndefined();
    expect(refusedBefore('Z1/vpc-1', zones, HOUR)).toBeUndefined();
  });

  it('is forgotten when the VPC sees other zones', () => {
    refusedBefore('Z1/vpc-3', zones, 0);
    noteRefused('Z1/vpc-3', 'taken', 0);
    beginRun();
    expect(refusedBefore('Z1/vpc-3', [], 1)).toBeUndefined();
    expect(refusedBefore('Z1/vpc-3', zones, 2)).toBeUndefined();
  });
});
