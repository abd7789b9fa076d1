/** Prints the story as it happens: scenes, and each run that has something to say. */
import { styleText } from 'node:util';
import type { Report } from '../lib/plan.ts';
import { isQuiet, type Line, reportLines, type Tone } from '../lib/report/text.ts';
import type { Journal } from '../local/journal.ts';

const STYLES: Readonly<Record<Tone, Parameters<typeof styleText>[0] | undefined>> = {
  title: 'bold',
  good: 'green',
  bad: 'red',
  warn: 'yellow',
  quiet: 'dim',
  plain: undefined,
};

const paint = (tone: Tone, text: string): string => {
  const style = STYLES[tone];
  return style === undefined ? text : styleText(style, text, { stream: process.stdout });
};

const show = ({ indent, tone, text }: Line): string => `          ${'  '.repeat(indent)}${paint(tone, text)}`;

const clockOf = (at: number): string => new Date(at).toISOString().slice(11, 19);

/** Writes the lines of each run to `print` as it ends, and sums up the runs that have nothing new to say. */
export const narrate = (journal: Journal, print: (text: string) => void) => {
  const said = new Map<string, string>();
  let quiet = 0;
  const flush = (): void => {
    if (quiet > 0) print(paint('quiet', `          ${quiet} more ${quiet === 1 ? 'run' : 'runs'} found nothing new`));
    quiet = 0;
  };
  const stop = journal.listen((entry) => {
    if (entry.kind !== 'report') return;
    const report = entry.report as Report;
    const [first, ...rest] = reportLines(report);
    const news = JSON.stringify(rest);
    const repeated = report.plan.changes.length === 0 && said.get(report.controller) === news;
    said.set(report.controller, news);
    if ((isQuiet(report) || repeated) && report.trigger.by !== 'hand') {
      quiet += 1;
      return;
    }
    flush();
    if (first) print(`${paint('quiet', clockOf(entry.at))}  ${paint(first.tone, first.text)}`);
    for (const line of rest) print(show(line));
  });
  return {
    scene: (title: string): void => {
      flush();
      print(`\n${paint('title', `— ${title}`)}`);
    },
    stop: (): void => {
      flush();
      stop();
    },
  };
};
