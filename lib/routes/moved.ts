/** The tag by which a table says that Waykeeper moved its routes: from where, to where and when. Pure. */
import type { RouteTable } from '../aws/types.ts';

/** Names of appliances; where the sets of one table were moved differently, of all that were left and taken. */
export interface Moved {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** ISO 8601. */
  readonly at: string;
  /** Destinations whose routes were there already, so that they are not ours to bring back. */
  readonly except: readonly string[];
}

/** What traffic takes that passes no appliance; no appliance can have this name. */
export const BYPASS = ':bypass';

/** The key of a group's tag. */
export const movedKey = (group: string): string => `waykeeper:moved:${group}`;

const TEXT = /^from=(?<from>\S+) to=(?<to>\S+) at=(?<at>\S+)(?: except=(?<except>\S+))?$/;

/** What the tag of a table says, if it has one that can be read. */
export const movedOf = ({ tags }: RouteTable, group: string): Moved | undefined => {
  const { from, to, at, except } = TEXT.exec(tags[movedKey(group)] ?? '')?.groups ?? {};
  if (!from || !to || !at) return undefined;
  return { from: from.split('+'), to: to.split('+'), at, except: except?.split('+') ?? [] };
};

/** AWS takes values of up to 256 characters. */
const LONGEST = 256;

/**
 * The value of the tag. Of what was left no more is named than there is room for. Where not all exceptions have room nothing is
 * said at all: the event history tells whose moves those were.
 */
export const movedText = (moved: Moved): string | undefined => {
  const { from, to, at, except } = moved;
  const text = `from=${from.join('+')} to=${to.join('+')} at=${at}${except.length > 0 ? ` except=${except.join('+')}` : ''}`;
  if (text.length <= LONGEST) return text;
  return from.length > 1 ? movedText({ ...moved, from: from.slice(0, -1) }) : undefined;
};
