/** What CloudWatch's operations need (service authorization reference). */
import type * as shapes from '@aws-sdk/client-cloudwatch';
import type { Call, Permission, Permissions } from '../../service.ts';

interface Named {
  readonly AlarmName?: string;
  readonly AlarmNames?: readonly string[];
}

const alarmArn = ({ account, caller }: Call, name: string): string =>
  `arn:aws:cloudwatch:${caller.region}:${account.id}:alarm:${name}`;

const onNamed = (operation: string): Permission => ({
  action: `cloudwatch:${operation}`,
  on: ({ AlarmName, AlarmNames = [] }: Named, call) =>
    [...(AlarmName === undefined ? [] : [AlarmName]), ...AlarmNames].map((name) => ({
      resource: alarmArn(call, name),
    })),
});

/** Whether names narrow what must be allowed is documented nowhere, so that all alarms must be. */
const onAll = (operation: string): Permission => ({
  action: `cloudwatch:${operation}`,
  on: (_, call) => [{ resource: alarmArn(call, '*') }],
});

const onWritten = (operation: string): Permission => ({
  action: `cloudwatch:${operation}`,
  on: (input: shapes.PutMetricAlarmInput | shapes.PutCompositeAlarmInput, call) => [
    {
      resource: alarmArn(call, String(input.AlarmName)),
      context: { 'cloudwatch:AlarmActions': input.AlarmActions ?? [] },
    },
  ],
});

/** Dashboards are no Region's. */
const onDashboard = (operation: string): Permission => ({
  action: `cloudwatch:${operation}`,
  on: ({ DashboardName }: shapes.GetDashboardInput, { account }) => [
    { resource: `arn:aws:cloudwatch::${account.id}:dashboard/${DashboardName}` },
  ],
});

export const permissions: Permissions = {
  DeleteAlarms: onNamed('DeleteAlarms'),
  DescribeAlarmHistory: onAll('DescribeAlarmHistory'),
  DescribeAlarms: onAll('DescribeAlarms'),
  DisableAlarmActions: onNamed('DisableAlarmActions'),
  EnableAlarmActions: onNamed('EnableAlarmActions'),
  GetDashboard: onDashboard('GetDashboard'),
  GetMetricData: { action: 'cloudwatch:GetMetricData', on: () => [{ resource: '*' }] },
  PutCompositeAlarm: onWritten('PutCompositeAlarm'),
  PutDashboard: onDashboard('PutDashboard'),
  PutMetricAlarm: onWritten('PutMetricAlarm'),
  PutMetricData: {
    action: 'cloudwatch:PutMetricData',
    on: ({ Namespace }: shapes.PutMetricDataInput) => [
      { resource: '*', context: { 'cloudwatch:namespace': Namespace } },
    ],
  },
  SetAlarmState: onNamed('SetAlarmState'),
};
