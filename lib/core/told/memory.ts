/** What a controller remembers of what it told, as text that is short enough for its share of the parameter. Pure. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Since when something has been so, in minutes since the epoch, and how many whole hours later it was told last. */
export interface Span {
  readonly since: number;
  readonly hours: number;
}

/** A finding, or what the guard holds: it is named once more when it ends. */
export interface Open extends Span {
  readonly kind: 'finding' | 'blocked';
  readonly key: string;
  readonly code: string;
  /** Of what it said. */
  readonly print: string;
}

/** All that was told and still stands. */
export interface Memory {
  readonly open: readonly Open[];
  /** The failures of the last runs, by their prints. */
  readonly failing?: Span & {
    readonly prints: readonly string[];
    /** When one was seen last, in minutes since the epoch, as far as that is known. */
    readonly seen?: number;
  };
  /** Prints of the changes that would be made. */
  readonly planned: readonly string[];
  /** Of all that there was no room for: it is told again when any of it changes. */
  readonly rest?: Span & { readonly print: string };
}

export const NOTHING: Memory = { open: [], planned: [] };

/** Characters of each controller: three of them and what else the parameter holds fit into the 4,096 bytes of the standard tier. */
export const ROOM = 1_200;

/** A later layout of the text gets another number; what is of another number is not remembered. */
const LAYOUT = 1;

const KINDS = ['finding', 'blocked'] as const;

/** The text of a memory. */
export const encode = ({ open, failing, planned, rest }: Memory): string => {
  const plain = [
    LAYOUT,
    open.map(({ kind, key, code, print, since, hours }) => [KINDS.indexOf(kind), key, code, print, since, hours]),
    failing ? [failing.since, failing.hours, failing.prints.join(''), failing.seen ?? 0] : 0,
    planned.join(''),
    rest ? [rest.since, rest.hours, rest.print] : 0,
  ];
  return deflateRawSync(JSON.stringify(plain), { level: 9 }).toString('base64');
};

/** The memory that a text says; nothing is remembered where it says none. */
export const decode = (text: string | undefined): Memory => {
  try {
    return memoryOf(JSON.parse(inflateRawSync(Buffer.from(text ?? '', 'base64')).toString('utf8')));
  } catch {
    return NOTHING;
  }
};

type Written = [
  layout: number,
  open: [kind: number, key: string, code: string, print: string, since: number, hours: number][],
  failing: 0 | [since: number, hours: number, prints: string, seen?: number],
  planned: string,
  rest: 0 | [since: number, hours: number, print: string],
];

const memoryOf = (written: Written): Memory => {
  const [layout, open, failing, planned, rest] = written;
  if (layout !== LAYOUT) return NOTHING;
  return {
    open: open.map(([kind, key, code, print, since, hours]) => {
      return { kind: KINDS[kind] ?? 'finding', key, code, print, since, hours };
    }),
    ...(failing ? { failing: failingOf(failing) } : {}),
    planned: printsIn(planned),
    ...(rest ? { rest: { since: rest[0], hours: rest[1], print: rest[2] } } : {}),
  };
};

const failingOf = ([since, hours, prints, seen]: Exclude<Written[2], 0>): NonNullable<Memory['failing']> => ({
  ...{ since, hours, prints: printsIn(prints) },
  ...(seen ? { seen } : {}),
});

/** Hexadecimal digits of a print: 40 bits, so that of a hundred prints two are the same once in 200 million times. */
export const PRINT = 10;

const printsIn = (text: string): string[] => text.match(new RegExp(`.{${PRINT}}`, 'g')) ?? [];
