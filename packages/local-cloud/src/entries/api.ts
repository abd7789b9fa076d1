/** For tests of single ports: an API of chosen services without functions and delivery, and what a service is made of. */
export { type BareApi, clientConfig, queues, startBareApi } from '../bare-api.ts';
export type { Service } from '../service.ts';
export { autoscaling } from '../services/autoscaling/index.ts';
export { cloudtrail } from '../services/cloudtrail/index.ts';
export { cloudwatch } from '../services/cloudwatch/index.ts';
export { ec2 } from '../services/ec2/index.ts';
export { elbv2 } from '../services/elbv2/index.ts';
export { events } from '../services/events/index.ts';
export { organizations } from '../services/organizations/index.ts';
export { route53 } from '../services/route53/index.ts';
export { route53resolver } from '../services/route53resolver/index.ts';
export { s3 } from '../services/s3/index.ts';
export { ssm } from '../services/ssm/index.ts';
export { sts } from '../services/sts/index.ts';
export { AwsError } from '../wire/error.ts';
