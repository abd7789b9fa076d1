/** Calls about what belongs to the stack, and what Lambda does with a function's role on its behalf. */
import { EVENT_SOURCE } from '../../lib/aws/events/types.ts';
import type { ControllerName } from '../../lib/core/plan.ts';
import { KEY_ACTIONS, keyTargets } from '../encryption.ts';
import { arnOf, here, type StackNames, stateName } from '../names.ts';
import { queueId } from '../queues.ts';
import { arn, type Permission, type Target, when } from './permission.ts';
import type { Statement } from './policy.ts';

const CONTROLLERS: readonly ControllerName[] = ['connections', 'dns', 'routes'];

/** A name within a Sid. */
const capital = (name: string): string => name.replace(/^./, (first) => first.toUpperCase());

const ownQueue =
  (name: ControllerName): Permission['on'] =>
  () => [{ resources: [arnOf(queueId(name))] }];

/** The parameter that the functions read their config from, where it is not the packaged one. */
const configTargets = ({ configFrom }: StackNames): readonly Target[] =>
  when(configFrom !== undefined, { resources: [here('ssm', `parameter/${configFrom?.replace(/^\//, '')}`)] });

/** What all controllers call, or their event sources. */
export const OWN: readonly Permission[] = [
  {
    sid: 'PublishResults',
    callers: CONTROLLERS,
    access: 'own',
    actions: ['events:PutEvents'],
    on: ({ bus }) => [
      {
        resources: [bus.startsWith('arn:') ? bus : here('events', `event-bus/${bus}`)],
        condition: {
          'ForAllValues:StringEquals': { 'events:source': [EVENT_SOURCE] },
          Null: { 'events:source': 'false' },
        },
      },
    ],
  },
  {
    sid: 'ReadConfig',
    callers: [...CONTROLLERS, 'probe'],
    access: 'own',
    actions: ['ssm:GetParameter'],
    on: (_, names) => configTargets(names),
  },
  {
    // No call sends it: Parameter Store decrypts in the caller's name, and names the parameter to KMS.
    sid: 'DecryptConfig',
    callers: [...CONTROLLERS, 'probe'],
    access: 'own',
    actions: ['kms:Decrypt'],
    wide: 'which KMS key encrypts the parameter is not known; it decrypts this parameter alone, and through Parameter Store',
    on: (_, names) =>
      configTargets(names).map(({ resources }) => ({
        resources: [arn(`arn:aws:kms:\${AWS::Region}:*:key/*`)],
        condition: {
          StringEquals: {
            'kms:ViaService': { 'Fn::Sub': `ssm.\${AWS::Region}.\${AWS::URLSuffix}` },
            'kms:EncryptionContext:PARAMETER_ARN': resources,
          },
        },
      })),
  },
  {
    // A run by hand remembers nothing.
    sid: 'RememberWhatWasTold',
    callers: CONTROLLERS,
    access: 'own',
    actions: ['ssm:GetParameter', 'ssm:PutParameter'],
    ownFunction: true,
    on: (_, names) => [{ resources: [here('ssm', `parameter${stateName(names)}`)] }],
  },
  ...CONTROLLERS.map(
    (name): Permission => ({
      // No call sends these: they are the event source mapping's.
      sid: `ConsumeQueueOf${capital(name)}`,
      callers: [name],
      access: 'own',
      actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      ownFunction: true,
      on: ownQueue(name),
    }),
  ),
  ...CONTROLLERS.map(
    (name): Permission => ({
      // What a run has no time for, it hands on to the next one.
      sid: `HandOnTo${capital(name)}`,
      callers: [name],
      access: 'own',
      actions: ['sqs:SendMessage'],
      ownFunction: true,
      on: ownQueue(name),
    }),
  ),
  {
    // No call sends these: SQS makes them for the event source mapping, and for what is handed on.
    sid: 'UseKeyOfQueues',
    callers: CONTROLLERS,
    access: 'own',
    actions: KEY_ACTIONS,
    ownFunction: true,
    on: ({ encryption }) => keyTargets(encryption?.key),
  },
  {
    sid: 'RetrySoon',
    callers: ['routes'],
    access: 'own',
    actions: ['sqs:ChangeMessageVisibility'],
    ownFunction: true,
    on: ownQueue('routes'),
  },
];

/** Functions write their own logs. */
export const logStatement = ({ prefix }: StackNames, ...functions: readonly string[]): Statement => ({
  Sid: 'WriteLog',
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: functions.map((name) => here('logs', `log-group:/aws/lambda/${prefix}-${name}:*`)),
});
