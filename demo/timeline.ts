/** Prints what happens as it happens: scenes, and each run that has something to say. */
import { styleText } from 'node:util';
import type { Journal } from '@waykeeper/local-cloud/state';
import { standingOf as connections } from '../lib/connections/codes.ts';
import type { Report } from '../lib/core/plan.ts';
import { type Line, reportLines, type Tone } from '../lib/core/report/text.ts';
import type { StandingOf } from '../lib/core/standing.ts';
import { standingOf as dns } from '../lib/dns/codes.ts';
import { standingOf as routes } from '../lib/routes/codes.ts';
import { counted } from '../lib/std/words.ts';
import { rememberOpen } from './open.ts';
import { wrapped } from './wrap.ts';

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

/** What a line starts with where no time stands. */
const MARGIN = ' '.repeat(10);

const show = ({ indent, tone, text }: Line, width: number | undefined): string =>
  wrapped(`${MARGIN}${'  '.repeat(indent)}`, paint(tone, text), width);

/** Local-cloud time of day. */
export const clockOf = (at: number): string => new Date(at).toISOString().slice(11, 19);

/** A live narrator says after so many ms that a run found nothing new, instead of waiting for news. */
const LIVE_MS = 1_000;

/** Whoever tells what happens, scene by scene. */
export interface Narrator {
  scene(title: string): void;
  stop(): void;
}

interface Telling {
  readonly live?: boolean;
  /** Columns of the terminal; without it each line is printed whole. */
  readonly width?: number | undefined;
}

/** Writes the lines of each run to `print` as it ends, and sums up the runs that have nothing new to say. */
export const narrate = (
  journal: Journal,
  print: (text: string) => void,
  { live = false, width }: Telling = {},
): Narrator => {
  const newsOf = rememberOpen();
  let quiet = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    if (quiet > 0) print(paint('quiet', `${MARGIN}${counted(quiet, 'more run')} found nothing new`));
    quiet = 0;
  };
  const beQuiet = (): void => {
    quiet += 1;
    clearTimeout(timer);
    if (live) timer = setTimeout(flush, LIVE_MS);
  };
  const tell = (at: number, report: Report): void => {
    const [first, ...rest] = reportLines(report, standingsOf(report));
    const news = newsOf(report, openOf(report));
    if (news === 'none' && report.trigger.by !== 'hand') {
      beQuiet();
      return;
    }
    flush();
    if (first) print(wrapped(`${paint('quiet', clockOf(at))}  `, paint(first.tone, first.text), width));
    for (const line of rest) print(show(line, width));
    if (news === 'allInOrder') print(show(ALL_WELL, width));
  };
  const mails: Mail[] = [];
  const deliver = (): void => {
    for (const mail of mails.splice(0)) {
      flush();
      for (const text of mailLines(mail, width)) print(text);
    }
  };
  const unlisten = journal.listen((entry) => {
    if (entry.kind === 'report') {
      tell(entry.at, entry.report as Report);
      deliver();
    }
    if (entry.kind !== 'email') return;
    mails.push(entry);
    // A notice is sent before its run has logged what it is about; an alarm comes by itself.
    if (/^(ALARM|OK): /.test(entry.subject)) deliver();
  });
  return {
    scene: (title) => {
      deliver();
      flush();
      print(`\n${wrapped('', paint('title', `— ${title}`), width)}`);
    },
    stop: () => {
      deliver();
      flush();
      unlisten();
    },
  };
};

/** A mail as it came. */
interface Mail {
  readonly at: number;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The mail with its subject first, as a person gets it. */
const mailLines = ({ at, to, subject, text }: Mail, width: number | undefined): string[] => [
  wrapped(`${paint('quiet', clockOf(at))}  `, paint('title', `mail to ${to}: ${subject}`), width),
  ...text.split('\n').map((line) => (line === '' ? '' : wrapped(`${MARGIN}  | `, paint('quiet', line), width))),
];

/** What a run leaves open: all that it has to say beside the changes that it made. */
const openOf = (report: Report): string[] => {
  const made = new Set(report.outcomes.flatMap(({ key, status }) => (status === 'applied' ? [key] : [])));
  const changes = report.plan.changes.filter(({ key }) => !made.has(key));
  return reportLines({ ...report, plan: { ...report.plan, changes } }, standingsOf(report))
    .slice(1)
    .map(({ indent, text }) => `${indent} ${text}`);
};

/** What the codes of a report say, by the list of its controller. */
const standingsOf = ({ controller }: Report): StandingOf => ({ connections, dns, routes })[controller];

const ALL_WELL: Line = { indent: 1, tone: 'good', text: 'all in order now' };
