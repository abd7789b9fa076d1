/** Starting, stopping and terminating instances, over local time, with the event that EC2 sends for each state. */

import type {
  StartInstancesRequest,
  StartInstancesResult,
  StopInstancesRequest,
  StopInstancesResult,
  TerminateInstancesRequest,
  TerminateInstancesResult,
} from '@aws-sdk/client-ec2';
import { partitionName } from '../../partitions.ts';
import type { Call, Transition } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { interfacesOf } from './attachments.ts';
import { findInstance } from './find.ts';
import { stateView } from './instances.ts';
import { required } from './resources.ts';
import type { Instance, InstanceState } from './state.ts';

/** How long an instance takes to start, to stop and to shut down, in local ms (plausible values; AWS promises none). */
const INSTANCE_MS = { start: 10_000, stop: 10_000, terminate: 10_000 } as const;
/** How long a terminated instance stays visible, in local ms: about an hour (EC2 guide). */
const TERMINATED_VISIBLE_MS = 3_600_000;

interface StateChange {
  readonly InstanceId: string;
  readonly CurrentState: ReturnType<typeof stateView>;
  readonly PreviousState: ReturnType<typeof stateView>;
}

interface Step {
  /** States that the step leaves as they are. */
  readonly unchanged: readonly InstanceState[];
  /** States from which AWS refuses it, with IncorrectInstanceState. */
  readonly refused: readonly InstanceState[];
  readonly verb: string;
  apply(instance: Instance, call: Call): void;
}

const START: Step = {
  unchanged: ['pending', 'running'],
  refused: ['stopping', 'shutting-down', 'terminated'],
  verb: 'started',
  apply(instance, call) {
    instance.launchTime = call.now;
    delete instance.stateReason;
    moveTo(instance, 'pending', call);
    call.schedule(call.now + INSTANCE_MS.start, 'instance-running', instance.id);
  },
};

const STOP: Step = {
  unchanged: ['stopping', 'stopped'],
  refused: ['pending', 'shutting-down', 'terminated'],
  verb: 'stopped',
  apply(instance, call) {
    instance.stateReason = 'User initiated';
    moveTo(instance, 'stopping', call);
    call.schedule(call.now + INSTANCE_MS.stop, 'instance-stopped', instance.id);
  },
};

const TERMINATE: Step = {
  unchanged: ['shutting-down', 'terminated'],
  refused: [],
  verb: 'terminated',
  apply(instance, call) {
    instance.stateReason = 'User initiated';
    moveTo(instance, 'shutting-down', call);
    call.schedule(call.now + INSTANCE_MS.terminate, 'instance-terminated', instance.id);
  },
};

/** `pending`, then `running`. Throws InvalidInstanceID.NotFound and IncorrectInstanceState. */
export const startInstances = (input: StartInstancesRequest, call: Call): StartInstancesResult => ({
  StartingInstances: changeAll(input.InstanceIds, START, call),
});

/** `stopping`, then `stopped`. Throws InvalidInstanceID.NotFound and IncorrectInstanceState. */
export const stopInstances = (input: StopInstancesRequest, call: Call): StopInstancesResult => ({
  StoppingInstances: changeAll(input.InstanceIds, STOP, call),
});

/** `shutting-down`, then `terminated`, later gone. Throws InvalidInstanceID.NotFound. */
export const terminateInstances = (input: TerminateInstancesRequest, call: Call): TerminateInstancesResult => ({
  TerminatingInstances: changeAll(input.InstanceIds, TERMINATE, call),
});

/** All or none: one instance that is missing or in the wrong state fails the call before any is changed. */
const changeAll = (ids: readonly string[] | undefined, step: Step, call: Call): StateChange[] => {
  const instances = [...new Set(required(ids, 'InstanceId'))].map((id) => findInstance(call.account, id));
  const wrong = instances.find((instance) => step.refused.includes(instance.state));
  if (wrong) {
    throw new AwsError(
      'IncorrectInstanceState',
      `The instance '${wrong.id}' is not in a state from which it can be ${step.verb}: ${wrong.state}`,
    );
  }
  return instances.map((instance) => {
    const before = instance.state;
    if (!step.unchanged.includes(before)) step.apply(instance, call);
    return { InstanceId: instance.id, CurrentState: stateView(instance.state), PreviousState: stateView(before) };
  });
};

/** Sets the state and sends EC2's event of it (AWS-FACTS A.4). */
const moveTo = (instance: Instance, state: InstanceState, call: Call): void => {
  instance.state = state;
  if (state === 'running') instance.runningSince = call.now;
  else delete instance.runningSince;
  call.emit({
    to: 'bus',
    source: 'aws.ec2',
    detailType: 'EC2 Instance State-change Notification',
    resources: [
      `arn:${partitionName(call.account.region)}:ec2:${call.account.region}:${call.account.id}:instance/${instance.id}`,
    ],
    detail: { 'instance-id': instance.id, state },
  });
};

/** Terminating frees the instance's interfaces: those that go with it are deleted, the others are detached. */
const releaseInterfaces = (instance: Instance, call: Call): void => {
  for (const item of interfacesOf(call.account.ec2, instance.id)) {
    if (item.attachment?.deleteOnTermination) delete call.account.ec2.networkInterfaces[item.id];
    else delete item.attachment;
  }
};

/** A timer that comes after the instance went elsewhere changes nothing. */
const arrive =
  (from: InstanceState, to: InstanceState, then?: (instance: Instance, call: Call) => void): Transition =>
  (id, call) => {
    const instance = call.account.ec2.instances[id];
    if (instance?.state !== from) return;
    moveTo(instance, to, call);
    then?.(instance, call);
  };

/** What instances do by themselves when their time has come. */
export const lifecycleTransitions: Readonly<Record<string, Transition>> = {
  'instance-running': arrive('pending', 'running'),
  'instance-stopped': arrive('stopping', 'stopped'),
  'instance-terminated': arrive('shutting-down', 'terminated', (instance, call) => {
    releaseInterfaces(instance, call);
    call.schedule(call.now + TERMINATED_VISIBLE_MS, 'instance-gone', instance.id);
  }),
  'instance-gone': (id, call) => {
    if (call.account.ec2.instances[id]?.state === 'terminated') delete call.account.ec2.instances[id];
  },
};
