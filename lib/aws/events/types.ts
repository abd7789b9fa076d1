/** EventBridge's things in our words. Plain data; types.ts of lib/aws exports it. */

/** An entry of an EventBridge event that we publish. */
export interface PublishedEvent {
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}
