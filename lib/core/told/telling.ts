/** What of a run is told, given what was told before, and what is remembered of it then. Pure. */
import type { Report } from '../plan.ts';
import { fingerprintOf } from '../review.ts';
import type { RowOf } from '../standing.ts';
import { isPart, SWEEP_MINUTES } from '../sweep.ts';
import { idOf, type Matter, mattersOf } from './matters.ts';
import { encode, type Memory, NOTHING, type Open, PRINT, ROOM, type Span } from './memory.ts';

/** A matter that is to be told now. `again`: it was told before and says the same. */
export interface Opening {
  readonly matter: Matter;
  /** Minutes since the epoch. */
  readonly since: number;
  readonly again: boolean;
}

/** What is to be told of a run beside the changes that it made. */
export interface Telling {
  readonly openings: readonly Opening[];
  /** What a run over everything finds no longer. */
  readonly closings: readonly Open[];
  /** Since when something failed, where nothing does any more. */
  readonly recovered?: Span;
  /** What is remembered once all of this is told. */
  readonly memory: Memory;
}

/** Could a run see that something is over? Not one about a part, and not one to which a part stayed unseen. */
export const isComplete = (report: Report): boolean => {
  const changes = new Set(report.plan.changes.map(({ key }) => key));
  const unread = report.outcomes.some(({ key, status }) => status === 'failed' && !changes.has(key));
  return isWide(report) && report.rounds > 0 && !unread;
};

/** Was a run about everything? */
export const isWide = ({ trigger, only }: Report): boolean => trigger.scope === 'all' && only === undefined;

const minutesAt = ({ startedAt, durationMs }: Report): number =>
  Math.floor((Date.parse(startedAt) + durationMs) / 60_000);

/** Is a run about the thing of this key? */
export type Covers = (key: string) => boolean;

/** Does a run look at a part of what there is alone? */
const isOfPart = ({ coverage }: Report): boolean => coverage !== undefined && isPart(coverage);

/** Decides what is told. Without a memory, since it could not be read, everything is, and nothing is over. */
export const tellingOf = (
  report: Report,
  rowOf: RowOf,
  memory: Memory = NOTHING,
  covers: Covers = () => true,
): Telling => {
  const now = minutesAt(report);
  const matters = mattersOf(report, rowOf);
  const looked = isComplete(report);
  const complete = looked && !isOfPart(report);
  const ended = looked ? memory.open.filter(({ key }) => covers(key)) : [];
  const kept = keptOf({ open: memory.open.filter((open) => !ended.includes(open)) }, matters);
  const shelf = shelve(matters, kept);
  const known = knownBy(memory, shelf.dropped);
  const openings = matters.flatMap((matter): Opening[] => {
    const span = known(matter);
    if (span && !(matter.urgent && isDue(span, now))) return [];
    return [{ matter, since: (span ?? openSpan(memory, matter))?.since ?? now, again: span !== undefined }];
  });
  const told = new Set(openings.map(({ matter }) => idOf(matter)));
  const spanOf = (matter: Matter): Span => {
    const span = openSpan(memory, matter) ?? { since: now, hours: 0 };
    return told.has(idOf(matter)) ? toldAt(span, now) : span;
  };
  const hasFailed = matters.some(({ kind }) => kind === 'failed');
  const isOver = complete || (looked && isOldFailure(report, memory, now));
  const recovered = isOver && !hasFailed ? memory.failing : undefined;
  const failing = failingOf(memory, shelf.stored, { complete: isOver, ofPart: isOfPart(report), now }, spanOf);
  return {
    openings,
    closings: ended.filter((open) => !matters.some((matter) => idOf(matter) === idOf(open))),
    ...(recovered ? { recovered } : {}),
    memory: withinRoom({
      open: [...shelf.stored.flatMap((matter) => openOf(matter, spanOf(matter))), ...shelf.kept],
      ...(failing ? { failing } : {}),
      planned: plannedOf(memory, shelf.stored, complete),
      ...restOf(report, memory, shelf.dropped, told, now),
    }),
  };
};

const HOUR = 60;

/** A sweep that is some seconds early must not make it five minutes more. Minutes. */
const EARLY = 1;

const isDue = ({ since, hours }: Span, now: number): boolean => now - since >= (hours + 1) * HOUR - EARLY;

const toldAt = ({ since }: Span, now: number): Span => ({ since, hours: Math.floor((now - since + EARLY) / HOUR) });

/** What is remembered of a matter that is named when it ends; and for failures, of failing at all. */
const openSpan = ({ open, failing }: Memory, matter: Matter): Span | undefined =>
  matter.kind === 'failed' ? failing : open.find((one) => idOf(one) === idOf(matter));

/** Tells since when a matter is known as it is; nothing for one that is new or says something else. */
const knownBy = (memory: Memory, dropped: readonly Matter[]) => {
  const open = new Map(memory.open.map((one) => [idOf(one), one]));
  const prints = new Set([...(memory.failing?.prints ?? []), ...memory.planned]);
  const rest = memory.rest?.print === printOfAll(dropped) ? memory.rest : undefined;
  const shelved = new Set(rest ? dropped.map(idOf) : []);
  return (matter: Matter): Span | undefined => {
    if (shelved.has(idOf(matter))) return rest;
    const one = open.get(idOf(matter));
    if (one) return one.print === shortPrint(matter.print) ? one : undefined;
    if (!prints.has(printOfMatter(matter))) return undefined;
    return matter.kind === 'failed' ? memory.failing : { since: 0, hours: 0 };
  };
};

