/** What came of applying a plan. */
import type { Writable } from 'node:stream';
import type { Identity } from '../../lib/aws/sts/identity.ts';
import type { Report } from '../../lib/core/plan.ts';
import { counted } from '../../lib/std/words.ts';
import { styled, widthOf } from '../terminal.ts';
import { hanging } from './columns.ts';
import { sectionsMarkdown } from './markdown.ts';
import { placeLine, sectionLines } from './plan.ts';
import type { Section } from './sections.ts';

/** The lines of it, for this stream. `untried`: controllers that were not begun. */
export const appliedText = (
  identity: Identity,
  sections: readonly Section[],
  untried: readonly string[],
  out: Writable,
): string[] => [
  styled(out, 'dim', placeLine(identity)),
  ...sections.flatMap((section) => ['', ...sectionLines(section, out)]),
  '',
  ...hanging('', styled(out, 'bold', appliedLine(sections, untried)), widthOf(out)),
];

/** The same as Markdown. */
export const appliedMarkdown = (
  { account, region }: Identity,
  sections: readonly Section[],
  untried: readonly string[],
): string[] => [`**${appliedLine(sections, untried)}** Account ${account}, ${region}.`, ...sectionsMarkdown(sections)];

/** What was made, of what was to be made. */
const appliedLine = (sections: readonly Section[], untried: readonly string[]): string => {
  const reports = sections.map(({ report }) => report);
  const sum = (of: (report: Report) => number): number => reports.reduce((total, report) => total + of(report), 0);
  const [planned, made] = [sum(({ plan }) => plan.changes.length), sum(madeBy)];
  const calls = sum((report) => report.calls.writes);
  const seconds = Math.ceil(sum(({ durationMs }) => durationMs) / 1_000);
  const left = untried.length === 0 ? '' : ` Not begun: ${untried.join(', ')}.`;
  const again = made < planned ? ' Plan again to see what is left.' : '';
  return `Applied ${made} of ${counted(planned, 'change')} with ${counted(calls, 'AWS call')} in ${seconds} s.${left}${again}`;
};

const madeBy = ({ plan, outcomes }: Report): number => {
  const done = new Set(outcomes.filter(({ status }) => status !== 'failed').map(({ key }) => key));
  return plan.changes.filter(({ key }) => done.has(key)).length;
};
