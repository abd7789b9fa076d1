import type { Finding } from '../../../../lib/core/plan.ts';
import { encode, NOTHING, ROOM } from '../../../../lib/core/told/memory.ts';
import { tellingOf } from '../../../../lib/core/told/telling.ts';
import { change } from '../support/report.ts';
import { failed, finding, NARROW, rowOf, runOf, tell } from '../support/told.ts';

describe('more than there is room for', () => {
  const many = (count: number, message = 'm'): Finding[] =>
    Array.from({ length: count }, (_, at) => finding(`Z${at}/${(at * 7_919).toString(36)}`, message));

  it('is told once all the same, by sweeps, also where a part stays unseen', () => {
    const runs = [0, 5, 10].map((minute) => ({ minute, findings: many(300) }));
    expect(tell(runs).map(({ length }) => length)).toEqual([300, 0, 0]);
    const unseen = runs.map((run) => ({ ...run, outcomes: [failed('alarms')] }));
    expect(tell(unseen).map(({ length }) => length)).toEqual([301, 0, 0]);
  });

  it('is told again as a whole when any of it changes, and each hour', () => {
    const findings = many(300);
    const more = [...findings, finding('Z9999')];
    const [first, second = [], third] = tell([
      { minute: 0, findings },
      { minute: 5, findings: more },
      { minute: 64, findings: more },
    ]);
    expect(first).toHaveLength(300);
    expect(second).toContain('+finding Z9999');
    expect(second.length).toBeLessThan(301);
    expect(third?.length).toBeGreaterThan(10);
  });

  it('leaves the room to what is urgent', () => {
    const warnings = many(300).map((each) => ({ ...each, severity: 'warning' as const }));
    const runs = [0, 5].map((minute) => ({ minute, findings: [...warnings, finding('Z9999')] }));
    expect(tell([...runs, { minute: 10 }])[2]).toContain('-finding Z9999');
  });

  it('never takes more, whatever runs about parts add', () => {
    const runs = Array.from({ length: 30 }, (_, at) => ({
      ...{ minute: at, trigger: NARROW, mode: 'plan' as const },
      changes: Array.from({ length: 20 }, (_item, each) => change(`Z${at}/${each}`)),
      outcomes: [failed(`u${at}`)],
    }));
    let memory = NOTHING;
    for (const run of runs) {
      ({ memory } = tellingOf(runOf(run), rowOf, memory));
      expect(encode(memory).length).toBeLessThanOrEqual(ROOM);
    }
  });
});