const shortPrint = (print: string): string => print.slice(0, PRINT);

const printOfMatter = (matter: Matter): string => shortPrint(fingerprintOf([idOf(matter), matter.print]));

const printOfAll = (matters: readonly Matter[]): string => shortPrint(fingerprintOf(matters.map(printOfMatter)));

/** What a run did not look for stays remembered. */
const keptOf = ({ open }: Pick<Memory, 'open'>, matters: readonly Matter[]): readonly Open[] => {
  const found = new Set(matters.map(idOf));
  return open.filter((one) => !found.has(idOf(one)));
};

const openOf = ({ kind, key, code, print }: Matter, { since, hours }: Span): Open[] =>
  kind === 'finding' || kind === 'blocked' ? [{ kind, key, code, print: shortPrint(print), since, hours }] : [];

const printsOf = (matters: readonly Matter[], kind: Matter['kind']): string[] =>
  matters.filter((matter) => matter.kind === kind).map(printOfMatter);

const failingOf = (
  { failing }: Memory,
  stored: readonly Matter[],
  { complete, ofPart, now }: { readonly complete: boolean; readonly ofPart: boolean; readonly now: number },
  spanOf: (matter: Matter) => Span,
): Memory['failing'] => {
  const found = printsOf(stored, 'failed');
  const [first] = stored.filter(({ kind }) => kind === 'failed');
  const before = complete ? [] : (failing?.prints ?? []);
  const prints = [...new Set([...found, ...before])];
  if (prints.length === 0) return undefined;
  const span = first ? spanOf(first) : (failing ?? { since: 0, hours: 0 });
  const seen = first || failing?.seen === undefined ? now : failing.seen;
  const isTimed = ofPart || failing?.seen !== undefined;
  return { since: span.since, hours: span.hours, ...(isTimed ? { seen } : {}), prints };
};

const plannedOf = ({ planned }: Memory, stored: readonly Matter[], complete: boolean): string[] => [
  ...new Set([...printsOf(stored, 'planned'), ...(complete ? [] : planned)]),
];

/** What there is room for, the most urgent first; the rest is remembered as one. */
interface Shelf {
  readonly stored: readonly Matter[];
  readonly kept: readonly Open[];
  readonly dropped: readonly Matter[];
}

/** Of the room, what the times of each matter may take beyond what is measured here. Characters. */
const RESERVE = 300;

/** No more fit in any case, and need not be tried. */
const MOST = 500;

/** Any time. The same matters take the same room whenever it is: what has none would be told whenever that changed. */
const SOME_TIME: Span = { since: 30_000_000, hours: 0 };

const shelve = (matters: readonly Matter[], kept: readonly Open[]): Shelf => {
  const fits = (count: number): boolean => {
    const stored = matters.slice(0, count);
    const rest = { ...SOME_TIME, print: '0'.repeat(PRINT) };
    const text = encode({
      open: [
        ...stored.flatMap((matter) => openOf(matter, SOME_TIME)),
        ...kept.slice(0, Math.max(0, count - matters.length)).map((one) => ({ ...one, ...SOME_TIME })),
      ],
      failing: { ...rest, prints: printsOf(stored, 'failed') },
      planned: printsOf(stored, 'planned'),
      rest,
    });
    return text.length <= ROOM - RESERVE;
  };
  const count = mostThat(fits, Math.min(MOST, matters.length + kept.length));
  return {
    stored: matters.slice(0, count),
    kept: kept.slice(0, Math.max(0, count - matters.length)),
    dropped: matters.slice(count),
  };
};

/** Forgets the last of what would take more than there is room for: of runs about parts, what older ones told. */
const withinRoom = (memory: Memory): Memory => {
  const { open, failing, planned } = memory;
  const prints = failing?.prints ?? [];
  const first = (count: number): Memory => ({
    ...memory,
    open: open.slice(0, count),
    ...(failing ? { failing: { ...failing, prints: prints.slice(0, Math.max(0, count - open.length)) } } : {}),
    planned: planned.slice(0, Math.max(0, count - open.length - prints.length)),
  });
  const all = open.length + prints.length + planned.length;
  return first(mostThat((count) => encode(first(count)).length <= ROOM, all));
};

/** The largest number up to `most` that fits, where less always fits better. */
const mostThat = (fits: (count: number) => boolean, most: number): number => {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** Since a failure was seen last sweeps have looked at everything, part by part. */
const isOldFailure = ({ coverage }: Report, { failing }: Memory, now: number): boolean =>
  coverage !== undefined &&
  failing !== undefined &&
  now - (failing.seen ?? now) > coverage.withinMinutes + SWEEP_MINUTES;

/** A run about a part cannot tell whether the rest has changed. */
const restOf = (
  report: Report,
  { rest }: Memory,
  dropped: readonly Matter[],
  told: ReadonlySet<string>,
  now: number,
): Pick<Memory, 'rest'> => {
  if (!isWide(report) || isOfPart(report)) return rest ? { rest } : {};
  if (dropped.length === 0) return {};
  const print = printOfAll(dropped);
  const span = rest?.print === print ? rest : { since: now, hours: 0 };
  return { rest: { ...(dropped.some((matter) => told.has(idOf(matter))) ? toldAt(span, now) : span), print } };
};
