import { readdirSync, readFileSync } from 'node:fs';
import { CHANGE_CODES, FINDING_CODES, LEFT_CODES } from '../../../lib/connections/codes.ts';
import { CORE_CODES, type Codes } from '../../../lib/core/codes.ts';
import type { Report, Verdict } from '../../../lib/core/plan.ts';
import { EXIT_CODES, isAtRest, loudest, verdictOf, withUnpublished } from '../../../lib/core/report/verdict.ts';
import type { Standing } from '../../../lib/core/standing.ts';
import { PUBLISHING_CODES, SHARED_CODES, ZONE_CODES } from '../../../lib/dns/codes.ts';
import { ROUTE_CODES } from '../../../lib/routes/codes.ts';
import { ELIGIBILITY_CODES, HEALTH_CODES } from '../../../lib/routes/codes-of-appliances.ts';
import { change, reportOf } from './support/report.ts';

const STANDINGS: Readonly<Record<string, Standing>> = {
  GOOD: 'inOrder',
  LEFT: 'left',
  WAITS: 'waiting',
  STUCK: 'stuck',
  DEAD: 'dead',
};
const standingOf = (code: string): Standing | undefined => STANDINGS[code];

const why = (code: string) => ({ code, message: '' });
const skips = (...codes: string[]): Partial<Report['plan']> => ({
  skips: codes.map((code) => ({ key: code, reason: why(code) })),
});
const finding = (severity: 'info' | 'warning' | 'error', code = 'LEFT'): Partial<Report['plan']> => ({
  findings: [{ key: 'a', severity, reason: why(code), remedy: '' }],
});
const failed = (code: string) => [{ key: 'a', status: 'failed' as const, code, error: '', retryable: true }];
const applied = [{ key: 'a', status: 'applied' as const }];
const blocked = [{ unit: 'a', reason: why('TOO_MANY'), keys: ['a'] }];
const planned = { changes: [change('a')] };

type Case = [string, Partial<Report>, Partial<Report['plan']>, Verdict];

const judgedBy = (more: Partial<Report>, plan: Partial<Report['plan']>): Report => {
  const report = reportOf(more);
  return { ...report, plan: { ...report.plan, ...plan } };
};

describe('the verdict', () => {
  it.each<Case>([
    ['nothing was to be done', {}, {}, 'inOrder'],
    ['things were left for good reasons', {}, skips('GOOD', 'LEFT', 'AccessDenied'), 'inOrder'],
    ['there is a warning', {}, finding('warning'), 'inOrder'],
    ['a change was made', { outcomes: applied }, planned, 'changed'],
    ['what is planned is there already', { outcomes: [{ key: 'a', status: 'unchanged' }] }, planned, 'inOrder'],
    ['a change is only planned', { mode: 'plan' }, planned, 'wouldChange'],
    ['nothing is planned', { mode: 'plan' }, {}, 'inOrder'],
    ['something waits', { outcomes: applied }, skips('WAITS'), 'waiting'],
    ['a write waits to be confirmed', { outcomes: failed('WAITS') }, planned, 'waiting'],
    ['a finding says that something waits', {}, finding('info', 'WAITS'), 'waiting'],
    ['there is an error', {}, finding('error'), 'needsPeople'],
    ['something is stuck', {}, skips('STUCK', 'WAITS'), 'needsPeople'],
    ['a name leads nowhere', { outcomes: applied }, skips('DEAD'), 'needsPeople'],
    ['a warning says that something is stuck', {}, finding('warning', 'STUCK'), 'needsPeople'],
    ['the guard held something', { blocked, outcomes: applied }, finding('error'), 'blocked'],
    ['the guard would hold something', { blocked, mode: 'plan' }, planned, 'blocked'],
    ['something failed', { blocked, outcomes: failed('AccessDenied') }, finding('error'), 'failed'],
    ['something could not be read in mode plan', { mode: 'plan', outcomes: failed('Throttled') }, planned, 'failed'],
    ['one thing failed and another waits', { outcomes: [...failed('WAITS'), ...failed('X')] }, {}, 'failed'],
  ])('where %s', (_, more, plan, expected) => {
    expect(verdictOf(judgedBy(more, plan), standingOf)).toBe(expected);
  });

  it('of several reports is the loudest', () => {
    expect(loudest(['changed', 'needsPeople', 'waiting'])).toBe('needsPeople');
    expect(loudest([])).toBe('inOrder');
  });
});

describe('the exit code', () => {
  it.each<[0 | 1 | 2, Verdict[]]>([
    [0, ['inOrder', 'changed', 'waiting']],
    [2, ['wouldChange']],
    [1, ['needsPeople', 'blocked', 'failed']],
  ])('is %s for %j', (code, verdicts) => {
    expect(verdicts.map((verdict) => EXIT_CODES[verdict])).toEqual(verdicts.map(() => code));
  });
});

describe('a run whose events the bus did not take', () => {
  it.each<[boolean, Verdict, Verdict]>([
    [false, 'changed', 'needsPeople'],
    [true, 'changed', 'waiting'],
    [false, 'failed', 'failed'],
    [true, 'needsPeople', 'needsPeople'],
  ])('(may it pass? %s) came to %s and comes to %s', (retryable, verdict, expected) => {
    const unpublished = { events: 2, code: 'C', error: 'e', retryable };
    const report = withUnpublished(reportOf({ verdict }), unpublished);
    expect(report).toEqual({ ...reportOf(), unpublished, verdict: expected });
  });
});

describe('a run is at rest', () => {
  it.each<[string, Partial<Report>, Partial<Report['plan']>, boolean]>([
    ['where all is in order', { outcomes: applied }, skips('GOOD'), true],
    ['where a person is needed and nothing leads nowhere', {}, skips('STUCK'), true],
    ['not where something leads nowhere', {}, finding('error', 'DEAD'), false],
    ['not where something failed, even if it waits', { outcomes: failed('WAITS') }, {}, false],
  ])('%s', (_, more, plan, expected) => {
    expect(isAtRest(judgedBy(more, plan), standingOf)).toBe(expected);
  });
});

/** The text of every source of a folder, but for the lists themselves. */
const textOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('codes.ts'))
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
    .join('\n');

describe('a code', () => {
  it.each<[string, Codes, string]>([
    ['the core', CORE_CODES, 'lib'],
    ['connections', { ...CHANGE_CODES, ...LEFT_CODES, ...FINDING_CODES }, 'lib/connections'],
    ['dns', { ...SHARED_CODES, ...ZONE_CODES, ...PUBLISHING_CODES }, 'lib/dns'],
    ['routes', { ...ELIGIBILITY_CODES, ...ROUTE_CODES, ...HEALTH_CODES }, 'lib/routes'],
  ])('in the list of %s is said by somebody', (_, codes, folder) => {
    const text = textOf(folder);
    expect(Object.keys(codes).filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  });
});
