import type { Change, Report, Verdict } from '../../../lib/core/plan.ts';
import { reportLines } from '../../../lib/core/report/text.ts';
import type { StandingOf } from '../../../lib/core/standing.ts';

const published = (change: Partial<Change>): Change => ({
  action: 'publish',
  key: 's3://corp-dns/s3.conf',
  reason: { code: 'ADDRESSES_CHANGED', message: 'forwarder onprem-s3: 10.0.7.10 joins' },
  ...change,
});

const standingOf: StandingOf = (code) => ({ GOOD: 'inOrder' as const, ENDED: 'over' as const })[code];

const reportOf = (changes: readonly Change[], mode: Report['mode'] = 'apply'): Report => ({
  ...{ version: 2, controller: 'dns', mode, trigger: { by: 'sweep', what: [], scope: 'all' } },
  plan: { controller: 'dns', changes: [...changes], skips: [], findings: [] },
  ...{
    outcomes: changes.map(({ key }) => ({ key, status: 'applied' as const })),
    blocked: [],
    verdict: 'inOrder',
    rounds: 1,
    converged: true,
    calls: { reads: 1, writes: 1, retries: 0 },
  },
  ...{ startedAt: '2026-03-02T00:00:00.000Z', durationMs: 1 },
});

/** The lines after the headline, indented as they are told. */
const told = (changes: readonly Change[], mode?: Report['mode']): string[] =>
  reportLines(reportOf(changes, mode), standingOf)
    .slice(1)
    .map(({ indent, text }) => `${'  '.repeat(indent)}${text}`);

const TWO = { values: ['10.0.5.10', '10.0.6.10'] };
const THREE = { values: ['10.0.5.10', '10.0.6.10', '10.0.7.10'] };

describe('what is published', () => {
  it('is told as addresses, from what to what, under the reason that the places share', () => {
    const file = published({ before: TWO, after: THREE });
    const record = published({
      ...{ action: 'replace', key: 'Z1/s3.corp.example/A' },
      before: TWO,
      after: THREE,
    });
    expect(told([file, record])).toEqual([
      '  forwarder onprem-s3: 10.0.7.10 joins',
      '    publish s3://corp-dns/s3.conf: 10.0.5.10 10.0.6.10 → 10.0.5.10 10.0.6.10 10.0.7.10',
      '    replace Z1/s3.corp.example/A: 10.0.5.10 10.0.6.10 → 10.0.5.10 10.0.6.10 10.0.7.10',
    ]);
  });

  it('is what would be published in mode plan', () => {
    expect(told([published({ before: TWO, after: THREE })], 'plan')[1]).toBe(
      '    would publish s3://corp-dns/s3.conf: 10.0.5.10 10.0.6.10 → 10.0.5.10 10.0.6.10 10.0.7.10',
    );
  });

  it.each([
    ['nothing was there', { after: TWO }, 'nothing → 10.0.5.10 10.0.6.10'],
    ['it held no value', { before: { values: [] }, after: TWO }, 'nothing → 10.0.5.10 10.0.6.10'],
    ['a word says it', { before: 'on', after: 'off' }, 'on → off'],
    ['a route leads nowhere', { before: { target: 'eni-a', state: 'blackhole' }, after: 'x' }, 'eni-a (blackhole) → x'],
    ['it is made anew with what it held', { before: TWO, after: TWO }, 'still 10.0.5.10 10.0.6.10'],
  ])('is told in words where %s', (_, states, words) => {
    expect(told([published(states)])[1]).toBe(`    publish s3://corp-dns/s3.conf: ${words}`);
  });

  it('never shows the text of a file', () => {
    const secret = { target: { kind: 'file', to: 's3://corp-dns/s3.conf', text: 'zone "example"' } };
    expect(told([{ ...published({ after: TWO }), ...secret }]).join('\n')).not.toContain('zone');
  });

  it('has its owner mark told by what it says', () => {
    const values = ['"heritage=waykeeper,entry=onprem-s3,changed=2026-03-02T00:00:00.000Z"'];
    const mark = { action: 'create', key: 'Z1/_waykeeper.s3.corp.example/TXT', after: { type: 'TXT', values } };
    expect(told([published(mark)])[1]).toBe(
      '    create Z1/_waykeeper.s3.corp.example/TXT: nothing → entry=onprem-s3,changed=2026-03-02T00:00:00.000Z',
    );
  });
});

