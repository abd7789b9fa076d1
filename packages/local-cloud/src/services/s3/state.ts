/** What S3 holds. Times are local-cloud time in ms since the epoch. */

/** What a caller said of an object, with the member names of the API. */
export interface Described {
  readonly CacheControl?: string;
  readonly ContentDisposition?: string;
  readonly ContentEncoding?: string;
  readonly ContentLanguage?: string;
  readonly ContentType?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
}

export interface StoredObject {
  /** Text only, so that the account stays JSON-safe. */
  readonly body: string;
  readonly modifiedAt: number;
  readonly described: Described;
  /** Checksums that came with it, by the member name of the API, such as `ChecksumCRC32`. */
  readonly checksums: Readonly<Record<string, string>>;
}

export interface Bucket {
  readonly createdAt: number;
  /** JSON, where it has one. It is read, and decides nothing here. */
  readonly policy?: string;
  /** By key. */
  objects: Record<string, StoredObject>;
}

export interface S3State {
  /** By name. */
  buckets: Record<string, Bucket>;
}

export const emptyS3 = (): S3State => ({ buckets: {} });
