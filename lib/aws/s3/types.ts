/** S3's things in our words. Plain data; types.ts of lib/aws exports it. */

/** An object of S3, or a file. `version` (an ETag) changes whenever the content does. */
export interface StoredText {
  readonly text: string;
  readonly version: string;
  readonly modifiedAt: number;
}
