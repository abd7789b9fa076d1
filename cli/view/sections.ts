/** What a report says to people, sorted: what would be changed by its reason, and what else stands. Pure. */
import type { Change, Finding, Report, Skip } from '../../lib/core/plan.ts';
import { brief } from '../../lib/core/report/text.ts';
import type { RowOf, Standing } from '../../lib/core/standing.ts';
import { WORDS } from '../words.ts';
import { type Sign, signOf } from './signs.ts';

/** One change. */
export interface Row {
  readonly sign: Sign;
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

/** Changes that have their reason in common. */
export interface Group {
  readonly why: string;
  readonly code: string;
  readonly rows: readonly Row[];
}

/** What is no change, of one or several things that it is true of alike. */
export interface Note {
  readonly sign: Sign;
  readonly keys: readonly string[];
  readonly text: string;
  readonly code: string;
  readonly remedy?: string;
}

/** What one controller has to say. */
export interface Section {
  readonly report: Report;
  readonly groups: readonly Group[];
  readonly notes: readonly Note[];
  /** How many things are as they should be, or are left alone. */
  readonly quiet: number;
}

/** What is said of a report; of what is left alone, too, where `all`. */
export const sectionOf = (report: Report, { all = false } = {}): Section => {
  const notes = notesOf(report);
  const isLoud = ({ sign }: Note): boolean => all || sign !== '.';
  return {
    report,
    groups: groupsOf(report),
    notes: notes.filter(isLoud),
    quiet: new Set(notes.filter((note) => !isLoud(note)).flatMap(({ keys }) => keys)).size,
  };
};

const groupsOf = ({ plan, blocked }: Report): Group[] => {
  const held = new Map(blocked.flatMap(({ keys, reason }) => keys.map((key) => [key, reason] as const)));
  const entries = plan.changes.map((change) => {
    const why = held.get(change.key) ?? change.reason;
    return { why: why.message, code: why.code, row: rowOf(change, held.has(change.key)) };
  });
  return [...Map.groupBy(entries, ({ why, code }) => `${code} ${why}`).values()].flatMap((same) => {
    const [first] = same;
    return first ? [{ why: first.why, code: first.code, rows: same.map(({ row }) => row) }] : [];
  });
};

const rowOf = (change: Change, isHeld: boolean): Row => {
  const [before, after] = [brief(change.before), brief(change.after)];
  const sign = isHeld ? 'x' : signOf(change);
  return { sign, key: change.key, before, after: before === after ? `still ${after}` : after };
};

const notesOf = (report: Report): Note[] => {
  const { plan, outcomes, blocked, controller } = report;
  const { standingOf, rowOf: codeRow } = WORDS[controller];
  const failures = outcomes.flatMap((outcome): Note[] =>
    outcome.status === 'failed'
      ? [{ sign: failureSign(standingOf(outcome.code)), keys: [outcome.key], text: outcome.error, code: outcome.code }]
      : [],
  );
  const failed = new Set(failures.flatMap(({ keys }) => keys));
  const whole = blocked.filter(({ keys }) => keys.length === 0);
  return [
    ...failures,
    ...whole.map(({ unit, reason }): Note => ({ sign: 'x', keys: [unit], text: reason.message, code: reason.code })),
    ...together(plan.findings.map(findingNote)),
    ...together(
      plan.skips
        .filter(({ key }) => !failed.has(key))
        .map((skip) => skipNote(skip, standingOf(skip.reason.code), codeRow)),
    ),
  ].toSorted((a, b) => ORDER.indexOf(a.sign) - ORDER.indexOf(b.sign));
};

const ORDER: readonly Sign[] = ['!', 'x', '=', '*', '.'];

const failureSign = (standing: Standing | undefined): Sign => (standing === 'waiting' ? '=' : '!');

const findingNote = ({ key, severity, reason, remedy, acknowledged }: Finding): Note => ({
  sign: acknowledged ? '.' : FINDINGS[severity],
  keys: [key],
  text: `${reason.message}${known(acknowledged)}`,
  code: reason.code,
  ...(acknowledged || remedy === '' ? {} : { remedy }),
});

const FINDINGS = { error: '!', warning: '*', info: '.' } as const;

const skipNote = ({ key, reason, acknowledged }: Skip, standing: Standing | undefined, codeRow: RowOf): Note => {
  const sign = acknowledged ? '.' : skipSign(standing);
  const remedy = sign === '!' ? codeRow(reason.code)?.remedy : undefined;
  const text = `${reason.message}${known(acknowledged)}`;
  return { sign, keys: [key], text, code: reason.code, ...(remedy === undefined ? {} : { remedy }) };
};

const skipSign = (standing: Standing | undefined): Sign => {
  if (standing === 'stuck' || standing === 'dead') return '!';
  return standing === 'waiting' ? '=' : '.';
};

const known = (acknowledged: Skip['acknowledged']): string =>
  acknowledged ? `, acknowledged until ${acknowledged.until}: ${acknowledged.reason}` : '';

/** What is said of several things alike is said once. */
const together = (notes: readonly Note[]): Note[] =>
  [
    ...Map.groupBy(notes, ({ sign, code, text, remedy }) => JSON.stringify([sign, code, text, remedy])).values(),
  ].flatMap((same) => (same[0] ? [{ ...same[0], keys: [...new Set(same.flatMap(({ keys }) => keys))] }] : []));

/** How many rows or notes have each sign. */
export const tallyOf = (sections: readonly Section[]): ReadonlyMap<Sign, number> => {
  const tally = new Map<Sign, number>();
  const count = (sign: Sign, by: number): void => void tally.set(sign, (tally.get(sign) ?? 0) + by);
  for (const { groups, notes } of sections) {
    for (const { rows } of groups) for (const { sign } of rows) count(sign, 1);
    for (const { sign, keys } of notes) count(sign, keys.length);
  }
  return tally;
};
