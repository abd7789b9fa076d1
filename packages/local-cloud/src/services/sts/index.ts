/** The simulated Security Token Service: it tells callers who they are, and lets them act as other roles. */
import * as client from '@aws-sdk/client-sts';
import type { Call, Service } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { callerArn, callerId } from './arn.ts';
import { permissions } from './permissions.ts';

const getCallerIdentity = (_: client.GetCallerIdentityRequest, { caller }: Call): client.GetCallerIdentityResponse => ({
  Account: caller.accountId,
  Arn: callerArn(caller),
  UserId: callerId(caller),
});

/** Seconds. */
const [SHORTEST, USUAL, LONGEST] = [900, 3_600, 43_200] as const;

/** Throws ValidationError for a duration out of bounds, and AccessDenied: STS does not tell whether there is such a role. */
const assumeRole = (input: client.AssumeRoleRequest, call: Call): client.AssumeRoleResponse => {
  const { account, caller, now } = call;
  const { RoleArn = '', RoleSessionName = '', DurationSeconds = USUAL } = input;
  if (DurationSeconds < SHORTEST || DurationSeconds > LONGEST) {
    const why = `expected DurationSeconds from ${SHORTEST} to ${LONGEST}, found ${DurationSeconds}`;
    throw new AwsError('ValidationError', why);
  }
  const [, accountId, path] = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(\S+)$/.exec(RoleArn) ?? [];
  if (!accountId || !path || !account.sts.roles[RoleArn]?.trusts.includes(caller.accountId)) {
    const why = `User: ${callerArn(caller)} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`;
    throw new AwsError('AccessDenied', why, 403);
  }
  const role = path.split('/').at(-1) ?? path;
  const key = `ASIA${call
    .newId('session')
    .replace(/^session-/, '')
    .toUpperCase()}`;
  const expiresAt = now + DurationSeconds * 1_000;
  account.sts.sessions[key] = { accountId, role, expiresAt };
  const id = callerId({ ...caller, accountId, principal: { type: 'role', name: role } }).split(':')[0];
  return {
    AssumedRoleUser: {
      Arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${RoleSessionName}`,
      AssumedRoleId: `${id}:${RoleSessionName}`,
    },
    Credentials: {
      AccessKeyId: key,
      SecretAccessKey: 'local',
      SessionToken: `local/${key}`,
      Expiration: new Date(expiresAt),
    },
  };
};

export const sts: Service = {
  signingName: 'sts',
  client,
  permissions,
  operations: { AssumeRole: assumeRole, GetCallerIdentity: getCallerIdentity },
};
