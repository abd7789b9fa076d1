/** The simulated account: one plain JSON-safe value that can be seeded, copied, compared and printed. */
import { type AutoScalingState, emptyAutoScaling } from './services/autoscaling/state.ts';
import { type CloudTrailState, emptyCloudTrail } from './services/cloudtrail/state.ts';
import { type CloudWatchState, emptyCloudWatch } from './services/cloudwatch/state.ts';
import { type Ec2State, emptyEc2 } from './services/ec2/state.ts';
import { emptyLoadBalancing, type LoadBalancingState } from './services/elbv2/state.ts';
import { type EventsState, emptyEvents } from './services/events/state.ts';
import { emptyLambda, type LambdaState } from './services/lambda/state.ts';
import { emptyOrganizations, type OrganizationsState } from './services/organizations/state.ts';
import type { PipeState } from './services/pipes/state.ts';
import { emptyRoute53, type Route53State } from './services/route53/state.ts';
import { emptyProfiles, type ProfilesState } from './services/route53profiles/state.ts';
import { emptyResolver, type ResolverState } from './services/route53resolver/state.ts';
import { emptyS3, type S3State } from './services/s3/state.ts';
import { emptyScheduler, type SchedulerState } from './services/scheduler/state.ts';
import { emptySns, type SnsState } from './services/sns/state.ts';
import { emptySqs, type SqsState } from './services/sqs/state.ts';
import { emptySsm, type SsmState } from './services/ssm/state.ts';
import { emptyStepFunctions, type StepFunctionsState } from './services/stepfunctions/state.ts';
import { emptySts, type StsState } from './services/sts/state.ts';

/** Something that falls due by itself; `at` is local-cloud time in ms since the epoch. */
export interface Timer {
  readonly at: number;
  readonly service: string;
  readonly kind: string;
  readonly key: string;
}

/** Each service owns the slice of its name; nothing else of the account is written by it, reading is free. */
export interface Account {
  readonly id: string;
  readonly region: string;
  /** How many ids were given out; makes new ids deterministic. */
  ids: number;
  timers: Timer[];
  /** Does a trail log the account's API calls? Without one no `AWS API Call via CloudTrail` event reaches the bus. */
  trail: boolean;
  ec2: Ec2State;
  route53: Route53State;
  resolver: ResolverState;
  profiles: ProfilesState;
  s3: S3State;
  monitoring: CloudWatchState;
  cloudtrail: CloudTrailState;
  autoScaling: AutoScalingState;
  loadBalancing: LoadBalancingState;
  events: EventsState;
  /** By ARN. */
  pipes: Record<string, PipeState>;
  scheduler: SchedulerState;
  sns: SnsState;
  sqs: SqsState;
  ssm: SsmState;
  stepFunctions: StepFunctionsState;
  sts: StsState;
  organizations: OrganizationsState;
  lambda: LambdaState;
}

/** An account with nothing in it: no default VPC either. */
export const emptyAccount = ({
  id = '111122223333',
  region = 'eu-west-2',
}: Partial<Pick<Account, 'id' | 'region'>> = {}): Account => ({
  id,
  region,
  ids: 0,
  timers: [],
  trail: true,
  ec2: emptyEc2(),
  route53: emptyRoute53(),
  resolver: emptyResolver(),
  profiles: emptyProfiles(),
  s3: emptyS3(),
  monitoring: emptyCloudWatch(),
  cloudtrail: emptyCloudTrail(),
  autoScaling: emptyAutoScaling(),
  loadBalancing: emptyLoadBalancing(),
  events: emptyEvents(),
  pipes: {},
  scheduler: emptyScheduler(),
  sns: emptySns(),
  sqs: emptySqs(),
  ssm: emptySsm(),
  stepFunctions: emptyStepFunctions(),
  sts: emptySts(),
  organizations: emptyOrganizations(),
  lambda: emptyLambda(),
});
