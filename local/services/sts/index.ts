/** The simulated Security Token Service: it tells callers who they are. */
import * as client from '@aws-sdk/client-sts';
import type { Call, Service } from '../../service.ts';
import { callerArn, callerId } from './arn.ts';

const getCallerIdentity = (_: client.GetCallerIdentityRequest, { caller }: Call): client.GetCallerIdentityResponse => ({
  Account: caller.accountId,
  Arn: callerArn(caller),
  UserId: callerId(caller),
});

export const sts: Service = { signingName: 'sts', client, operations: { GetCallerIdentity: getCallerIdentity } };
