/** What Route 53 Profiles holds: DNS settings that several VPCs share. What a VPC resolves by them is simulated, and their lists. */

/** What one Profile brings to its VPCs, by id. */
export interface Profile {
  readonly id: string;
  readonly vpcs: string[];
  /** Private hosted zones. */
  readonly zones: string[];
  /** Resolver rules. */
  readonly rules: string[];
  /** Interface endpoints, whose private DNS answers in each of the VPCs. */
  readonly endpoints: string[];
}

/** By id. */
export type ProfilesState = Record<string, Profile>;

export const emptyProfiles = (): ProfilesState => ({});
