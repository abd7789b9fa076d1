/** Finds the ids of AWS things in what an event is about, whatever its shape: CloudTrail's differ by action. Pure. */

/** What people write freely: an id in it says nothing about what was changed. */
const FREE_TEXT = /^tag$|tag(?:s|set|specification)|description|comment|token|reference|policy/i;

/**
 * The ids that stand in the parts as a whole text, or at the end of an ARN or a path, each once and sorted. `pattern`
 * matches one whole id.
 */
export const idsIn = (parts: readonly unknown[], pattern: RegExp): string[] => {
  const candidates = textsIn(parts).map((text) => (pattern.test(text) ? text : lastPartOf(text)));
  return [...new Set(candidates.filter((id) => pattern.test(id)))].sort();
};

const lastPartOf = (text: string): string => text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1);

/** All texts but free ones, of any depth; without recursion, so that no nesting can exhaust the stack. */
const textsIn = (parts: readonly unknown[]): string[] => {
  const texts: string[] = [];
  const open = [...parts];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part === 'string') texts.push(part);
    else for (const each of membersOf(part)) open.push(each);
  }
  return texts;
};

const membersOf = (part: unknown): unknown[] => {
  if (Array.isArray(part)) return part;
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, member]: [string, unknown]) => (FREE_TEXT.test(key) ? [] : [member]));
};
