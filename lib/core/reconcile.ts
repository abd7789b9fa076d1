/** The one loop of all controllers: observe, plan, guard, apply in stages, and observe again until nothing is left. */
import { counting } from '../aws/clients.ts';
import { errorCode, errorMessage, isRetryable } from '../aws/errors.ts';
import { within } from '../aws/time-limit.ts';
import type { Clock, Deadline } from './clock.ts';
import { reason } from './codes.ts';
import { endsWithin } from './in-time.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { bookRest, type Continuation, isPutOffBy, putOff } from './more.ts';
import type { Change, Controller, Difference, FailedOutcome, Mode, ObservedBase, Report, Trigger } from './plan.ts';
import { isAtRest, verdictOf } from './report/verdict.ts';
import { describeDifference, differenceFrom, digestOf, type Expected, printsOf } from './review.ts';
import { type Selected, select } from './selection.ts';
import { applyInStages, BATCH_BUDGET_MS, failed, wasTried } from './stages.ts';
import type { Sweep } from './sweep.ts';

/** What a run has beside its controller. */
export interface RunContext extends Clock, Deadline {}

export interface RunOptions {
  readonly mode: Mode;
  readonly trigger: Trigger;
  /** Names of what the run is about; without it the run is about everything in the trigger's scope. */
  readonly only?: readonly string[];
  /** Which run of the same work it is, where a queue woke it: what it cannot finish the queue's next run goes on with. */
  readonly continues?: Continuation;
  /** Where it is a run of a sweep: what it looks at. */
  readonly sweep?: Sweep | undefined;
  /** The plan that was reviewed: in mode apply nothing is written when the first plan is another, and the guard lets its changes pass. */
  readonly expect?: Expected;
}

const MAX_ROUNDS = 3;
/** Kept for the look after the last write. Ms. */
const LOOK_BUDGET_MS = 5_000;
/** Kept for planning. Ms. */
const PLAN_BUDGET_MS = 1_000;
/** EC2 and Route 53 are eventually consistent: for this long an answer may contradict a confirmed write. */
const CONFIRM_FOR_MS = 10_000;
const FIRST_CONFIRM_WAIT_MS = 100;

/** What one observation found, and what is planned for it. */
interface Round<O, C extends Change> extends Selected<C> {
  readonly observed: O;
}

/** What a run has come to so far. */
interface Run<O extends ObservedBase, C extends Change> {
  readonly controller: Controller<O, C>;
  readonly options: RunOptions;
  readonly context: RunContext;
  readonly ledger: Ledger<C>;
  /** The last round whose observation succeeded. One that fails can only follow one that found changes. */
  last?: Round<O, C>;
  rounds: number;
  /** When the first write began, in ms since the epoch. */
  wroteAt?: number;
  digest?: string;
  difference?: Difference;
}

/**
 * Runs one controller once, and ends when its time is up, whatever is still under way. Never throws: an observation that
 * failed is an outcome of the run, under the controller's name.
 */
export const reconcile = async <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  options: RunOptions,
  context: RunContext,
): Promise<Report<C>> => {
  const [startedAt, calls] = [context.now(), { reads: 0, writes: 0, retries: 0 }];
  const run: Run<O, C> = { controller, options, context, ledger: createLedger(controller.standingOf), rounds: 0 };
  const { name } = controller;
  try {
    const isOver = await endsWithin(context.remaining(), () =>
      within({ left: context.remaining }, () => counting(calls, () => untilNothingIsLeft(run))),
    );
    if (!isOver) run.ledger.cutShort(name);
  } catch (error) {
    run.ledger.outcomes.set(name, failed(name, errorCode(error), errorMessage(error), isRetryable(error)));
  }
  return {
    ...reportOf(run),
    calls,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: context.now() - startedAt,
  };
};

/** The loop. */
const untilNothingIsLeft = async <O extends ObservedBase, C extends Change>(run: Run<O, C>): Promise<void> => {
  const { controller, options, ledger } = run;
  let current = await nextRound(run);
  if (!isExpected(run, current.plan.changes)) return;
  for (let round = 1; ; round += 1) {
    const refusals = controller.guard([...ledger.made(), ...current.plan.changes], current.observed);
    const due = ledger.book(current.plan.changes, refusals);
    if (options.mode === 'plan' || due.length === 0) return;
    if (round === MAX_ROUNDS) return ledger.giveUp(due, MAX_ROUNDS);
    await applyShare(run, due);
    // Where no call was made, another round would only use up time.
    if (!due.some(({ key }) => wasTried(ledger.outcomes.get(key)))) return;
    ledger.confirm(due);
    current = await roundThatAgrees(run);
    if (current.unseen.length === 0) ledger.takeEffect(current.plan);
  }
};

/** Applies what is due, but for what it leaves to the next run of its queue. */
const applyShare = async <O extends ObservedBase, C extends Change>(
  run: Run<O, C>,
  due: readonly C[],
): Promise<void> => {
  const { controller, options, context, ledger } = run;
  const later = options.continues ? putOff(controller, due, ledger.made()) : [];
  // Before what needs them is applied.
  ledger.putOff(later);
  const wroteAt = run.wroteAt ?? context.now();
  run.wroteAt = wroteAt;
  const remaining = (): number => context.remaining() - LOOK_BUDGET_MS;
  const makesWay = (batch: readonly C[]): boolean =>
    options.continues !== undefined && isPutOffBy(controller.voluntary, batch, context.now() - wroteAt);
  const now = due.filter((change) => !later.includes(change));
  await applyInStages(controller, now, { remaining, makesWay, within }, ledger.outcomes);
};

