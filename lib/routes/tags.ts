/** Which tables are told that their routes were moved, and which forget it. Pure. */
import type { RouteTable } from '../aws/types.ts';
import { reason } from './codes.ts';
import { movedFor } from './history.ts';
import type { GroupModel, Judged } from './model.ts';
import { BYPASS, type Moved, movedKey, movedOf, movedText } from './moved.ts';
import type { RouteMove, TagChange } from './types.ts';

/** What one set says of a table that it has routes in: from where and where to, or that it is where it belongs. */
type Word = Pick<Moved, 'from' | 'to'> | 'home' | 'nothing';

/** The moves that are planned, by path set. */
type Moves = ReadonlyMap<string, readonly RouteMove[]>;

/** The tags of a group's tables, once the moves of its sets are made. */
export const tagChanges = ({ group, sets }: GroupModel, moves: Moves, now: number): TagChange[] => {
  const byTable = Map.groupBy(
    sets.flatMap((judged) => tablesOf(judged).map((table) => ({ table, judged }))),
    ({ table }) => table,
  );
  return [...byTable].flatMap(([table, here]) => {
    const words = here.map(({ judged }) => ({ judged, word: wordOf(judged, table, moves) }));
    const needs = here
      .flatMap(({ judged }) => moves.get(judged.state.pathSet.key) ?? [])
      .filter(({ tableId }) => tableId === table.id)
      .map(({ key }) => key);
    return changeOf(table, group.name, words, needs.sort(), now);
  });
};

/** Those with a route of ours, and those that were told something before. */
const tablesOf = ({ state: { pathSet, routes } }: Judged): RouteTable[] => {
  const tables = routes
    .filter(({ point, claimed: { table } }) => point.kind === 'ours' || movedFor(pathSet, table) !== undefined)
    .map(({ claimed }) => claimed.table);
  return [...new Set(tables)];
};

const wordOf = (judged: Judged, table: RouteTable, moves: Moves): Word => {
  const { state, choice } = judged;
  const old = movedFor(state.pathSet, table);
  const isMoved = (moves.get(state.pathSet.key) ?? []).length > 0;
  if (isMoved && choice.kind !== 'stay') return wordOfMoved(judged, old);
  const { present } = state;
  if (!present || choice.kind !== 'stay') return old ?? 'nothing';
  if (choice.marks !== undefined) return { from: [choice.marks], to: [present.name] };
  if (old?.to.includes(present.name)) return { from: old.from, to: [present.name] };
  return old && choice.reason.code === 'IN_ORDER' ? 'home' : 'nothing';
};

const wordOfMoved = ({ state, choice }: Judged, old: Moved | undefined): Word => {
  const from = fromOf(state, old);
  if (choice.kind !== 'move') return { from, to: [BYPASS] };
  const isHome = from.includes(choice.to.name) || (choice.reason.code === 'FAILBACK' && choice.to === state.ranked[0]);
  return isHome ? 'home' : { from, to: [choice.to.name] };
};

/** Where the set was before it was moved for the first time, as far as the tag still tells. */
const fromOf = ({ ours }: Judged['state'], old: Moved | undefined): string[] => {
  const left = [...new Set(ours.map(({ appliance, bypassed }) => (bypassed ? BYPASS : (appliance?.name ?? ':gone'))))];
  return old && left.some((name) => old.to.includes(name)) ? [...old.from] : left.sort();
};

interface Said {
  readonly judged: Judged;
  readonly word: Word;
}

const changeOf = (
  table: RouteTable,
  group: string,
  words: readonly Said[],
  needs: readonly string[],
  now: number,
): TagChange[] => {
  const tagKey = movedKey(group);
  const base = { key: `${table.id}/${tagKey}`, tableId: table.id, tagKey, ...(needs.length > 0 ? { needs } : {}) };
  const { [tagKey]: old } = table.tags;
  const before = old === undefined ? {} : { before: old };
  const said = movedBy(table, words, needs);
  if (said) {
    const { at = '' } = movedOf(table, group) ?? {};
    const value = movedText({ ...said, at: new Date(now).toISOString() });
    if (value === undefined || movedText({ ...said, at }) === old) return [];
    const why = reason('MOVED', `its routes were moved from ${said.from.join(' and ')} to ${said.to.join(' and ')}`);
    return [{ ...base, ...before, action: 'tag', value, after: value, timeless: said, reason: why }];
  }
  if (old === undefined || !words.some(({ word }) => word === 'home')) return [];
  return [{ ...base, ...before, action: 'untag', reason: reason('MOVED', 'its routes are where they belong again') }];
};

/** What a table is to say; nothing where none of its sets was moved. */
const movedBy = (
  table: RouteTable,
  words: readonly Said[],
  moves: readonly string[],
): Omit<Moved, 'at'> | undefined => {
  const said = words.flatMap(({ word }) => (typeof word === 'object' ? [word] : []));
  if (said.length === 0) return undefined;
  const [from, to] = [merged(said.map((word) => word.from)), merged(said.map((word) => word.to))];
  const others = words.filter(({ word }) => typeof word !== 'object');
  const except = others.flatMap(({ judged }) => thereAlready(judged, table, to, moves));
  return { from, to, except: merged([except]) };
};

/** The routes of a set in this table that are where others were moved to, and do not leave it by one of these moves. */
const thereAlready = (
  { state }: Judged,
  table: RouteTable,
  to: readonly string[],
  moves: readonly string[],
): string[] =>
  state.routes
    .filter(({ claimed }) => !moves.includes(claimed.key))
    .filter(({ claimed, point }) => claimed.table === table && point.kind === 'ours' && isAmong(to, point))
    .map(({ claimed }) => claimed.destination);

const isAmong = (to: readonly string[], { appliance, bypassed }: { appliance?: { name: string }; bypassed: boolean }) =>
  to.includes(bypassed ? BYPASS : (appliance?.name ?? ''));

const merged = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())].sort();
