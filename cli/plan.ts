/** `waykeeper plan`: what would be changed, and why; nothing is written. */
import type { Command } from 'commander';
import type { Report } from '../lib/core/plan.ts';
import { EXIT_CODES } from '../lib/core/report/verdict.ts';
import type { ReconcileResponse } from '../lib/entry/by-hand.ts';
import { type AskedOptions, addAsked, askedOf } from './asked.ts';
import { complain } from './errors.ts';
import { untilSignal } from './interrupt.ts';
import { type Globals, globalsOf } from './options.ts';
import type { Running } from './running.ts';
import { save, toSaved } from './saved-plan.ts';
import { openSession, type Session } from './session.ts';
import { printAnswer, printLine, type Terminal } from './terminal.ts';
import { planMarkdown } from './view/markdown.ts';
import { planText } from './view/plan.ts';
import { sectionOf } from './view/sections.ts';

interface PlanOptions extends AskedOptions {
  readonly out?: string;
  readonly all?: boolean;
}

const DESCRIPTION =
  'say what would be changed, and why; exits with 0 for nothing, 2 for changes, 1 for what failed, is blocked or needs people';

export const addPlan = (program: Command, { terminal, ending, done }: Running): Command =>
  addAsked(program.command('plan').description(DESCRIPTION))
    .option('--out <file>', 'save the plan, for waykeeper apply <file>')
    .option('--all', 'show what is in order and what is left alone, too')
    .action(async (options: PlanOptions, command: Command) => {
      done(await untilSignal(ending, (ended) => plan(options, globalsOf(command), terminal, ended)));
    });

/** Returns the exit code. */
const plan = async (
  options: PlanOptions,
  globals: Globals,
  terminal: Terminal,
  ended: AbortSignal,
): Promise<number> => {
  try {
    const session = await openSession(globals, ended, (line) => printLine(terminal.err, `waykeeper: ${line}`));
    const asked = askedOf(options);
    const response = await session.ask({ mode: 'plan', ...asked });
    printPlan(terminal, globals, session, response, options);
    if (options.out !== undefined) {
      const { stage, identity } = session;
      await save(options.out, toSaved(identity, { stage, asked, reports: response.reports, now: Date.now() }));
      printLine(terminal.err, `Saved as ${options.out}; to apply exactly this: waykeeper apply ${options.out}`);
    }
    return exitCodeOf(response);
  } catch (error) {
    return complain(error, terminal);
  }
};

/** Prints what a run in mode plan came to, in the form that is asked for. */
export const printPlan = (
  terminal: Terminal,
  { output }: Globals,
  { identity }: Session,
  response: ReconcileResponse,
  { all = false }: { readonly all?: boolean } = {},
): void => {
  const sections = response.reports.map((report) => sectionOf(report, { all }));
  printAnswer(terminal, output, {
    text: () => planText(identity, sections, terminal.out),
    json: () => ({ ...identity, ...response }),
    markdown: () => planMarkdown(identity, sections),
  });
};

/** A change that would be made counts, whatever waits beside it. */
export const exitCodeOf = ({ verdict, reports }: ReconcileResponse): number =>
  EXIT_CODES[verdict] || (reports.some(wouldChange) ? EXIT_CODES.wouldChange : 0);

const wouldChange = ({ plan: { changes } }: Report): boolean => changes.length > 0;
