/** AWS Organizations' things in our words. Plain data; types.ts of lib/aws exports it. */

/** Whom an account or an organizational unit lies below: another unit, or the organization's root. */
export interface Parent {
  readonly id: string;
  readonly root: boolean;
}

/** Which organization it is: `o-…`, with its one root `r-…`. */
export interface OrganizationIdentity {
  readonly id: string;
  readonly rootId: string;
}
