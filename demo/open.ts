/** What was said to be open, so that a run says what is news and no run says that all is in order which did not look. Pure. */
import type { ControllerName, Report } from '../lib/core/plan.ts';
import { isComplete } from '../lib/core/told/telling.ts';

/** Whether a run has something to say, or says that nothing is open any more. */
type News = 'none' | 'some' | 'allInOrder';

/** Remembers what is open, as lines of text; `lines` are those of a run, but for the changes that it made. */
export const rememberOpen = () => {
  const said = new Map<ControllerName, ReadonlySet<string>>();
  return (report: Report, lines: readonly string[]): News => {
    const { controller, outcomes } = report;
    const before = said.get(controller) ?? new Set();
    const complete = isComplete(report);
    // What a run about a part does not find may be open all the same.
    said.set(controller, new Set(complete ? lines : [...before, ...lines]));
    const ended = complete && [...before].some((line) => !lines.includes(line));
    if (complete && lines.length === 0 && before.size > 0) return 'allInOrder';
    const hasMade = outcomes.some(({ status }) => status === 'applied');
    return hasMade || ended || lines.some((line) => !before.has(line)) ? 'some' : 'none';
  };
};
