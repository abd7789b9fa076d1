/** Finds the record sets at given names in a zone that Route 53 lists page by page. */
import type { RecordSet } from '../../aws/types.ts';
import { compareNames, normalName } from '../../net/dns-name.ts';
import { identityOf } from './key.ts';

interface Page {
  readonly records: readonly RecordSet[];
  readonly more: boolean;
}

/** Reads one zone page by page, and remembers which parts of it the pages have shown. */
export interface NameReader {
  /**
   * The record sets at the given names, each once, in few pages, and those passed on the way that are `wantedToo`. Reads
   * only what no page has shown so far, and at most so many `pages`.
   */
  read(names: readonly string[], wantedToo?: (record: RecordSet) => boolean, pages?: number): Promise<RecordSet[]>;
  /** How many pages it has read. */
  pages(): number;
  /** Has a page shown all that stands at the name? */
  isShown(name: string): boolean;
}

/** `list` gives the page that begins at a name. */
export const nameReader = (list: (from: string) => Promise<Page>): NameReader => {
  const shown: { readonly begin: string; readonly end: string | undefined }[] = [];
  const isShown = (name: string): boolean =>
    shown.some(({ begin, end }) => name === begin || isBetween(begin, name, end));
  return {
    pages: () => shown.length,
    isShown,
    read: async (names, wantedToo = () => false, pages = Number.POSITIVE_INFINITY) => {
      const wanted = new Set(names);
      const found = new Map<string, RecordSet>();
      let left = [...wanted].filter((name) => !isShown(name)).sort(compareNames);
      for (let page = 0; page < pages && left[0] !== undefined; page += 1) {
        const [begin] = left;
        const { records, more } = await list(begin);
        for (const record of records) {
          if (wanted.has(normalName(record.name)) || wantedToo(record)) found.set(identityOf(record), record);
        }
        const end = more ? records.at(-1)?.name : undefined;
        shown.push({ begin, end });
        left = left.filter((name) => name !== begin && !isBetween(begin, name, end));
      }
      return [...found.values()];
    },
  };
};

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
    const rank = (text: string): string => order(normalName(text).split('.').reverse());
    return rank(name) >= rank(begin) && (end === undefined || rank(name) < rank(end));
  });
