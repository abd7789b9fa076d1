/** Who wrote the routes of a path set last, as far as the tables' tags or the event history tell. Pure. */
import type { RouteTable } from '../aws/types.ts';
import { type Moved, movedOf } from './moved.ts';
import type { PathSetState } from './state.ts';
import type { PathSet, Writer } from './types.ts';

/** What the tag of a table says of the set's routes there. */
export const movedFor = ({ group, routes }: PathSet, table: RouteTable): Moved | undefined => {
  const moved = movedOf(table, group.name);
  const isExcepted = routes.some(
    ({ table: { id }, destination }) => id === table.id && moved?.except.includes(destination),
  );
  return isExcepted ? undefined : moved;
};

/** What the event history tells of some routes. */
export interface Told {
  /** Keys of those that it has not told of. */
  readonly unknown: readonly string[];
  readonly writers: readonly Writer[];
}

/**
 * Who wrote the routes of a set last; only those of tables that `concerns` names. Events appear late: one that led elsewhere
 * than the route leads now is not the last write.
 */
export const toldOf = (
  { pathSet: { routes }, situation: { writersByKey } }: PathSetState,
  concerns: (tableId: string) => boolean = () => true,
): Told => {
  const found = routes
    .filter(({ table }) => concerns(table.id))
    .map(({ key, route }) => {
      const writer = writersByKey.get(key);
      return { key, writer: writer?.target === route?.target ? writer : undefined };
    });
  return {
    unknown: found.flatMap(({ key, writer }) => (writer ? [] : [key])),
    writers: found.flatMap(({ writer }) => writer ?? []),
  };
};
