/** The simulated Elastic Load Balancing: the health of targets, and nothing else. */
import * as client from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Account } from '../../account.ts';
import type { Call, Service } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { findTargetGroup } from './find.ts';
import { permissions } from './permissions.ts';
import type { Target, TargetState } from './state.ts';

const REASONS: Readonly<Partial<Record<TargetState, string>>> = {
  unhealthy: 'Target.FailedHealthChecks',
  initial: 'Elb.RegistrationInProgress',
  draining: 'Target.DeregistrationInProgress',
  unused: 'Target.InvalidState',
  unavailable: 'Target.HealthCheckDisabled',
};

/** A target that is an instance counts only while that runs (user guide, "Target health status"). */
const stateOf = ({ id, state }: Target, { ec2 }: Account): TargetState =>
  id.startsWith('i-') && ec2.instances[id]?.state !== 'running' ? 'unused' : state;

const describe = (target: Target, account: Account): client.TargetHealthDescription => {
  const State = stateOf(target, account);
  const Reason = REASONS[State] as client.TargetHealthReasonEnum | undefined;
  return {
    Target: { Id: target.id, Port: target.port },
    HealthCheckPort: String(target.port),
    TargetHealth: { State, ...(Reason === undefined ? {} : { Reason }) },
  };
};

/** Throws TargetGroupNotFound, and InvalidTarget for a target that is not registered. */
const describeTargetHealth = (
  input: client.DescribeTargetHealthInput,
  { account }: Call,
): client.DescribeTargetHealthOutput => {
  const { arn, targets } = findTargetGroup(account, input.TargetGroupArn);
  const asked = input.Targets?.map(({ Id }) => Id);
  const unknown = asked?.find((id) => !targets.some((target) => target.id === id));
  if (unknown) throw new AwsError('InvalidTarget', `The target '${unknown}' is not registered with ${arn}`);
  const wanted = targets.filter(({ id }) => asked === undefined || asked.length === 0 || asked.includes(id));
  return { TargetHealthDescriptions: wanted.map((target) => describe(target, account)) };
};

export const elbv2: Service = {
  signingName: 'elasticloadbalancing',
  client,
  permissions,
  operations: { DescribeTargetHealth: describeTargetHealth },
};
