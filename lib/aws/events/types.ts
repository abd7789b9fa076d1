/** EventBridge's things in our words. Plain data; types.ts of lib/aws exports it. */

/** An entry of an EventBridge event that we publish. */
export interface PublishedEvent {
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** The source of every event that we publish: no role of ours may publish under another. */
export const EVENT_SOURCE = 'waykeeper';
