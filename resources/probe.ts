/** The probe's half of the stack: its functions in the VPC, their schedules, and the alarms. */
import type { Config, Probe, RouteGroup } from '../lib/config/types.ts';
import {
  HEARTBEAT_METRIC,
  heartbeatAlarm,
  metricNamespace,
  VERDICT_METRIC,
  verdictAlarm,
} from '../lib/routes/probe/names.ts';
import { isProbeable } from '../lib/routes/probe/targets.ts';
import { keyStatements } from './encryption.ts';
import { logStatement } from './iam/own.ts';
import { allow, inlinePolicy, ON_OUR_BEHALF, trust } from './iam/policy.ts';
import { lambdaRole, roleId } from './iam/roles.ts';
import { permissionStatements, rowsOf } from './iam/table.ts';
import { arnOf, basicEnvironment, functionArn, logical, logicalFor, roleName, type StackNames } from './names.ts';
import { vpcOf, vpcStatements } from './network.ts';
import { UNDELIVERED } from './queues.ts';
import type { Functions, Resources } from './types.ts';

/** Seconds: a minute of probing, and what it takes to begin and to end. */
const TIMEOUT = 75;

/** Seconds. An invocation begins up to a minute after the last heartbeat of the one before it. */
const HEARTBEAT_PERIOD = 30;
const HEARTBEAT_PERIODS = 3;

/** Groups that are probed from the same subnets with the same security groups share a function. */
interface ProbeFunction {
  /** `probe`, `probe-2`, … */
  readonly name: string;
  readonly from: Probe['from'];
  readonly groups: readonly RouteGroup[];
}

const probeFunctionsOf = ({ routes }: Config): ProbeFunction[] => {
  const probed = routes.flatMap((group) => (group.health.probe ? [{ group, from: group.health.probe.from }] : []));
  const byOrigin = Map.groupBy(probed, ({ from }) =>
    JSON.stringify([from.subnets.toSorted(), from.securityGroups.toSorted()]),
  );
  return [...byOrigin.values()].flatMap((members, at) => {
    const [first] = members;
    const name = at === 0 ? 'probe' : `probe-${at + 1}`;
    return first ? [{ name, from: first.from, groups: members.map(({ group }) => group) }] : [];
  });
};

/** The names of the probe functions behind the stack's: none where no group is probed. */
export const probeFunctionNames = (config: Config): readonly string[] =>
  probeFunctionsOf(config).map(({ name }) => name);

/** The probe functions as osls wants them. */
export const probeFunctions = (config: Config, names: StackNames): Functions =>
  Object.fromEntries(
    probeFunctionsOf(config).map(({ name, from }) => [
      logical(name).replace(/^P/, 'p'),
      {
        name: `${names.prefix}-${name}`,
        handler: 'dist/functions/probe/index.handler',
        package: { patterns: ['dist/functions/probe/**'] },
        role: roleId('probe'),
        timeout: TIMEOUT,
        memorySize: 256,
        environment: basicEnvironment(names),
        // The next minute probes again; a second try of this one would only be late.
        maximumRetryAttempts: 0,
        ...vpcOf(from),
      },
    ]),
  );

const SCHEDULE_ROLE = 'ProbeScheduleRole';

/** Nothing where no group is probed. */
export const probeResources = (config: Config, names: StackNames): Resources => {
  const functions = probeFunctionsOf(config);
  if (functions.length === 0) return {};
  return {
    ...probeRole(config, names, functions),
    [SCHEDULE_ROLE]: scheduleRole(config, names, functions),
    ...Object.fromEntries(functions.map((probe) => [logical(probe.name, 'schedule'), schedule(names, probe)])),
    ...Object.assign({}, ...functions.flatMap(({ groups }) => groups.map((group) => alarmsOf(group, names)))),
  };
};

const schedule = (names: StackNames, { name, groups }: ProbeFunction) => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    Name: `${names.prefix}-${name}`,
    ScheduleExpression: 'rate(1 minute)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: arnOf(`${logical(name)}LambdaFunction`),
      RoleArn: arnOf(SCHEDULE_ROLE),
      Input: JSON.stringify({ groups: groups.map((group) => group.name) }),
      DeadLetterConfig: { Arn: arnOf(UNDELIVERED) },
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
    },
  },
});

const scheduleRole = (config: Config, names: StackNames, functions: readonly ProbeFunction[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: roleName(names, 'probe-schedule'),
    AssumeRolePolicyDocument: trust('scheduler.amazonaws.com', ON_OUR_BEHALF),
    Policies: [
      inlinePolicy('invoke', [
        allow(
          'InvokeProbes',
          'lambda:InvokeFunction',
          functions.map(({ name }) => functionArn(names, name)),
        ),
        allow('TellWhatFailed', 'sqs:SendMessage', arnOf(UNDELIVERED)),
        ...keyStatements(config.encryption?.key),
      ]),
    ],
  },
});

const probeRole = (config: Config, names: StackNames, functions: readonly ProbeFunction[]): Resources =>
  lambdaRole('probe', names, [
    ...permissionStatements({ own: 'probe' }, config, names),
    logStatement(names, ...functions.map(({ name }) => name)),
    ...vpcStatements(
      functions.map(({ from }) => from),
      // A list of all of them could not be split: a condition stands in one statement.
      ['probe', ...(functions.length > 1 ? ['probe-*'] : [])].map((name) => functionArn(names, name)),
      rowsOf({ own: 'probe' }, config, names).flatMap(({ actions }) => actions),
    ),
  ]);

/** Two alarms for each appliance: the verdict keeps the state that is set, the heartbeat tells when the probe is silent. */
const alarmsOf = (group: RouteGroup, { stage }: StackNames): Resources =>
  Object.fromEntries(
    group.appliances.filter(isProbeable).flatMap(({ name }) => [
      [
        logicalFor('ProbeVerdict', group.name, name),
        alarm(group.name, name, {
          Namespace: metricNamespace(stage),
          AlarmName: verdictAlarm(stage, group.name, name),
          AlarmDescription: `Set by the Waykeeper probe: does ${name} of ${group.name} answer? No metric drives it.`,
          MetricName: VERDICT_METRIC,
          Statistic: 'Maximum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 0,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'ignore',
        }),
      ],
      [
        logicalFor('ProbeHeartbeat', group.name, name),
        alarm(group.name, name, {
          Namespace: metricNamespace(stage),
          AlarmName: heartbeatAlarm(stage, group.name, name),
          AlarmDescription: `In ALARM while the Waykeeper probe does not look at ${name} of ${group.name}.`,
          MetricName: HEARTBEAT_METRIC,
          Statistic: 'SampleCount',
          Period: HEARTBEAT_PERIOD,
          EvaluationPeriods: HEARTBEAT_PERIODS,
          Threshold: 1,
          ComparisonOperator: 'LessThanThreshold',
          TreatMissingData: 'breaching',
        }),
      ],
    ]),
  );

const alarm = (Group: string, Appliance: string, properties: Readonly<Record<string, unknown>>) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    Dimensions: Object.entries({ Group, Appliance }).map(([Name, Value]) => ({ Name, Value })),
    ...properties,
  },
});
