/** `waykeeper findings`: what is wrong though no change of ours would mend it, with what to do. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { type Fact, factsOf } from './describe-facts.ts';
import { complain } from './errors.ts';
import { inspected } from './inspected.ts';
import { untilSignal } from './interrupt.ts';
import { type Globals, globalsOf } from './options.ts';
import type { Running } from './running.ts';
import { openSession } from './session.ts';
import { printAnswer, type Terminal } from './terminal.ts';
import { readSince } from './told-since.ts';
import { type Found, findingsMarkdown, findingsText } from './view/findings.ts';

const LEVELS = ['error', 'warning', 'info'] as const;

interface FindingsOptions {
  readonly severity: (typeof LEVELS)[number];
}

export const addFindings = (program: Command, { terminal, ending, done }: Running): Command =>
  program
    .command('findings')
    .description(
      'say what is wrong though no change would mend it, with what to do; exits with 1 where a person is needed',
    )
    .addOption(new Option('--severity <least>', 'as severe as this, or more').choices(LEVELS).default('warning'))
    .action(async (options: FindingsOptions, command: Command) => {
      done(await untilSignal(ending, (ended) => findings(options, globalsOf(command), terminal, ended)));
    });

/** Returns the exit code. */
const findings = async (
  { severity }: FindingsOptions,
  globals: Globals,
  terminal: Terminal,
  ended: AbortSignal,
): Promise<number> => {
  try {
    const session = await openSession(globals, ended);
    const { identity, stage } = session;
    const asked = session.ask({ mode: 'plan', inspect: true });
    const [{ reports }, since, looked] = await Promise.all([
      asked,
      readSince(stage, identity.region),
      inspected(session.config, asked, Date.now()),
    ]);
    const all = [...reports.flatMap(factsOf), ...looked].flatMap((fact) => foundIn(fact, since(fact.key, fact.code)));
    const shown = all.filter((one) => LEVELS.indexOf(one.severity) <= LEVELS.indexOf(severity)).toSorted(bySeverity);
    printAnswer(terminal, globals.output, {
      text: () => findingsText(identity, shown, all.length - shown.length, terminal.out),
      json: () => ({ ...identity, findings: shown }),
      markdown: () => findingsMarkdown(identity, shown),
    });
    return all.some(needsPeople) ? 1 : 0;
  } catch (error) {
    return complain(error, terminal);
  }
};

/** Findings, what is stuck or leads nowhere, and what could not be read: nothing of it comes right by a change. */
const foundIn = (fact: Fact, at: number | undefined): Found[] => {
  const severity = severityOf(fact);
  if (severity === undefined) return [];
  return [{ ...fact, severity, ...(at === undefined ? {} : { since: new Date(at).toISOString() }) }];
};

const severityOf = ({ kind, standing, severity }: Fact): Found['severity'] | undefined => {
  if (kind === 'finding') return severity;
  if (kind === 'failed') return standing === 'waiting' ? 'warning' : 'error';
  return kind === 'left' && (standing === 'stuck' || standing === 'dead') ? 'error' : undefined;
};

const needsPeople = ({ severity, acknowledged, standing }: Found): boolean =>
  severity === 'error' && (!acknowledged || standing === 'dead');

const bySeverity = (a: Found, b: Found): number =>
  LEVELS.indexOf(a.severity) - LEVELS.indexOf(b.severity) || compare(a.code, b.code) || compare(a.key, b.key);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
