/** What wakes the controllers beside the EventBridge rules (rules.ts) and the notifications (notifications.ts): the sweep. */
import type { ControllerName } from '../lib/core/plan.ts';
import { SWEEP_MINUTES } from '../lib/core/sweep.ts';
import { SWEEP } from '../lib/entry/rest.ts';
import { keyStatements } from './encryption.ts';
import { allow, inlinePolicy, ON_OUR_BEHALF, trust } from './iam/policy.ts';
import { arnOf, logical, roleName, type StackNames } from './names.ts';
import { inOneGroup, queueId, UNDELIVERED } from './queues.ts';
import type { Resources } from './types.ts';

/** The schedules of these controllers' sweeps; `key` encrypts the queues that they send to. */
export const sweeps = (
  names: StackNames,
  controllers: readonly ControllerName[],
  key: string | undefined,
): Resources => ({
  ...Object.assign({}, ...controllers.map((controller) => sweep(names, controller))),
  SchedulesRole: schedulesRole(names, controllers, key),
});

/**
 * The scheduled time makes each sweep a message of its own for content-based deduplication. A sweep that cannot be sent until the
 * next one is due is a dead letter: Scheduler would try for a day otherwise, and nobody would hear of it ("RetryPolicy",
 * EventBridge Scheduler API reference).
 */
const sweep = (names: StackNames, controller: ControllerName): Resources => ({
  [logical(controller, 'sweep')]: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: `${names.prefix}-${controller}-sweep`,
      ScheduleExpression: `rate(${SWEEP_MINUTES} minutes)`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: arnOf(queueId(controller)),
        RoleArn: arnOf('SchedulesRole'),
        Input: JSON.stringify({ waykeeper: SWEEP, at: '<aws.scheduler.scheduled-time>' }),
        DeadLetterConfig: { Arn: arnOf(UNDELIVERED) },
        RetryPolicy: { MaximumEventAgeInSeconds: SWEEP_MINUTES * 60, MaximumRetryAttempts: 20 },
        ...inOneGroup(controller),
      },
    },
  },
});

const schedulesRole = (names: StackNames, controllers: readonly ControllerName[], key: string | undefined) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: roleName(names, 'schedules'),
    AssumeRolePolicyDocument: trust('scheduler.amazonaws.com', ON_OUR_BEHALF),
    Policies: [
      inlinePolicy('send-sweeps', [
        allow('SendSweeps', 'sqs:SendMessage', [
          ...controllers.map((name) => arnOf(queueId(name))),
          arnOf(UNDELIVERED),
        ]),
        ...keyStatements(key),
      ]),
    ],
  },
});
