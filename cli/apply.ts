/** `waykeeper apply`: writes a plan that was reviewed, or what is asked for, and nothing else. */
import type { Command } from 'commander';
import type { Change, Report } from '../lib/core/plan.ts';
import { EXIT_CODES } from '../lib/core/report/verdict.ts';
import { differenceFrom, digestOf, printsOf } from '../lib/core/review.ts';
import type { ReconcileResponse } from '../lib/entry/by-hand.ts';
import { counted } from '../lib/std/words.ts';
import { type Asked, type AskedOptions, addAsked, askedOf, forApplying, namesAnything, partOf } from './asked.ts';
import { confirm } from './confirm.ts';
import { complain, UsageError } from './errors.ts';
import { untilSignal } from './interrupt.ts';
import { type Globals, globalsOf } from './options.ts';
import { exitCodeOf, printPlan } from './plan.ts';
import type { Running } from './running.ts';
import { expectPlace, readSaved, type SavedPlan } from './saved-plan.ts';
import { openSession, type Session } from './session.ts';
import { printAnswer, printLine, styled, type Terminal } from './terminal.ts';
import { appliedMarkdown, appliedText } from './view/applied.ts';
import { differenceLines } from './view/difference.ts';
import { sectionOf } from './view/sections.ts';

interface ApplyOptions extends AskedOptions {
  readonly yes?: boolean;
  readonly overrideMode?: boolean;
}

const DESCRIPTION =
  'write a plan that was reviewed, if it is still the plan, or what --only, --controller, --failback or --reaccept ask for';

export const addApply = (program: Command, { terminal, ending, done }: Running): Command =>
  addAsked(program.command('apply').description(DESCRIPTION).argument('[plan]', 'what waykeeper plan --out has saved'))
    .option('--yes', 'do not ask')
    .option('--override-mode', 'write for controllers, too, that the config has in mode plan')
    .action(async (file: string | undefined, options: ApplyOptions, command: Command) => {
      const globals = globalsOf(command);
      done(await untilSignal(ending, (ended) => apply(file, { options, globals, terminal, ended })));
    });

interface Applying {
  readonly options: ApplyOptions;
  readonly globals: Globals;
  readonly terminal: Terminal;
  readonly ended: AbortSignal;
}

/** As a shell tells of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Returns the exit code: 0 when all that was asked is done. */
const apply = async (file: string | undefined, run: Applying): Promise<number> => {
  const { globals, terminal, ended } = run;
  try {
    const { saved, asked } = await requestOf(file, run.options);
    const session = await openSession(globals, ended, (line) => printLine(terminal.err, `waykeeper: ${line}`));
    if (saved) expectPlace(saved, session.identity, session.stage);
    const planned = await session.ask({ mode: 'plan', ...asked });
    if (ended.aborted) return nothingWritten(terminal);
    if (saved && !isAsReviewed(saved, planned, terminal)) return 1;
    const due = planned.reports.filter(({ plan }) => plan.changes.length > 0);
    if (due.length === 0) {
      printPlan(terminal, globals, session, planned);
      return exitCodeOf(planned);
    }
    const isReviewed = await isAgreed(saved, planned, session, run);
    if (isReviewed === undefined) return nothingWritten(terminal);
    return await write(due, { ...run, session, asked, isReviewed });
  } catch (error) {
    return complain(error, terminal);
  }
};

const nothingWritten = ({ err }: Terminal): number => {
  printLine(err, 'Nothing was written.');
  return INTERRUPTED;
};

/** A plan in a file, or what the options ask for. Throws UsageError for both and for neither. */
const requestOf = async (
  file: string | undefined,
  options: ApplyOptions,
): Promise<{ readonly saved?: SavedPlan; readonly asked: Asked }> => {
  const asked = askedOf(options);
  if (file === undefined) {
    if (namesAnything(asked)) return { asked: forApplying(asked) };
    throw new UsageError(
      'apply writes what it is asked to: name a saved plan, or --only, --controller, --failback or --reaccept',
    );
  }
  if (namesAnything(asked))
    throw new UsageError(`${file} says what to apply: leave the other options out, or plan with them`);
  const saved = await readSaved(file);
  return { saved, asked: saved.asked };
};

