import { rememberOpen } from '../../../demo/open.ts';
import type { Report } from '../../../lib/core/plan.ts';
import { change, reportOf } from '../core/support/report.ts';

const NARROW: Partial<Report> = { trigger: { by: 'event', what: ['e'], scope: { ids: ['vpce-1'] } } };
const UNREAD: Partial<Report> = {
  outcomes: [{ key: 'alarms', status: 'failed', code: 'C', error: 'e', retryable: true }],
};

const MADE = { changes: [change('a')], outcomes: [{ key: 'a', status: 'applied' as const }] };
const HELD = {
  changes: [change('a')],
  blocked: [{ unit: 'Z1', reason: { code: 'C', message: 'm' }, keys: ['a'] }],
};

type Run = readonly [
  open: readonly string[],
  more?: Partial<Report> & { readonly changes?: Report['plan']['changes'] },
];

const newsOf = (...runs: readonly Run[]): string[] => {
  const next = rememberOpen();
  return runs.map(([open, more]) => next(reportOf(more), open));
};

describe('a run', () => {
  it.each<[string, Run[], string[]]>([
    ['is news with what it finds, and once', [[['a']], [['a']]], ['some', 'none']],
    ['is no news where nothing was open and nothing is', [[[]], [[]]], ['none', 'none']],
    ['is news when one of several is over', [[['a', 'b']], [['a']]], ['some', 'some']],
    ['says that all is in order when nothing is open any more', [[['a']], [[]], [[]]], ['some', 'allInOrder', 'none']],
    [
      'that made a change is news',
      [
        [[], MADE],
        [[], MADE],
      ],
      ['some', 'some'],
    ],
    [
      'that made none is news with what holds it, and once',
      [
        [['held'], HELD],
        [['held'], HELD],
      ],
      ['some', 'none'],
    ],
  ])('%s', (_, runs, news) => {
    expect(newsOf(...runs)).toEqual(news);
  });

  it.each([
    ['about a part', NARROW],
    ['that was asked for a part', { only: ['Z1'] }],
    ['that read nothing', { ...NARROW, rounds: 0, calls: { reads: 0, writes: 0, retries: 0 } }],
    ['to which something stayed unseen', UNREAD],
  ])('%s never says that all is in order, and ends nothing', (_, more) => {
    expect(newsOf([['a']], [[], more], [['a']])).toEqual(['some', 'none', 'none']);
  });

  it('about a part is news with what is new', () => {
    expect(newsOf([['a']], [['b'], NARROW], [['b'], NARROW], [['a', 'b']])).toEqual(['some', 'some', 'none', 'none']);
  });
});
