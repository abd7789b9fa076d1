/** The simulated CloudWatch: alarms, and as much of metrics as they need. */
import * as client from '@aws-sdk/client-cloudwatch';
import type { Service } from '../../service.ts';
import { deleteAlarms, disableAlarmActions, enableAlarmActions, putCompositeAlarm, putMetricAlarm } from './alarms.ts';
import { getDashboard, putDashboard } from './dashboards.ts';
import { describeAlarms } from './describe.ts';
import { describeAlarmHistory } from './history.ts';
import { getMetricData } from './metric-data.ts';
import { putMetricData } from './metrics.ts';
import { MEASURE, measureQueues } from './of-aws.ts';
import { permissions } from './permissions.ts';
import { EVALUATE } from './schedule.ts';
import { evaluateAlarm, setAlarmState } from './states.ts';

export const cloudwatch: Service = {
  signingName: 'monitoring',
  client,
  permissions,
  operations: {
    DeleteAlarms: deleteAlarms,
    DescribeAlarmHistory: describeAlarmHistory,
    DescribeAlarms: describeAlarms,
    DisableAlarmActions: disableAlarmActions,
    EnableAlarmActions: enableAlarmActions,
    GetDashboard: getDashboard,
    GetMetricData: getMetricData,
    PutCompositeAlarm: putCompositeAlarm,
    PutDashboard: putDashboard,
    PutMetricAlarm: putMetricAlarm,
    PutMetricData: putMetricData,
    SetAlarmState: setAlarmState,
  },
  transitions: { [EVALUATE]: evaluateAlarm, [MEASURE]: measureQueues },
};
