/** A report as text for people: what woke it, what changed from what to what, why, and what it cost. */
import { counted } from '../../std/words.ts';
import type { Appearance, Change, Finding, Outcome, Report, Skip, Unpublished, Verdict } from '../plan.ts';
import type { Standing, StandingOf } from '../standing.ts';

/** How a piece of text is to be shown; the caller knows its terminal. */
export type Tone = 'title' | 'good' | 'bad' | 'warn' | 'quiet' | 'plain';

/** One line, in the pieces that a terminal colours. */
export interface Line {
  readonly indent: number;
  readonly tone: Tone;
  readonly text: string;
}

/** Of what stands so nobody has to hear, but those who ask. */
const QUIET: readonly (Standing | undefined)[] = ['inOrder', 'over'];

const line = (indent: number, tone: Tone, text: string): Line => ({ indent, tone, text });

/** The lines of one run. Skips that say that all is well are left out unless `all`. */
export const reportLines = (report: Report, standingOf: StandingOf, { all = false } = {}): Line[] => {
  const { plan, outcomes, blocked } = report;
  const failed = new Map(outcomes.flatMap((outcome) => (outcome.status === 'failed' ? [[outcome.key, outcome]] : [])));
  const planned = new Set(plan.changes.map(({ key }) => key));
  const told = new Set([...planned, ...failed.keys()]);
  return [
    line(0, 'title', `${report.controller}: ${headline(report)}`),
    ...blocked.map(({ reason }) => line(1, 'bad', `blocked: ${reason.message} [${reason.code}]`)),
    ...changeLines(report),
    ...[...failed.values()].filter(({ key }) => !planned.has(key)).map(failureLine),
    ...skipLines(plan.skips.filter((skip) => !told.has(skip.key) && (all || !isQuietSkip(skip, standingOf)))),
    ...plan.findings.filter(({ severity }) => all || severity !== 'info').flatMap(findingLines),
    ...(report.unpublished ? [unpublishedLine(report.unpublished)] : []),
  ];
};

const isQuietSkip = ({ reason }: Skip, standingOf: StandingOf): boolean => QUIET.includes(standingOf(reason.code));

/** Verdicts in words; those that a person has to look into are loud. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  inOrder: 'in order',
  changed: 'changed',
  wouldChange: 'would change',
  waiting: 'waiting',
  needsPeople: 'NEEDS PEOPLE',
  blocked: 'BLOCKED',
  failed: 'FAILED',
};

const headline = ({ trigger, plan, mode, calls, durationMs, verdict, remaining }: Report): string => {
  const state = plan.changes.length === 0 ? 'nothing to do' : `${plan.changes.length} to change`;
  const left = remaining === undefined ? '' : `, ${remaining} left for the next run`;
  const said = `${mode === 'plan' ? `plan only, ${state}, ` : ''}${VERDICT_WORDS[verdict]}${left}`;
  return `woken by ${woken(trigger)}; ${said}, ${durationMs} ms, ${counted(calls.reads, 'read')}, ${counted(calls.writes, 'write')}`;
};

const woken = ({ by, what }: Report['trigger']): string => (by === 'sweep' ? 'the sweep' : what.join(', '));

/** Changes under the reason that they share, which is said once. */
const changeLines = ({ plan, mode, blocked, outcomes }: Report): Line[] => {
  const held = new Set(blocked.flatMap(({ keys }) => keys));
  const ended = new Map(outcomes.map((outcome) => [outcome.key, outcome]));
  return [...Map.groupBy(plan.changes, ({ reason }) => reason.message)].flatMap(([why, changes]) => [
    line(1, 'plain', why),
    ...changes.map((change) => {
      const text = `${change.action} ${change.key}: ${arrow(change)}`;
      if (held.has(change.key)) return line(2, 'warn', `held back: ${text}`);
      return mode === 'plan' ? line(2, 'plain', `would ${text}`) : madeLine(text, ended.get(change.key));
    }),
  ]);
};

/** Only what was done is said, and coloured, as done. */
const madeLine = (text: string, outcome: Outcome | undefined): Line => {
  switch (outcome?.status) {
    case 'applied':
      return line(2, 'good', text);
    case 'unchanged':
      return line(2, 'plain', `${text}; it was so already`);
    case 'failed':
      return line(2, 'bad', `${text} FAILED: ${outcome.code} ${outcome.error}`);
    default:
      return line(2, 'warn', `not made: ${text}`);
  }
};

const unpublishedLine = ({ events, error }: Unpublished): Line =>
  line(1, 'bad', `${counted(events, 'event')} of this run ${events === 1 ? 'was' : 'were'} not published: ${error}`);

const failureLine = (outcome: Outcome): Line =>
  line(1, 'bad', outcome.status === 'failed' ? `${outcome.key}: ${outcome.code} ${outcome.error}` : outcome.key);

/** What was left for one and the same reason stands on one line. */
const skipLines = (skips: readonly Skip[]): Line[] =>
  [...Map.groupBy(skips, (skip) => `${skip.reason.message} [${skip.reason.code}]${known(skip)}`)].map(([why, left]) =>
    line(1, 'quiet', `left ${left.map(({ key }) => key).join(', ')}: ${why}`),
  );

const findingLines = (finding: Finding): Line[] => {
  const { key, severity, reason, remedy, acknowledged } = finding;
  const text = `${severity} ${key}: ${reason.message} [${reason.code}]${known(finding)}`;
  if (acknowledged) return [line(1, 'quiet', text)];
  return [line(1, severity === 'error' ? 'bad' : 'warn', text), line(2, 'quiet', `remedy: ${remedy}`)];
};

/** That people know of it, and why it may stay. */
const known = ({ acknowledged }: Finding | Skip): string =>
  acknowledged ? `, acknowledged until ${acknowledged.until}: ${acknowledged.reason}` : '';

/** What is written once more, such as a file that somebody edited, may hold what it held. */
const arrow = ({ before, after }: Change): string => {
  const [from, to] = [brief(before), brief(after)];
  return from === to ? `still ${to}` : `${from} → ${to}`;
};

/** Route 53 answers with `\\052.` for `*.` and with a dot at the end; people write neither. */
export const readableName = (name: string): string => name.replace(/^\\052\./, '*.').replace(/\.$/, '');

/** What people tell a thing by, in a word. */
export const brief = (appearance: Appearance | string | undefined): string => {
  if (typeof appearance === 'string') return appearance;
  const { target, state, alias, values = [] } = appearance ?? {};
  if (target !== undefined) return state === 'active' ? target : `${target} (${state})`;
  if (alias) return readableName(alias.name);
  return values.map(briefValue).join(' ') || state || 'nothing';
};

/** Of an owner mark (TXT), what it says. */
const briefValue = (value: string): string => value.replace(/^"heritage=waykeeper,(.*)"$/, '$1');
