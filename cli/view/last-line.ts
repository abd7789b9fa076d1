/** The one line that says it all of a plan, or of what was applied. Pure. */
import type { Report } from '../../lib/core/plan.ts';
import { counted } from '../../lib/std/words.ts';
import { type Section, tallyOf } from './sections.ts';
import type { Sign } from './signs.ts';

const COUNTED: readonly (readonly [Sign, string])[] = [
  ['+', 'to add'],
  ['~', 'to change'],
  ['-', 'to remove'],
  ['x', 'blocked'],
  ['=', 'waiting'],
];

/** Of a plan: counts, and what applying it takes. */
export const planLine = (sections: readonly Section[]): string => {
  const tally = tallyOf(sections);
  const needy = tally.get('!') ?? 0;
  const counts = COUNTED.flatMap(([sign, words]) => (tally.has(sign) ? [`${tally.get(sign)} ${words}`] : []));
  const said = [...counts, ...(needy > 0 ? [`${needy} ${needy === 1 ? 'needs' : 'need'} people`] : [])].join(', ');
  const changes = sections.reduce((sum, { report }) => sum + report.plan.changes.length, 0);
  if (changes === 0) return said === '' ? 'Nothing to do.' : `Nothing to do: ${said}.`;
  return `Plan: ${said}. ${applyingText(sections.map(({ report }) => report))}`;
};

/** The controllers are applied one after the other. */
const applyingText = (reports: readonly Report[]): string => {
  const sum = (of: 'calls' | 'seconds'): number =>
    reports.reduce((total, { applying }) => total + (applying?.[of] ?? 0), 0);
  const seconds = sum('seconds');
  const how = seconds === 0 ? "none held up by AWS's quotas" : `about ${seconds} s under AWS's quotas`;
  return `Applying takes ${counted(sum('calls'), 'AWS call')}, ${how}.`;
};
