/**
 * The one SSM parameter of the stack, in which each controller has a member of its own beside those of others. Parameter
 * Store writes a value whole and knows no condition, so that a writer may put back what another has just changed. The versions
 * that it gives tell the writer that it did, and each member has the time of its last change, so that the newest is known. (A
 * count would not do: whoever reads while its own member is put back would count from there.) Pure.
 */

/** A member, and when its owner changed it, in ms since the epoch. One that goes is one with the value null. */
export interface Member {
  readonly at: number;
  readonly value: unknown;
}

/** What the parameter holds, by member. */
export type Document = Readonly<Record<string, Member>>;

/** The document that a text says; nothing where it says none, which is nobody's to overwrite. */
export const documentIn = (text: string): Document | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    const isDocument = typeof value === 'object' && value !== null && Object.values(value).every(isMember);
    return isDocument && !Array.isArray(value) ? (value as Document) : undefined;
  } catch {
    return undefined;
  }
};

const isMember = (value: unknown): boolean => Number.isSafeInteger((value as Partial<Member> | null)?.at);

/** The document with a member changed by its owner. */
export const withMember = (document: Document, name: string, member: Member): Document => ({
  ...document,
  [name]: member,
});

/** Of each member what its owner wrote last, as far as any of these documents has it. */
export const newest = (documents: readonly Document[]): Document => {
  const members = new Map<string, Member>();
  for (const [name, member] of documents.flatMap((document) => Object.entries(document))) {
    if (member.at >= (members.get(name)?.at ?? 0)) members.set(name, member);
  }
  return Object.fromEntries(members);
};

/** Is every member at least as new in the one as in the other? */
export const isAsNew = (document: Document, as: Document): boolean =>
  Object.entries(as).every(([name, { at }]) => (document[name]?.at ?? 0) >= at);
