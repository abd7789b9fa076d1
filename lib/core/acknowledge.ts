/** What people know of and leave as it is for a time: it is shown and does not count. Pure. */
import { isOver } from '../std/days.ts';
import { type CoreCode, finding, reason } from './codes.ts';
import type { Acknowledged, Change, Controller, Finding, ObservedBase, Plan, Skip } from './plan.ts';
import type { RowOf } from './standing.ts';

/** An entry of `acknowledge` in the config. */
export interface Acknowledgement extends Acknowledged {
  readonly code: string;
  /** As reports show it. */
  readonly key: string;
}

/** The controller, whose plans have what was acknowledged marked, and a finding for each entry that has ended. */
export const acknowledging = <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  entries: readonly Acknowledgement[],
): Controller<O, C> => ({
  ...controller,
  plan: (observed) => acknowledge(controller.plan(observed), { entries, now: observed.now, rowOf: controller.rowOf }),
});

interface Known {
  readonly entries: readonly Acknowledgement[];
  /** Ms since the epoch. */
  readonly now: number;
  readonly rowOf: RowOf;
}

const acknowledge = <C extends Change>(plan: Plan<C>, known: Known): Plan<C> => {
  const { entries, now, rowOf } = known;
  const ended = entries.filter(({ code, until }) => isOver(until, now) && rowOf(code) !== undefined);
  return {
    ...plan,
    skips: plan.skips.map((one) => marked(one, known)),
    findings: [...plan.findings.map((one) => marked(one, known)), ...ended.map(endedFinding)],
  };
};

/** Nobody can acknowledge that a route or a name leads nowhere. */
const marked = <T extends Skip | Finding>(thing: T, { entries, now, rowOf }: Known): T => {
  const { key, reason: why } = thing;
  const entry = entries.find((one) => one.key === key && one.code === why.code && !isOver(one.until, now));
  if (!entry || rowOf(why.code)?.standing === 'dead') return thing;
  return { ...thing, acknowledged: { until: entry.until, reason: entry.reason } };
};

const ENDED = 'ACKNOWLEDGEMENT_ENDED' satisfies CoreCode;

const endedFinding = ({ key, code, until }: Acknowledgement): Finding =>
  finding(key, reason(ENDED, `that it is ${code} was acknowledged until ${until}, and counts again`));
