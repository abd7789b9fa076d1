/** The owner mark beside a published name: a TXT record that says whose it is, and when addresses last joined. Pure. */

/** What a mark says. */
export interface Mark {
  /** Name of the config's entry. */
  readonly entry: string;
  /** When addresses last joined, in ms since the epoch. */
  readonly at: number;
}

/** Where the mark of a name stands: a name of its own, since nothing can stand beside a CNAME. */
export const markName = (name: string): string => `_waykeeper.${name}`;

export const markText = ({ entry, at }: Mark): string =>
  `heritage=waykeeper,entry=${entry},changed=${new Date(at).toISOString()}`;

/** Reads a mark, without the quotes that Route 53 shows; nothing when the text is none. */
export const readMark = (text: string): Mark | undefined => {
  const [, entry, changed = ''] = /^heritage=waykeeper,entry=([A-Za-z0-9._-]+),changed=(\S+)$/.exec(text) ?? [];
  const at = Date.parse(changed);
  return entry === undefined || Number.isNaN(at) ? undefined : { entry, at };
};