/** Is each plan the one that was reviewed? Tells the difference where not. */
const isAsReviewed = (saved: SavedPlan, { reports }: ReconcileResponse, { err }: Terminal): boolean => {
  const changesNow = (name: string): readonly Change[] =>
    reports.find(({ controller }) => controller === name)?.plan.changes ?? [];
  const differing = saved.plans.filter(
    ({ controller, digest }) => digestOf(printsOf(changesNow(controller))) !== digest,
  );
  if (differing.length === 0) return true;
  printLine(
    err,
    `waykeeper: ${styled(err, 'red', 'the plan is not the one that was reviewed, so that nothing was written: plan again')}`,
  );
  for (const { controller, changes } of differing) {
    const [before, now] = [changes, changesNow(controller)];
    const difference = differenceFrom(printsOf(before), printsOf(now));
    for (const line of differenceLines(controller, difference, { before, now }, err)) printLine(err, line);
  }
  return false;
};

/**
 * Has a person agreed? Then whether to exactly these changes: a saved plan, or one that was answered with yes. Nothing where nobody
 * has. Throws UsageError where nobody can be asked, and where the config's mode forbids it all.
 */
const isAgreed = async (
  saved: SavedPlan | undefined,
  planned: ReconcileResponse,
  session: Session,
  { options, globals, terminal, ended }: Applying,
): Promise<boolean | undefined> => {
  const held = options.overrideMode ? [] : inModePlan(planned, session);
  const due = planned.reports.filter(({ plan }) => plan.changes.length > 0);
  if (held.length === due.length) throw new UsageError(`${heldText(held)}, so that nothing was written: ${WAY_OUT}`);
  if (options.yes) return saved !== undefined;
  printPlan({ ...terminal, out: terminal.err }, { ...globals, output: 'text' }, session, planned);
  if (held.length > 0) printLine(terminal.err, `${heldText(held)}: nothing is written for it. ${WAY_OUT}`);
  const blocked = planned.reports.flatMap((report) => report.blocked.flatMap(({ keys }) => keys)).length;
  const also = blocked > 0 ? ` The guard blocks ${blocked} of them, and yes applies these as well.` : '';
  const { account, region } = session.identity;
  const count = due.filter(({ controller }) => !held.includes(controller)).flatMap(({ plan }) => plan.changes).length;
  const question = `\nApply ${counted(count, 'change')} to account ${account}, ${region}?${also}`;
  return (await confirm(question, 'apply', terminal, ended)) ? true : undefined;
};

const WAY_OUT = 'set its mode to apply, or pass --override-mode';

const heldText = (held: readonly string[]): string => `the config has ${held.join(' and ')} in mode plan`;

/** Controllers with changes that are not written for; the function alone knows where it has the config. */
const inModePlan = ({ reports }: ReconcileResponse, { config }: Session): string[] =>
  reports
    .filter(({ controller, plan }) => plan.changes.length > 0 && config?.mode[controller] === 'plan')
    .map(({ controller }) => controller);

interface Writing extends Applying {
  readonly session: Session;
  readonly asked: Asked;
  readonly isReviewed: boolean;
}

/** One controller after the other, until Ctrl-C. */
const write = async (due: readonly Report[], writing: Writing): Promise<number> => {
  const { session, asked, isReviewed, options, globals, terminal, ended } = writing;
  const reports: Report[] = [];
  for (const planned of due) {
    if (ended.aborted) break;
    const { controller, plan } = planned;
    const request = {
      ...{ mode: 'apply', ...partOf(asked, planned), claimedBy: session.identity.arn },
      ...(isReviewed ? { expect: digestOf(printsOf(plan.changes)) } : {}),
      ...(options.overrideMode ? { override: [controller] } : {}),
    };
    reports.push(...(await session.ask(request, plan.changes)).reports);
  }
  const untried = due.slice(reports.length).map(({ controller }) => controller);
  const sections = reports.map((report) => sectionOf(report));
  printAnswer(terminal, globals.output, {
    text: () => appliedText(session.identity, sections, untried, terminal.out),
    json: () => ({ ...session.identity, reports, untried }),
    markdown: () => appliedMarkdown(session.identity, sections, untried),
  });
  if (ended.aborted) return INTERRUPTED;
  return reports.every(isDone) ? 0 : 1;
};

/** Was all of the plan made, and does nothing that it is about need a look? */
const isDone = ({ mode, plan, outcomes, verdict }: Report): boolean => {
  const made = new Set(outcomes.filter(({ status }) => status !== 'failed').map(({ key }) => key));
  return mode === 'apply' && EXIT_CODES[verdict] === 0 && plan.changes.every(({ key }) => made.has(key));
};
