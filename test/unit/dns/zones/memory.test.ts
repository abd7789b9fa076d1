/** What a warm process remembers is a cache, and holds only for what is as it was; a run remembers what it has done itself. */
import type { RecordSet } from '../../../../lib/aws/types.ts';
import { createRunMemory } from '../../../../lib/dns/zones/run-memory.ts';
import { createWarmMemory } from '../../../../lib/dns/zones/warm-memory.ts';
import { recordSet } from '../../../support/aws.ts';

const HOUR = 3_600_000;
const set = (given: Partial<RecordSet> = {}): RecordSet => ({
  ...{ name: 'app.corp.example', type: 'A', ttl: 60, values: ['10.0.1.1', '10.0.2.2'] },
  ...given,
});

describe('the change behind a record set', () => {
  it('is known whatever the spelling of the set', () => {
    const { noteWritten, changeBehind } = createWarmMemory();
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
    const { noteWritten, changeBehind } = createWarmMemory();
    noteWritten('Z1', 'C1', [set()]);
    expect(changeBehind('Z1', other)).toBeUndefined();
    expect(changeBehind('Z2', set())).toBeUndefined();
  });

  it('is the last one, until it is forgotten', () => {
    const { noteWritten, changeBehind, forgetChange } = createWarmMemory();
    noteWritten('Z1', 'C1', [set(), set({ name: 'b.corp.example' })]);
    noteWritten('Z1', 'C2', [set()]);
    expect(changeBehind('Z1', set())).toBe('C2');
    forgetChange('C2');
    expect(changeBehind('Z1', set())).toBeUndefined();
    expect(changeBehind('Z1', set({ name: 'b.corp.example' }))).toBe('C1');
  });

  it('of the oldest sets is forgotten when they become too many', () => {
    const { noteWritten, changeBehind } = createWarmMemory();
    const names = (from: number): RecordSet[] =>
      Array.from({ length: 10_000 }, (_, at) => set({ name: `n${from + at}.corp.example` }));
    for (const from of [0, 10_000, 20_000]) noteWritten('Z3', 'C3', names(from));
    expect(changeBehind('Z3', set({ name: 'n0.corp.example' }))).toBeUndefined();
    expect(changeBehind('Z3', set({ name: 'n29999.corp.example' }))).toBe('C3');
  });
});

describe('a process that has just begun', () => {
  it('knows nothing of what another one has written', () => {
    createWarmMemory().noteWritten('Z1', 'C1', [set()]);
    expect(createWarmMemory().changeBehind('Z1', set())).toBeUndefined();
  });
});

describe('a refused association', () => {
  const zones = [{ zoneId: 'Z9', name: 'other.example', owner: '111122223333' }];

  it('is known to the next run and not to its own, for an hour, while the VPC sees the same zones', () => {
    const warm = createWarmMemory();
    const [own, next] = [createRunMemory(warm), createRunMemory(warm)];
    expect(own.refusedBefore('Z1/vpc-1', zones, 0)).toBeUndefined();
    own.noteRefused('Z1/vpc-1', 'taken', 0);
    expect(own.refusedBefore('Z1/vpc-1', zones, 1)).toBeUndefined();
    expect(next.refusedBefore('Z1/vpc-1', zones, HOUR - 1)).toBe('taken');
    expect(next.refusedBefore('Z1/vpc-2', zones, HOUR - 1)).toBeUndefined();
    expect(next.refusedBefore('Z1/vpc-1', zones, HOUR)).toBeUndefined();
  });

  it('is forgotten when the VPC sees other zones', () => {
    const warm = createWarmMemory();
    const [own, next] = [createRunMemory(warm), createRunMemory(warm)];
    own.refusedBefore('Z1/vpc-3', zones, 0);
    own.noteRefused('Z1/vpc-3', 'taken', 0);
    expect(next.refusedBefore('Z1/vpc-3', [], 1)).toBeUndefined();
    expect(next.refusedBefore('Z1/vpc-3', zones, 2)).toBeUndefined();
  });
});

describe('a run', () => {
  it('remembers by zone which changes it waits for, until they have arrived', () => {
    const run = createRunMemory(createWarmMemory());
    for (const id of ['C1', 'C2', 'C1']) run.awaitChange('Z1', id);
    expect([run.awaited('Z1'), run.awaited('Z2')]).toEqual([['C1', 'C2'], []]);
    run.arrived('Z1', ['C1']);
    expect(run.awaited('Z1')).toEqual(['C2']);
  });

  it('remembers all names that its rounds had to leave', () => {
    const run = createRunMemory(createWarmMemory());
    expect(run.leaveUnchecked('Z1', ['a'])).toEqual(['a']);
    expect(run.leaveUnchecked('Z1', ['b', 'a'])).toEqual(['a', 'b']);
    expect(run.leaveUnchecked('Z2', [])).toEqual([]);
  });
});
