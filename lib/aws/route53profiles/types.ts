/** Route 53 Profiles in our words. Plain data, like that of types.ts, which exports them. */

/** A Profile, and a VPC that it is associated with. */
export interface ProfileVpc {
  readonly profileId: string;
  readonly vpcId: string;
}

/** What a Profile brings that decides who answers names. */
export interface ProfileResource {
  readonly kind: 'zone' | 'rule' | 'privateDns';
  readonly id: string;
}
