/** `waykeeper plan`: what would be changed, and why; nothing is written. */
import type { Command } from 'commander';
import type { Report } from '../lib/core/plan.ts';
import { EXIT_CODES } from '../lib/core/report/verdict.ts';
import type { ReconcileResponse } from '../lib/entry/by-hand.ts';
import { complain } from './errors.ts';
import { untilSignal } from './interrupt.ts';
import { type Globals, globalsOf } from './options.ts';
import type { Running } from './running.ts';
import { openSession } from './session.ts';
import { printAnswer, type Terminal } from './terminal.ts';
import { planMarkdown, planText } from './view/plan.ts';

/** What a run is about. */
interface Asked {
  readonly only?: readonly string[];
  readonly failback?: readonly string[];
  readonly reaccept?: readonly string[];
}

export const addPlan = (program: Command, { terminal, ending, done }: Running): Command =>
  program
    .command('plan')
    .description('say what would be changed, and why; exits with 0 for nothing, 2 for changes, 1 for what needs a look')
    .option('--only <name...>', 'about these alone: groups, zones, services, files, ids, keys of changes')
    .option('--failback <group...>', 'bring back the routes of these groups that wait for a person')
    .option('--reaccept <key...>', 'accept these rejected connections again')
    .action(async (asked: Asked, command: Command) => {
      done(await untilSignal(ending, (ended) => plan(asked, globalsOf(command), terminal, ended)));
    });

/** Returns the exit code. */
const plan = async (asked: Asked, globals: Globals, terminal: Terminal, ended: AbortSignal): Promise<number> => {
  try {
    const session = await openSession(globals, ended);
    const response = await session.ask({ mode: 'plan', ...asked });
    const { out } = terminal;
    printAnswer(terminal, globals.output, {
      text: () => planText(session.identity, response, out),
      json: () => ({ ...session.identity, ...response }),
      markdown: () => planMarkdown(session.identity, response),
    });
    return exitCodeOf(response);
  } catch (error) {
    return complain(error, terminal);
  }
};

/** A change that would be made counts, whatever waits beside it. */
const exitCodeOf = ({ verdict, reports }: ReconcileResponse): number =>
  EXIT_CODES[verdict] || (reports.some(wouldChange) ? EXIT_CODES.wouldChange : 0);

const wouldChange = ({ plan: { changes } }: Report): boolean => changes.length > 0;
