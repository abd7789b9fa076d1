/** How everything is looked up: callers may send any text as a key, `constructor` too, and what is not there is an error of the service. */

/** The value of a key, if the table itself has it. */
export const entryOf = <T>(table: Readonly<Record<string, T>>, key: string | undefined): T | undefined =>
  key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;

/** The value of a key. Throws what `notFound` makes when there is none. */
export const find = <T>(table: Readonly<Record<string, T>>, key: string | undefined, notFound: () => Error): T => {
  const found = entryOf(table, key);
  if (found === undefined) throw notFound();
  return found;
};
