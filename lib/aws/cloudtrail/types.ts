/** CloudTrail's things in our words: who wrote a route. Plain data; types.ts of lib/aws exports it. */

/** The last write of a route that the event history tells of. */
export interface RouteWrite {
  readonly tableId: string;
  readonly destination: string;
  readonly at: number;
  /** An ARN, where one is told. */
  readonly who: string;
  /** The name of the role that the writer acted as. */
  readonly role?: string;
  /** What it led the route to: an id, or `local`. */
  readonly target: string;
}
