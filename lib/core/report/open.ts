/** What a run leaves to people, in one line of text that a search of the log can group by. Pure. */
import type { Report } from '../plan.ts';
import type { StandingOf } from '../standing.ts';

/** Characters: more of it is in the report beside it. */
const LONGEST = 1_000;

/** Codes with what they are about, each once and in order; nothing where nobody is needed. */
export const openText = ({ plan, blocked, outcomes }: Report, standingOf: StandingOf): string | undefined => {
  const isDown = (code: string): boolean => ['stuck', 'dead'].includes(standingOf(code) ?? '');
  const open = [
    ...plan.findings.flatMap(({ key, severity, reason: { code }, acknowledged }) =>
      (severity === 'error' || isDown(code)) && !acknowledged ? [`${code} ${key}`] : [],
    ),
    ...plan.skips.flatMap(({ key, reason: { code }, acknowledged }) =>
      isDown(code) && !acknowledged ? [`${code} ${key}`] : [],
    ),
    ...blocked.map(({ unit, reason }) => `${reason.code} ${unit}`),
    ...outcomes.flatMap((outcome) => (outcome.status === 'failed' ? [`${outcome.code} ${outcome.key}`] : [])),
  ];
  const text = [...new Set(open)].sort().join(', ');
  return text === '' ? undefined : text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};
