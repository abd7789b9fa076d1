/** The simulated Parameter Store. */
import * as client from '@aws-sdk/client-ssm';
import type { Service } from '../../service.ts';
import { permissions } from './permissions.ts';
import { describeParameters, getParameter, getParameters, getParametersByPath } from './read.ts';
import { deleteParameter, putParameter } from './write.ts';

export const ssm: Service = {
  signingName: 'ssm',
  client,
  permissions,
  operations: {
    DeleteParameter: deleteParameter,
    DescribeParameters: describeParameters,
    GetParameter: getParameter,
    GetParameters: getParameters,
    GetParametersByPath: getParametersByPath,
    PutParameter: putParameter,
  },
};
