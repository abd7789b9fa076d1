import fc from 'fast-check';
import type { Finding } from '../../../../lib/core/plan.ts';
import { decode, encode, NOTHING } from '../../../../lib/core/told/memory.ts';
import { tellingOf } from '../../../../lib/core/told/telling.ts';
import { change, reportOf } from '../support/report.ts';
import { failed, finding, MINUTE, NARROW, type Run, rowOf, runOf, START, tell } from '../support/told.ts';

const open = { findings: [finding('a')] };

describe('a finding', () => {
  it('is told once, and when a run over everything no longer finds it', () => {
    expect(tell([{ minute: 0, ...open }, { minute: 5, ...open }, { minute: 10 }, { minute: 15 }])).toEqual([
      ['+finding a'],
      [],
      ['-finding a'],
      [],
    ]);
  });

  it('is told again each hour while a person is needed, a sweep too early or too late included', () => {
    const minutes = [0, 55, 59, 64, 115, 120, 300];
    expect(tell(minutes.map((minute) => ({ minute, ...open })))).toEqual([
      ['+finding a'],
      [],
      ['!finding a'],
      [],
      [],
      ['!finding a'],
      ['!finding a'],
    ]);
  });

  it.each<[string, Partial<Finding>]>([
    ['a warning', { severity: 'warning' }],
    ['acknowledged', { acknowledged: { until: '2026-12-31', reason: 'known' } }],
  ])('that is %s is told once, and no more', (_, more) => {
    const findings = [finding('a', 'm', more)];
    expect(tell([0, 60, 600].map((minute) => ({ minute, findings })))).toEqual([['+finding a'], [], []]);
  });

  it('for which a person is needed says in an hour what it says then', () => {
    const runs = ['m', 'worse', 'bad', 'worst'].map((message, at) => ({
      ...{ minute: at * 30, findings: [finding('a', message)] },
    }));
    expect(tell(runs)).toEqual([['+finding a'], [], ['!finding a'], []]);
  });

  it.each<[string, Partial<Finding>]>([
    ['says something else', { reason: { code: 'BROKEN', message: 'worse' } }],
    ['has another remedy', { remedy: 'another' }],
  ])('for which nobody is needed is told again when it %s', (_, more) => {
    const findings = [finding('a', 'm', { severity: 'warning' })];
    const next = findings.map((each) => ({ ...each, ...more }));
    expect(
      tell([
        { minute: 0, findings },
        { minute: 5, findings: next },
      ]),
    ).toEqual([['+finding a'], ['+finding a']]);
  });

  it.each<[string, Finding]>([
    ['matters less', finding('a', 'm', { severity: 'warning' })],
    ['is acknowledged', finding('a', 'm', { acknowledged: { until: '2026-12-31', reason: 'known' } })],
  ])('is told again when it %s', (_, next) => {
    expect(
      tell([
        { minute: 0, ...open },
        { minute: 5, findings: [next] },
      ]),
    ).toEqual([['+finding a'], ['+finding a']]);
  });

  it('keeps the time since when it stands, whatever it says meanwhile', () => {
    const first = tellingOf(runOf({ minute: 0, ...open }), rowOf);
    const second = tellingOf(
      runOf({ minute: 5, findings: [finding('a', 'm', { severity: 'warning' })] }),
      rowOf,
      first.memory,
    );
    const last = tellingOf(runOf({ minute: 10 }), rowOf, second.memory);
    expect([second.openings[0]?.since, last.closings[0]?.since]).toEqual([START / MINUTE, START / MINUTE]);
  });

  it.each<[string, Partial<Run>]>([
    ['about a part', { trigger: NARROW }],
    ['that was asked for a part', { only: ['Z1'] }],
    ['to which a part stayed unseen', { outcomes: [failed('alarms')] }],
    ['that could see nothing', { rounds: 0, outcomes: [failed('dns')] }],
  ])('is not over for a run %s', (_, more) => {
    const [, part, again, over] = tell([
      { minute: 0, ...open },
      { minute: 5, ...more },
      { minute: 10, ...open },
      { minute: 15 },
    ]);
    expect(part?.filter((each) => each.startsWith('-'))).toEqual([]);
    expect(again?.filter((each) => each.includes('finding'))).toEqual([]);
    expect(over).toContain('-finding a');
  });

  it('is over although a change failed, since everything was seen', () => {
    const changes = [change('b')];
    expect(
      tell([
        { minute: 0, ...open },
        { minute: 5, changes, outcomes: [failed('b')] },
      ])[1],
    ).toContain('-finding a');
  });

  it('is told by a run about a part, too, and not again by the sweep', () => {
    expect(
      tell([
        { minute: 0, trigger: NARROW, ...open },
        { minute: 5, ...open },
      ]),
    ).toEqual([['+finding a'], []]);
  });

  it('that is said twice of one thing is told as one', () => {
    const findings = [finding('a', 'x'), finding('a', 'y')];
    const [opening, ...others] = tellingOf(runOf({ minute: 0, findings }), rowOf).openings;
    expect(others).toEqual([]);
    expect(opening?.matter).toMatchObject({ finding: { reason: { message: 'x; y' } } });
  });

  it('may be what is stuck and said by skips alone', () => {
    const skips = ['Z1/a/A', 'Z1/b/A'].map((key) => ({ key, reason: { code: 'STUCK', message: 'm' } }));
    const [first] = skips;
    expect(
      tell([{ minute: 0, skips }, { minute: 5, skips }, { minute: 10, skips: first ? [first] : [] }, { minute: 15 }]),
    ).toEqual([['+finding Z1'], [], ['+finding Z1'], ['-finding Z1']]);
  });
});

