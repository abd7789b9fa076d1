/** Names that lie between two others, one below the other. Pure. */

/** The names above a name, the nearest first. */
export const namesAbove = (name: string): string[] => {
  const labels = name.split('.');
  return labels.slice(1).map((_, at) => labels.slice(at + 1).join('.'));
};

/**
 * The names between each name and the next of them above it, each once and sorted; all in normal form. A name in a zone
 * makes those above it exist, and for a name that exists no wildcard answers, neither below it (RFC 4592 section 2.2.2).
 * So who answers for `s3.example` and all below it, and for `a.b.s3.example` too, has to answer for `b.s3.example`.
 */
export const namesBetween = (names: readonly string[]): string[] => {
  const given = new Set(names);
  const between = names.flatMap((name) => {
    const above = namesAbove(name);
    const next = above.findIndex((one) => given.has(one));
    return above.slice(0, Math.max(0, next));
  });
  return [...new Set(between)].sort();
};
