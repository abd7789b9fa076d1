/** Seeds: they put things into an account as if they had always been there, with ids that the caller chooses. */
export { addPolicy } from '../iam/seed.ts';
export { addToAutoScalingGroup } from '../services/autoscaling/seed.ts';
export { addAlarm } from '../services/cloudwatch/seed.ts';
export { restoreAz, withdrawAz } from '../services/ec2/endpoints/withdraw.ts';
export * from '../services/ec2/seed.ts';
export { addTargetGroup } from '../services/elbv2/seed.ts';
export { addOrganization } from '../services/organizations/seed.ts';
export { addHostedZone } from '../services/route53/seed.ts';
export { addProfile } from '../services/route53profiles/seed.ts';
export { addResolverEndpoint, addResolverRule } from '../services/route53resolver/seed.ts';
export { addBucket, addObject } from '../services/s3/seed.ts';
export { addParameter } from '../services/ssm/seed.ts';
export { addRole } from '../services/sts/seed.ts';