/** Observes, and plans as far as the run is about it. */
const nextRound = async <O extends ObservedBase, C extends Change>(run: Run<O, C>): Promise<Round<O, C>> => {
  const { controller, options, ledger } = run;
  const observed = await observeInTime(run);
  run.rounds += 1;
  const plan = controller.plan(observed);
  const changed = ledger.balance().changes.map(({ key }) => key);
  run.last = {
    observed,
    ...(options.only
      ? select(plan, observed, { only: options.only, units: controller.units(observed), changed })
      : { plan, unseen: observed.unseen }),
  };
  return run.last;
};

/** Looks, the first time so that there is time left to write: what does not come by then holds up nothing else. */
const observeInTime = <O extends ObservedBase, C extends Change>({
  controller,
  options,
  context,
  rounds,
}: Run<O, C>): Promise<O> => {
  const toWrite = PLAN_BUDGET_MS + (controller.batchBudget ?? BATCH_BUDGET_MS) + LOOK_BUDGET_MS;
  const kept = rounds > 0 ? 0 : Math.min(toWrite, context.remaining() / 3);
  return within({ left: () => context.remaining() - kept }, () =>
    controller.observe(options.trigger.scope, options.sweep),
  );
};

/** Observes again, and keeps observing while the answer contradicts a write that AWS confirmed. */
const roundThatAgrees = async <O extends ObservedBase, C extends Change>(run: Run<O, C>): Promise<Round<O, C>> => {
  const { context, ledger } = run;
  const until = context.now() + Math.min(CONFIRM_FOR_MS, context.remaining() - BATCH_BUDGET_MS);
  for (let pause = FIRST_CONFIRM_WAIT_MS; ; pause *= 2) {
    const next = await nextRound(run);
    const contradicted = ledger.contradicted(next.plan);
    if (ledger.awaited(contradicted).length === 0 || context.now() + pause > until) {
      ledger.unconfirm(contradicted);
      return next;
    }
    await context.wait(pause);
  }
};

/** Notes the digest of the first plan. One that is not what a person expects is held whole, and what differs is told. */
const isExpected = <O extends ObservedBase, C extends Change>(run: Run<O, C>, changes: readonly C[]): boolean => {
  const { mode, expect } = run.options;
  if (mode === 'apply' && !expect) return true;
  const prints = printsOf(changes);
  run.digest = digestOf(prints);
  if (!expect) return true;
  if (run.digest === expect.digest) {
    run.ledger.review(prints);
    return true;
  }
  if (expect.prints) run.difference = differenceFrom(expect.prints, prints);
  const how = run.difference ? describeDifference(run.difference) : FORGOTTEN;
  const message = `the plan is not the expected one (${expect.digest}) but ${run.digest}; ${how}`;
  const keys = changes.map(({ key }) => key);
  run.ledger.refuse(changes, { unit: run.controller.name, reason: reason('PLAN_DIFFERS', message), keys });
  return false;
};

const FORGOTTEN = 'what came or went cannot be told, since this execution environment did not show the expected one';

/** What the run has to say, but for what it cost. */
const reportOf = <O extends ObservedBase, C extends Change>(
  run: Run<O, C>,
): Omit<Report<C>, 'calls' | 'startedAt' | 'durationMs'> => {
  const { controller, options, last, digest, difference } = run;
  const { mode, trigger, only, sweep } = options;
  const rest = bookRest(run.controller.name, run.ledger, options.continues);
  const { changes, outcomes, blocked } = run.ledger.balance();
  const unseen = (last?.unseen ?? []).map((thing): FailedOutcome => ({ ...thing, status: 'failed' }));
  const plan = { skips: [], findings: [], ...last?.plan, controller: controller.name, changes };
  const came = { mode, plan, outcomes: [...outcomes, ...unseen], blocked };
  return {
    version: 2,
    controller: controller.name,
    ...{ mode, trigger, ...(only ? { only } : {}) },
    ...{ ...(digest === undefined ? {} : { digest }), ...(difference ? { difference } : {}) },
    ...came,
    ...rest,
    ...(sweep ? { coverage: sweep.coverage } : {}),
    ...gaugesOf(run),
    verdict: verdictOf(came, controller.standingOf),
    rounds: run.rounds,
    converged: last?.plan.changes.length === 0 && isAtRest(came, controller.standingOf),
  };
};

/** Of a run about a part nobody could say how many there are. */
const gaugesOf = <O extends ObservedBase, C extends Change>({
  controller,
  options: { trigger, only },
  last,
}: Run<O, C>): Pick<Report, 'gauges'> => {
  if (!last || !controller.gauges || trigger.scope !== 'all' || only) return {};
  const counted = Object.entries(controller.gauges(last.observed)).filter(([, count]) => count > 0);
  return counted.length > 0 ? { gauges: Object.fromEntries(counted) } : {};
};

/**
 * Must what woke this run be delivered again? Yes for a failure that may pass (what a run used up its rounds for is
 * one) and for an observation that failed; no for a dry run, a refusal of the guard or a failure that a retry would only repeat.
 */
export const needsRetry = (report: Report): boolean => {
  if (report.mode === 'plan') return false;
  const failures = report.outcomes.filter((outcome) => outcome.status === 'failed');
  return failures.some(({ key, retryable }) => retryable || key === report.controller);
};
