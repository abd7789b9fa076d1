/** Which things belong together. Pure. */

/** Joins everything that a list names; answers with one thing that stands for all that hang together with another. */
export const components = (lists: Iterable<readonly string[]>): ((thing: string) => string) => {
  const parents = new Map<string, string>();
  const rootOf = (thing: string): string => {
    let root = thing;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    // Whatever was met on the way finds the root at once from now on.
    for (let at = thing; at !== root; ) {
      const up = parents.get(at) ?? root;
      parents.set(at, root);
      at = up;
    }
    return root;
  };
  for (const [first, ...others] of lists) {
    for (const other of others) {
      const [root, joined] = [rootOf(first ?? other), rootOf(other)];
      if (root !== joined) parents.set(joined, root);
    }
  }
  return rootOf;
};
