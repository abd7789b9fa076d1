/** What is told of a sweep that looks at an account part by part. */
import { decode, encode, type Memory, NOTHING } from '../../../../lib/core/told/memory.ts';
import { tellingOf } from '../../../../lib/core/told/telling.ts';
import { failed, finding, NARROW, type Run, rowOf, runOf } from '../support/told.ts';

const PART = { looked: 1, of: 2, withinMinutes: 10 };

/** One run after the other; each that is of a part looks at the zone of that name, and at what is in no zone. */
const tell = (runs: readonly (Run & { readonly zone?: string })[]): string[][] => {
  let memory: Memory = NOTHING;
  return runs.map(({ zone, ...run }) => {
    const covers = (key: string): boolean => !key.startsWith('Z') || key.startsWith(zone ?? '');
    const report = runOf({ ...run, ...(zone ? { coverage: PART } : {}) });
    const { openings, closings, recovered, memory: next } = tellingOf(report, rowOf, memory, covers);
    memory = decode(encode(next));
    return [
      ...openings.map(({ matter }) => `+${matter.kind} ${matter.key}`),
      ...closings.map(({ kind, key }) => `-${kind} ${key}`),
      ...(recovered ? ['recovered'] : []),
    ];
  });
};

it('is over only what the part looked at', () => {
  const found = [finding('Z1/a'), finding('Z2/b'), finding('fwd/corp')];
  expect(
    tell([
      { minute: 0, findings: found },
      { minute: 5, zone: 'Z1', findings: [finding('fwd/corp')] },
      { minute: 6, zone: 'Z2', findings: [finding('Z2/b')] },
      { minute: 10, zone: 'Z2' },
    ]),
  ).toEqual([
    ['+finding Z1/a', '+finding Z2/b', '+finding fwd/corp'],
    ['-finding Z1/a'],
    ['-finding fwd/corp'],
    ['-finding Z2/b'],
  ]);
});

it('is over nothing where something stayed unseen', () => {
  const [, second] = tell([
    { minute: 0, findings: [finding('Z1/a')] },
    { minute: 5, zone: 'Z1', outcomes: [failed('Z1')] },
  ]);
  expect(second).toEqual(['+failed Z1']);
});

it('has recovered once sweeps have looked at everything since the last failure', () => {
  const outcomes = [failed('Z1')];
  const told = tell([
    { minute: 0, zone: 'Z1', outcomes },
    { minute: 1, zone: 'Z2' },
    { minute: 5, zone: 'Z1', outcomes },
    { minute: 6, zone: 'Z2' },
    { minute: 10, zone: 'Z1' },
    { minute: 20, zone: 'Z1' },
    { minute: 21, zone: 'Z2' },
    { minute: 22, zone: 'Z1' },
  ]);
  expect(told).toEqual([['+failed Z1'], [], [], [], [], [], ['recovered'], []]);
});

it('has not recovered while events see failures', () => {
  const told = tell([
    { minute: 0, zone: 'Z1', outcomes: [failed('Z1')] },
    { minute: 14, trigger: NARROW, outcomes: [failed('Z1')] },
    { minute: 16, zone: 'Z2' },
    { minute: 30, zone: 'Z2' },
  ]);
  expect(told).toEqual([['+failed Z1'], [], [], ['recovered']]);
});
