/** What lists need that the language lacks: an order of texts that is the same everywhere, and lists of bounded length. Pure. */

/** Compares by code units, as Array.prototype.sort does by itself. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Compares things by one of their texts: `routes.toSorted(by(({ key }) => key))`. */
export const by =
  <T>(text: (thing: T) => string) =>
  (a: T, b: T): number =>
    compare(text(a), text(b));

/** The list in parts of at most `size`; none of an empty list. */
export const chunks = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
