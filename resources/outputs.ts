/** What the stack tells whoever deployed it, and other stacks of theirs. */
import type { ControllerName } from '../lib/core/plan.ts';
import { dashboardUrl } from './dashboard.ts';
import { arnOf, logical, type StackNames } from './names.ts';
import { queueId, UNDELIVERED } from './queues.ts';

/** CloudFormation outputs by logical id. */
export type Outputs = Readonly<Record<string, { readonly Description: string; readonly Value: unknown }>>;

/** The logical id that osls gives a function. */
export const functionId = (key: string): string => `${key.replace(/^./, (first) => first.toUpperCase())}LambdaFunction`;

/** The functions to call, the queues to send to, and where to look for what was not delivered. */
export const outputs = (names: StackNames, controllers: readonly ControllerName[]): Outputs => ({
  ReconcileFunction: {
    Description: 'The function to invoke by hand.',
    Value: { Ref: functionId('reconcile') },
  },
  ...Object.assign(
    {},
    ...controllers.map((name) => ({
      [logical(name, 'function')]: {
        Description: `The function that events wake for ${name}.`,
        Value: { Ref: functionId(name) },
      },
      [logical(name, 'queue', 'arn')]: {
        Description: `The queue of ${name}: rules of your own may wake it, once its policy lets them.`,
        Value: arnOf(queueId(name)),
      },
      [logical(name, 'dead', 'queue', 'url')]: {
        Description: `What ${name} failed at three times.`,
        Value: { Ref: logical(name, 'dead', 'queue') },
      },
    })),
  ),
  DashboardUrl: { Description: 'What is open, what changed, what it takes of AWS.', Value: dashboardUrl(names) },
  UndeliveredQueueUrl: { Description: 'What EventBridge could not deliver.', Value: { Ref: UNDELIVERED } },
});
