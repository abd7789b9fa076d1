/** What a run came to, as matters of which each is told once. Pure. */
import type { CoreCode } from '../codes.ts';
import { isLeft } from '../more.ts';
import type { Blocked, Change, FailedOutcome, Finding, Report, Skip } from '../plan.ts';
import { fingerprintOf, printOf } from '../review.ts';
import type { RowOf } from '../standing.ts';

/** Something that was found wrong and stays so until a run finds it no longer. */
export interface FindingMatter {
  readonly kind: 'finding';
  readonly key: string;
  readonly code: string;
  /** Tells whether it says the same as before. */
  readonly print: string;
  /** A person is needed, and has not acknowledged it: it is told again each hour. */
  readonly urgent: boolean;
  readonly finding: Finding;
  /** What it is about, where that is several things of one unit. */
  readonly keys?: readonly string[];
}

/** What the guard holds. */
export interface BlockedMatter {
  readonly kind: 'blocked';
  readonly key: string;
  readonly code: string;
  readonly print: string;
  readonly urgent: true;
  readonly blocked: Blocked;
}

/** A failure of a run. */
interface FailedMatter {
  readonly kind: 'failed';
  readonly key: string;
  readonly code: string;
  readonly print: string;
  readonly urgent: true;
  readonly outcome: FailedOutcome;
}

/** A change that would be made if the mode were not plan. */
export interface PlannedMatter {
  readonly kind: 'planned';
  readonly key: string;
  readonly code: string;
  readonly print: string;
  readonly urgent: false;
  readonly change: Change;
}

export type Matter = FindingMatter | BlockedMatter | FailedMatter | PlannedMatter;

/** All that a run has to tell beside the changes that it made, the most urgent first, in an order that only depends on what it is. */
export const mattersOf = (report: Report, rowOf: RowOf): readonly Matter[] => {
  const { mode, plan, outcomes, blocked } = report;
  const held = new Set(blocked.flatMap(({ keys }) => keys));
  const planned = mode === 'plan' ? plan.changes.filter(({ key }) => !held.has(key)) : [];
  const findings = [...plan.findings.map(findingMatter(rowOf)), ...stuckMatters(plan.skips, rowOf)];
  const all: readonly Matter[] = [
    ...inOne(findings),
    ...blocked.map(blockedMatter),
    ...outcomes.flatMap((outcome) =>
      outcome.status === 'failed' && !goesOn(report, outcome) ? [failedMatter(outcome)] : [],
    ),
    ...planned.map(plannedMatter),
  ];
  return all.toSorted((a, b) => rank(a) - rank(b) || (idOf(a) < idOf(b) ? -1 : 1));
};

/** What identifies a matter from one run to the next. */
export const idOf = ({ kind, key, code }: Pick<Matter, 'kind' | 'key' | 'code'>): string =>
  JSON.stringify([kind, key, code]);

const RANKS = { error: 0, warning: 3, info: 4 } as const;

const rank = (matter: Matter): number => {
  if (matter.kind === 'finding') return matter.urgent ? 0 : RANKS[matter.finding.severity];
  return { blocked: 1, failed: 2, planned: 5 }[matter.kind];
};

/** What a run left is done by the next one, with all that waits for it, and nobody has failed. */
const goesOn = ({ remaining }: Report, { code }: FailedOutcome): boolean =>
  isLeft(code) || (remaining !== undefined && code === ('PREREQUISITE_FAILED' satisfies CoreCode));

const findingMatter =
  (rowOf: RowOf) =>
  (finding: Finding): FindingMatter => {
    const { key, severity, reason, remedy, acknowledged } = finding;
    const urgent = (severity === 'error' || isDown(rowOf, reason.code)) && !acknowledged;
    // An alarm that is followed by the state of the instance makes no second error: what is urgent is told again in an hour.
    const said = urgent ? [] : [reason.message, remedy];
    const print = fingerprintOf([severity, acknowledged, ...said]);
    return { kind: 'finding', key, code: reason.code, print, urgent, finding };
  };

const isDown = (rowOf: RowOf, code: string): boolean => ['stuck', 'dead'].includes(rowOf(code)?.standing ?? '');

/**
 * What is stuck or leads nowhere, and is said by skips alone, is told as an error of their unit: the names of a zone whose
 * endpoint is gone are one matter.
 */
const stuckMatters = (skips: readonly Skip[], rowOf: RowOf): FindingMatter[] => {
  const stuck = skips.filter(({ reason: { code } }) => isDown(rowOf, code) && rowOf(code)?.severity === undefined);
  const groups = Map.groupBy(stuck, ({ key, reason, acknowledged }) =>
    JSON.stringify([acknowledged ? key : unitOf(key), reason.code]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { reason, acknowledged } = first;
    const key = acknowledged ? first.key : unitOf(first.key);
    const remedy = rowOf(reason.code)?.remedy ?? '';
    const finding = { key, severity: 'error', reason, remedy, ...(acknowledged ? { acknowledged } : {}) } as const;
    const print = fingerprintOf(group.map((one) => [one.key, one.acknowledged]));
    return [{ ...findingMatter(rowOf)(finding), print, keys: group.map((one) => one.key) }];
  });
};

/** The zone, service or table of a key; of a URL the whole. */
const unitOf = (key: string): string => /^([^/]+)\/(?!\/)/.exec(key)?.[1] ?? key;

/** Findings of one code about one thing are one matter, which says all of it. */
const inOne = (findings: readonly FindingMatter[]): FindingMatter[] =>
  [...Map.groupBy(findings, idOf).values()].flatMap((same) => {
    const [first, ...others] = same;
    if (!first || others.length === 0) return first ? [first] : [];
    const message = [...new Set(same.map(({ finding }) => finding.reason.message))].sort().join('; ');
    const finding = { ...first.finding, reason: { ...first.finding.reason, message } };
    return [{ ...first, finding, print: fingerprintOf(same.map(({ print }) => print).sort()) }];
  });

const blockedMatter = (blocked: Blocked): BlockedMatter => {
  const { unit, reason, keys } = blocked;
  const print = fingerprintOf(keys);
  return { kind: 'blocked', key: unit, code: reason.code, print, urgent: true, blocked };
};

/** What AWS says may hold a request id or a time, so that the code alone says whether it is the same failure. */
const failedMatter = (outcome: FailedOutcome): FailedMatter => {
  const { key, code } = outcome;
  return { kind: 'failed', key, code, print: '', urgent: true, outcome };
};

const plannedMatter = (change: Change): PlannedMatter => {
  const { key, reason } = change;
  return { kind: 'planned', key, code: reason.code, print: printOf(change), urgent: false, change };
};