describe('a change', () => {
  const TEXT = 'publish s3://corp-dns/s3.conf: nothing → 10.0.5.10 10.0.6.10';
  const { key, ...change } = published({ after: TWO });
  const failure = { key, status: 'failed' as const, code: 'AccessDenied', error: 'no', retryable: false };
  const blocked = [{ unit: 'Z1', reason: { code: 'TOO_MANY', message: 'too many' }, keys: [key] }];

  it.each<[string, Partial<Report>, string, string]>([
    ['was made', {}, 'good', TEXT],
    ['was found to be made', { outcomes: [{ key, status: 'unchanged' }] }, 'plain', `${TEXT}; it was so already`],
    ['was refused', { outcomes: [failure] }, 'bad', `${TEXT} FAILED: AccessDenied no`],
    ['has no outcome', { outcomes: [] }, 'warn', `not made: ${TEXT}`],
    ['is held', { outcomes: [], blocked }, 'warn', `held back: ${TEXT}`],
    ['is only planned', { outcomes: [], mode: 'plan' }, 'plain', `would ${TEXT}`],
    ['would be held', { outcomes: [], blocked, mode: 'plan' }, 'warn', `held back: ${TEXT}`],
  ])('that %s is told, and coloured, as such', (_, more, tone, text) => {
    const lines = reportLines({ ...reportOf([{ key, ...change }]), ...more }, standingOf);
    expect(lines.find((line) => line.indent === 2)).toEqual({ indent: 2, tone, text });
  });
});

describe('what the bus did not take', () => {
  it.each([
    [1, '1 event of this run was not published: denied'],
    [3, '3 events of this run were not published: denied'],
  ])('is told: %s', (events, words) => {
    const unpublished = { events, code: 'AccessDenied', error: 'denied', retryable: false };
    const report = { ...reportOf([]), unpublished };
    expect(reportLines(report, standingOf).slice(1)).toEqual([{ indent: 1, tone: 'bad', text: words }]);
  });
});

describe('the headline', () => {
  it.each<[Verdict, Report['mode'], string]>([
    ['inOrder', 'apply', 'woken by the sweep; in order, 1 ms, 1 read, 1 write'],
    ['needsPeople', 'apply', 'woken by the sweep; NEEDS PEOPLE, 1 ms, 1 read, 1 write'],
    ['wouldChange', 'plan', 'woken by the sweep; plan only, 1 to change, would change, 1 ms, 1 read, 1 write'],
  ])('says %s in mode %s', (verdict, mode, words) => {
    const changes = mode === 'plan' ? [published({ after: TWO })] : [];
    expect(reportLines({ ...reportOf(changes, mode), verdict }, standingOf)[0]?.text).toBe(`dns: ${words}`);
  });
});

it('the headline says how much is left for the next run', () => {
  const report: Report = { ...reportOf([]), verdict: 'waiting', remaining: 731 };
  expect(reportLines(report, standingOf)[0]?.text).toMatch(/; waiting, 731 left for the next run, 1 ms/);
});

describe('what was left', () => {
  const skips = ['GOOD', 'ENDED', 'LEFT'].map((code) => ({ key: code, reason: { code, message: 'why' } }));
  const { plan, ...rest } = reportOf([]);

  it('is told unless it is in order, or over', () => {
    const lines = reportLines({ ...rest, plan: { ...plan, skips } }, standingOf).slice(1);
    expect(lines.map(({ text }) => text)).toEqual(['left LEFT: why [LEFT]']);
  });

  it('is told to those who ask for all', () => {
    expect(reportLines({ ...rest, plan: { ...plan, skips } }, standingOf, { all: true })).toHaveLength(4);
  });
});
