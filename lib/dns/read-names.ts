/** Finds the record sets at given names in a zone that Route 53 lists page by page. */
import type { RecordSet } from '../aws/types.ts';
import { compareNames, normalName } from './names.ts';

interface Page {
  readonly records: readonly RecordSet[];
  readonly more: boolean;
}

/**
 * The record sets at the given names, each once, in few pages, and those passed on the way that are `wantedToo`. `list`
 * gives the page that begins at a name.
 */
export const readNames = async (
  names: readonly string[],
  list: (from: string) => Promise<Page>,
  wantedToo: (record: RecordSet) => boolean = () => false,
): Promise<RecordSet[]> => {
  const wanted = new Set(names);
  const found = new Map<string, RecordSet>();
  let waiting = [...wanted].sort(compareNames);
  for (let from = waiting[0]; from !== undefined; from = waiting[0]) {
    const { records, more } = await list(from);
    for (const record of records) {
      if (wanted.has(normalName(record.name)) || wantedToo(record)) found.set(identity(record), record);
    }
    const [begin, end] = [from, more ? records.at(-1)?.name : undefined];
    waiting = waiting.filter((name) => name !== begin && !isBetween(begin, name, end));
  }
  return [...found.values()];
};

const identity = ({ name, type, setIdentifier = '' }: RecordSet): string =>
  JSON.stringify([normalName(name), type, setIdentifier]);

/**
 * How Route 53 may order names. It documents reversed labels; where `*` and `-` fall against other characters and the
 * end of a label it does not say, so a name counts as seen only if all of these agree.
 */
const ORDERS = [
  (labels: readonly string[]) => labels.join('\0'),
  (labels: readonly string[]) => `${labels.join('.')}.`,
  (labels: readonly string[]) => labels.join('\0').replaceAll('*', '\\052'),
  (labels: readonly string[]) => `${labels.join('.')}.`.replaceAll('*', '\\052'),
];

/** Did the page from `begin` up to, not including, `end` show all sets at this name? The last name may go on. */
const isBetween = (begin: string, name: string, end: string | undefined): boolean =>
  ORDERS.every((order) => {
    const place = (text: string): string => order(normalName(text).split('.').reverse());
    return place(name) >= place(begin) && (end === undefined || place(name) < place(end));
  });
