/** The simulated account: one plain JSON-safe value that can be seeded, copied, compared and printed. */
import type { CloudWatchState } from './services/cloudwatch/state.ts';
import type { Ec2State } from './services/ec2/state.ts';
import type { EventsState } from './services/events/state.ts';
import type { LambdaState } from './services/lambda/state.ts';
import type { Route53State } from './services/route53/state.ts';
import type { SchedulerState } from './services/scheduler/state.ts';
import type { SnsState } from './services/sns/state.ts';
import type { SqsState } from './services/sqs/state.ts';
import type { SsmState } from './services/ssm/state.ts';

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
  ec2: Ec2State;
  route53: Route53State;
  monitoring: CloudWatchState;
  events: EventsState;
  scheduler: SchedulerState;
  sns: SnsState;
  sqs: SqsState;
  ssm: SsmState;
  lambda: LambdaState;
}
