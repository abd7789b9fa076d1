import type { Report } from '../../../lib/core/plan.ts';
import { NOTICE_KINDS, type NoticeKind } from '../../../lib/core/report/event-types.ts';
import { type Audience, madeNotices, toldNotices } from '../../../lib/core/report/notices.ts';
import type { Code } from '../../../lib/core/standing.ts';
import { NOTHING } from '../../../lib/core/told/memory.ts';
import { tellingOf } from '../../../lib/core/told/telling.ts';
import { change } from './support/report.ts';
import { failed, finding, type Run, runOf } from './support/told.ts';

const audience = (on: readonly NoticeKind[] = NOTICE_KINDS): Audience => ({
  ...{ stage: 'prod', region: 'eu-west-2', prefix: 'waykeeper-prod', on },
});

const ROWS: Readonly<Record<string, Code>> = {
  BROKEN: { standing: 'stuck', text: '', remedy: '', command: 'aws mend --id {last}' },
};
const rowOf = (code: string): Code | undefined => ROWS[code];

interface Words {
  readonly on: NoticeKind;
  readonly subject: string;
  readonly text: string;
}

const moved = (keys: readonly string[], why = 'fw-a is dead; fw-b takes over'): Report => {
  const changes = keys.map((key) => ({
    ...change(key),
    before: 'eni-a',
    after: 'eni-b',
    reason: { code: 'MOVE', message: why },
  }));
  return {
    ...runOf({ minute: 0, controller: 'routes', outcomes: keys.map((key) => ({ key, status: 'applied' as const })) }),
    plan: { controller: 'routes', changes, skips: [], findings: [] },
  };
};

const made = (report: Report, on?: readonly NoticeKind[]): Words[] =>
  madeNotices(report, audience(on)).map(({ detail }) => detail as unknown as Words);

/** What the last of several runs tells. */
const told = (runs: readonly Run[]): Words[] => {
  let memory = NOTHING;
  let words: Words[] = [];
  for (const run of runs) {
    const telling = tellingOf(runOf(run), rowOf, memory);
    words = toldNotices(runOf(run), telling, rowOf, audience()).map(({ detail }) => detail as unknown as Words);
    memory = telling.memory;
  }
  return words;
};

describe('the notice of a failover', () => {
  it('is one, however many routes have moved, and says why, from where to where, and how to look closer', () => {
    const [only, ...others] = made(moved(['rtb-1/0.0.0.0/0', 'rtb-2/0.0.0.0/0']));
    expect(others).toEqual([]);
    expect(only?.subject).toBe('prod eu-west-2: fw-a is dead; fw-b takes over, 2 routes moved at 03:00:00');
    expect(only?.text.split('\n')).toEqual([
      'prod eu-west-2, routes, 2026-11-21 03:00:00 UTC',
      '',
      'fw-a is dead; fw-b takes over',
      '  replace rtb-1/0.0.0.0/0: eni-a → eni-b',
      '  replace rtb-2/0.0.0.0/0: eni-a → eni-b',
      '',
      expect.stringMatching(/^Woken by: /),
      `Look closer: aws lambda invoke --function-name waykeeper-prod-reconcile --payload '{"controllers":["routes"]}' --cli-binary-format raw-in-base64-out answer.json`,
    ]);
  });

  it('is short, of however many routes, and has a subject that SNS takes, whatever its reason says', () => {
    const keys = Array.from({ length: 500 }, (_, at) => `rtb-${at}/0.0.0.0/0`);
    const [notice] = made(moved(keys, `fw-ä is dead\n${'very '.repeat(500)}`));
    expect(notice?.subject).toMatch(/^[!-~][ -~]{0,98}$/);
    expect(notice?.subject).toMatch(/\.\.\., 500 routes moved at 03:00:00$/);
    expect(notice?.text.length).toBeLessThan(16_000);
    expect(notice?.text).toContain('more lines');
  });

  it('is none where it is not asked for, or where nothing was made', () => {
    expect(made(moved(['rtb-1/0.0.0.0/0']), ['failed'])).toEqual([]);
    expect(made({ ...moved(['rtb-1/0.0.0.0/0']), outcomes: [] })).toEqual([]);
  });
});

it('connections that were accepted and rejected are told apart, and what else is changed is not told', () => {
  const changes = [change('a', 'accept'), change('b', 'revoke'), change('c', 'reject'), change('d', 'watch')];
  const report: Report = {
    ...runOf({ minute: 0, controller: 'connections' }),
    plan: { controller: 'connections', changes, skips: [], findings: [] },
    outcomes: changes.map(({ key }) => ({ key, status: 'applied' })),
  };
  expect(made(report).map(({ on, subject }) => [on, subject.replace(/^.*, /, '')])).toEqual([
    ['accepted', '1 connection accepted at 03:00:00'],
    ['rejected', '2 connections rejected at 03:00:00'],
  ]);
});

describe('the notice of what needs people', () => {
  it('says what, since when, and the command that mends it', () => {
    const [notice, ...others] = told([{ minute: 0, findings: [finding('zone/a'), finding('zone/b')] }]);
    expect(others).toEqual([]);
    expect(notice).toMatchObject({
      on: 'needsPeople',
      subject: expect.stringMatching(/: zone\/a: m \[BROKEN\], 1 more at/),
    });
    expect(notice?.text).toContain('  remedy: mend it\n  command: aws mend --id a\n');
    expect(notice?.text).toContain('since 2026-11-21 03:00 UTC');
  });

  it('comes again in an hour, and when it is over', () => {
    const open = { findings: [finding('zone/a')] };
    expect(
      told([
        { minute: 0, ...open },
        { minute: 5, ...open },
      ]),
    ).toEqual([]);
    expect(
      told([
        { minute: 0, ...open },
        { minute: 60, ...open },
      ])[0]?.text,
    ).toContain('still so, since 2026-11-21 03:00');
    expect(told([{ minute: 0, ...open }, { minute: 5 }])[0]?.subject).toMatch(/: over: zone\/a \[BROKEN\], since /);
  });

  it('is none of a warning, neither when it comes nor when it goes', () => {
    const findings = [finding('a', 'm', { severity: 'warning', reason: { code: 'ODD', message: 'm' } })];
    expect(told([{ minute: 0, findings }])).toEqual([]);
    expect(told([{ minute: 0, findings }, { minute: 5 }])).toEqual([]);
  });
});

it('failures are one notice, and that nothing fails any more is one', () => {
  const outcomes = [failed('a'), failed('b')];
  const [notice, ...others] = told([{ minute: 0, outcomes }]);
  expect(others).toEqual([]);
  expect(notice).toMatchObject({ on: 'failed', text: expect.stringContaining('a: AccessDenied no') });
  expect(told([{ minute: 0, outcomes }, { minute: 5 }])[0]).toMatchObject({
    on: 'failed',
    subject: expect.stringContaining('over: nothing fails any more'),
  });
});

it('what the guard holds is told, and that it holds it no longer', () => {
  const blocked = [{ unit: 'zone', reason: { code: 'TOO_MANY', message: 'zone: 7 of 5' }, keys: ['zone/a'] }];
  expect(told([{ minute: 0, blocked }])[0]).toMatchObject({
    on: 'blocked',
    subject: expect.stringContaining('zone: 7 of 5 [TOO_MANY]'),
    text: expect.stringContaining('held: 1 change'),
  });
  expect(told([{ minute: 0, blocked }, { minute: 5 }])[0]?.text).toContain('over: zone [TOO_MANY]');
});
