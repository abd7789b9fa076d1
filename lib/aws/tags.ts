/** Tags of AWS things, by key. */
export type Tags = Readonly<Record<string, string>>;

/** What a read is narrowed to; nothing given reads everything. Tags must all match. */
export interface Wanted {
  readonly ids?: readonly string[];
  readonly tags?: Tags;
}
