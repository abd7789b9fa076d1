/** What a report comes to, in one word. Pure. */
import {
  type Finding,
  type Mode,
  type Outcome,
  type Report,
  type Unpublished,
  VERDICTS,
  type Verdict,
} from '../plan.ts';
import type { Standing, StandingOf } from '../standing.ts';

/** What a verdict is about. */
export interface Judged extends Pick<Report, 'outcomes' | 'blocked'> {
  readonly mode: Mode;
  readonly plan: Pick<Report['plan'], 'changes' | 'skips' | 'findings'>;
}

/** The loudest verdict that holds of a run. */
export const verdictOf = (judged: Judged, standingOf: StandingOf): Verdict => {
  const { mode, plan, outcomes, blocked } = judged;
  const stands = standingsOf(judged, standingOf);
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'failed' ? [standingOf(outcome.code)] : []));
  const holds: Readonly<Record<Verdict, boolean>> = {
    inOrder: true,
    changed: outcomes.some(({ status }) => status === 'applied'),
    wouldChange: mode === 'plan' && plan.changes.length > 0,
    waiting: stands.has('waiting') || failures.includes('waiting'),
    needsPeople: stands.has('dead') || stands.has('stuck') || plan.findings.some(needsPeople),
    blocked: blocked.length > 0,
    failed: failures.some((standing) => standing !== 'waiting'),
  };
  return VERDICTS.findLast((verdict) => holds[verdict]) ?? 'inOrder';
};

/** What a program that comes to a verdict exits with: 1 for what a person must look at. */
export const EXIT_CODES: Readonly<Record<Verdict, 0 | 1 | 2>> = {
  inOrder: 0,
  changed: 0,
  wouldChange: 2,
  waiting: 0,
  needsPeople: 1,
  blocked: 1,
  failed: 1,
};

/** The loudest of several verdicts. */
export const loudest = (verdicts: readonly Verdict[]): Verdict =>
  VERDICTS.findLast((verdict) => verdicts.includes(verdict)) ?? 'inOrder';

/**
 * A report of a run whose results the event bus did not take. What was done stays done, and nothing is done again for it: but
 * where the bus refuses for good, a person is needed, since nobody else was told.
 */
export const withUnpublished = <R extends Report>(report: R, unpublished: Unpublished): R => ({
  ...report,
  unpublished,
  verdict: loudest([report.verdict, unpublished.retryable ? 'waiting' : 'needsPeople']),
});

/** Does a route or a name lead nowhere, or did anything fail? Then nothing has converged. */
export const isAtRest = (judged: Judged, standingOf: StandingOf): boolean =>
  !standingsOf(judged, standingOf).has('dead') && !judged.outcomes.some(hasFailed);

const hasFailed = ({ status }: Outcome): boolean => status === 'failed';

const needsPeople = ({ severity, acknowledged }: Finding): boolean => severity === 'error' && !acknowledged;

/** How the things stand that a run left or found. What people know of does not count, unless it leads nowhere. */
const standingsOf = ({ plan }: Judged, standingOf: StandingOf): ReadonlySet<Standing | undefined> => {
  const all = [...plan.skips, ...plan.findings].map(({ reason, acknowledged }) => {
    const standing = standingOf(reason.code);
    return acknowledged && standing !== 'dead' ? undefined : standing;
  });
  return new Set(all);
};