describe('a refusal of the guard', () => {
  const blockedBy = (...keys: string[]) => ({
    blocked: [{ unit: 'Z1', reason: { code: 'TOO_MANY', message: `${keys.length} of 1` }, keys }],
  });

  it('is told once, each hour, when it changes and when it ends', () => {
    expect(
      tell([
        { minute: 0, ...blockedBy('a', 'b') },
        { minute: 5, ...blockedBy('a', 'b') },
        { minute: 10, ...blockedBy('a', 'b', 'c') },
        { minute: 60, ...blockedBy('a', 'b', 'c') },
        { minute: 65 },
      ]),
    ).toEqual([['+blocked Z1'], [], ['+blocked Z1'], ['!blocked Z1'], ['-blocked Z1']]);
  });
});

describe('a failure', () => {
  const failing = (...keys: string[]) => ({ outcomes: keys.map((key) => failed(key)) });

  it('is told once, each hour while it lasts, and when nothing fails any more', () => {
    expect(
      tell([
        { minute: 0, ...failing('a') },
        { minute: 5, ...failing('a') },
        { minute: 60, ...failing('a') },
        { minute: 65 },
        { minute: 70 },
      ]),
    ).toEqual([['+failed a'], [], ['!failed a'], ['recovered'], []]);
  });

  it('is told again when another one comes or its code changes, and not when one of several goes', () => {
    expect(
      tell([
        { minute: 0, ...failing('a') },
        { minute: 5, ...failing('a', 'b') },
        { minute: 10, ...failing('b') },
        { minute: 15, outcomes: [failed('b', 'NoSuchHostedZone')] },
      ]),
    ).toEqual([['+failed a'], ['+failed b'], [], ['+failed b']]);
  });

  it('is the same one whatever AWS writes into its message', () => {
    const said = (error: string) => ({ outcomes: [{ ...failed('a'), error }] });
    expect(
      tell([
        { minute: 0, ...said('request 1') },
        { minute: 5, ...said('request 2') },
      ])[1],
    ).toEqual([]);
  });

  it.each(['OUT_OF_TIME', 'CUT_SHORT', 'MADE_WAY'])('that is only left (%s) is none: the next run goes on', (code) => {
    expect(tell([{ minute: 0, outcomes: [failed('a', code)] }])).toEqual([[]]);
  });
});

describe('a plan in mode plan', () => {
  const planning = (...keys: string[]) => ({ mode: 'plan' as const, changes: keys.map((key) => change(key)) });

  it('is told once, and what joins it', () => {
    expect(
      tell([
        { minute: 0, ...planning('a', 'b') },
        { minute: 600, ...planning('a', 'b') },
        { minute: 605, trigger: NARROW, ...planning('b') },
        { minute: 610, ...planning('a', 'b', 'c') },
        { minute: 615, ...planning('a', 'c') },
        { minute: 620, ...planning('a', 'b', 'c') },
      ]),
    ).toEqual([['+planned a', '+planned b'], [], [], ['+planned c'], [], ['+planned b']]);
  });
});

const anyFinding = fc.record({
  key: fc.constantFrom('a', 'b', 'Z1/c', 'Z1/d'),
  severity: fc.constantFrom('info', 'warning', 'error'),
  reason: fc.record({ code: fc.constantFrom('BROKEN', 'STUCK'), message: fc.constantFrom('m', 'n') }),
  remedy: fc.constant('r'),
}) satisfies fc.Arbitrary<Finding>;

const anyRun = fc.record({
  findings: fc.array(anyFinding, { maxLength: 4 }),
  outcomes: fc.array(
    fc.constantFrom('a', 'alarms').map((key) => failed(key)),
    { maxLength: 2 },
  ),
  trigger: fc.constantFrom(NARROW, reportOf().trigger),
});

it('whatever runs find: each finding is told before it is closed, what is new is told, and a repetition tells nothing', () => {
  fc.assert(
    fc.property(fc.array(anyRun, { maxLength: 8 }), (runs) => {
      let memory = NOTHING;
      const standing = new Set<string>();
      for (const [minute, run] of runs.entries()) {
        const report = runOf({ minute, ...run });
        const telling = tellingOf(report, rowOf, memory);
        const named = ({ key, code }: { readonly key: string; readonly code: string }) => `${key} ${code}`;
        for (const open of telling.closings) expect(standing.delete(named(open))).toBe(true);
        for (const { matter } of telling.openings) if (matter.kind === 'finding') standing.add(named(matter));
        for (const { key, reason } of run.findings) expect(standing).toContain(named({ key, code: reason.code }));
        memory = decode(encode(telling.memory));
        const again = tellingOf(report, rowOf, memory);
        expect([again.openings, again.closings, again.memory]).toEqual([[], [], memory]);
      }
    }),
  );
});
