/** Instances as the API shows them, and their checks. */
import type {
  DescribeInstanceStatusRequest,
  DescribeInstanceStatusResult,
  DescribeInstancesRequest,
  DescribeInstancesResult,
  Instance,
  InstanceStateName,
  InstanceStatus,
  InstanceStatusSummary,
  StatusType,
  SummaryStatus,
} from '@aws-sdk/client-ec2';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { interfacesOf } from './attachments.ts';
import { azId } from './azs.ts';
import { derivedId } from './derive.ts';
import { type Filters, matching, PAGE_5_1000, page, refuseIdsWithPages } from './describe.ts';
import { interfaceView } from './interfaces.ts';
import { select } from './resources.ts';
import type * as State from './state.ts';
import { tagList, tagsOf } from './tags.ts';

/** How long the checks of an instance stay `initializing` after it is running, in ms (a plausible value; AWS names none). */
const CHECKS_SETTLE_MS = 60_000;

/** DescribeInstanceStatus takes at most 100 explicit ids (AWS-FACTS B.2). */
const MAX_STATUS_IDS = 100;

const STATE_CODES: Readonly<Record<State.InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** A state's name and code, as the API pairs them. */
export const stateView = (state: State.InstanceState): { Code: number; Name: InstanceStateName } => ({
  Code: STATE_CODES[state],
  Name: state,
});

const azOf = (instance: State.Instance, { account }: Call): string => account.ec2.subnets[instance.subnetId]?.az ?? '';

const filtersFor = (call: Call): Filters<State.Instance> => {
  const nics = (instance: State.Instance) => interfacesOf(call.account.ec2, instance.id);
  return {
    'availability-zone': (instance) => [azOf(instance, call)],
    'availability-zone-id': (instance) => [azId(azOf(instance, call))],
    'image-id': (instance) => [instance.imageId],
    'instance-id': (instance) => [instance.id],
    'instance-state-code': (instance) => [String(STATE_CODES[instance.state])],
    'instance-state-name': (instance) => [instance.state],
    'instance-type': (instance) => [instance.type],
    'ip-address': (instance) => [nics(instance)[0]?.publicIp],
    'network-interface.network-interface-id': (instance) => nics(instance).map((item) => item.id),
    'network-interface.subnet-id': (instance) => nics(instance).map((item) => item.subnetId),
    'network-interface.addresses.private-ip-address': (instance) => nics(instance).map((item) => item.privateIp),
    'owner-id': () => [call.account.id],
    'private-ip-address': (instance) => [nics(instance)[0]?.privateIp],
    'subnet-id': (instance) => [instance.subnetId],
    'vpc-id': (instance) => [instance.vpcId],
  };
};

/** One reservation for each instance. Throws InvalidInstanceID.NotFound and InvalidParameterCombination (ids with MaxResults). */
export const describeInstances = (input: DescribeInstancesRequest, call: Call): DescribeInstancesResult => {
  refuseIdsWithPages(input.InstanceIds, 'instancesSet', input);
  const chosen = select(call.account.ec2.instances, input.InstanceIds, 'instance');
  const { items, NextToken } = page(matching(chosen, input.Filters, filtersFor(call), tagsOf), input, PAGE_5_1000);
  const reservations = items.map((instance) => ({
    ReservationId: derivedId('r', instance.id),
    OwnerId: call.account.id,
    Instances: [instanceView(instance, call)],
  }));
  return { Reservations: reservations, NextToken };
};

const instanceView = (instance: State.Instance, call: Call): Instance => {
  const nics = interfacesOf(call.account.ec2, instance.id);
  const az = azOf(instance, call);
  return {
    InstanceId: instance.id,
    InstanceType: instance.type as Instance['InstanceType'],
    ImageId: instance.imageId,
    State: stateView(instance.state),
    StateTransitionReason: instance.stateReason ?? '',
    LaunchTime: new Date(instance.launchTime),
    ...(instance.spot ? { InstanceLifecycle: 'spot' as const, SpotInstanceRequestId: instance.spot.requestId } : {}),
    Placement: { AvailabilityZone: az, AvailabilityZoneId: azId(az), Tenancy: 'default' },
    // A terminated instance has lost its place in the network.
    ...(instance.state === 'terminated' ? {} : { VpcId: instance.vpcId, SubnetId: instance.subnetId }),
    PrivateIpAddress: nics[0]?.privateIp,
    PublicIpAddress: nics[0]?.publicIp,
    SourceDestCheck: nics[0]?.sourceDestCheck,
    NetworkInterfaces: nics.map((item) => instanceInterfaceView(item, call)),
    Architecture: 'arm64',
    Monitoring: { State: 'disabled' },
    Tags: tagList(instance.tags),
  };
};

const instanceInterfaceView = (
  item: State.NetworkInterface,
  call: Call,
): NonNullable<Instance['NetworkInterfaces']>[number] => {
  const { AvailabilityZone, AvailabilityZoneId, RequesterManaged, RequesterId, TagSet, ...shared } = interfaceView(
    item,
    call,
  );
  return shared;
};

type Check = 'instance' | 'system' | 'ebs';

/** A check's status now; `not-applicable` unless the instance is running (after a terminate R, AWS-FACTS F). */
const checkOf = (instance: State.Instance, check: Check, now: number): SummaryStatus => {
  if (instance.state !== 'running') return 'not-applicable';
  if (instance.impaired?.check === check) return 'impaired';
  return now < (instance.runningSince ?? 0) + CHECKS_SETTLE_MS ? 'initializing' : 'ok';
};

const REACHABILITY: Readonly<Partial<Record<SummaryStatus, StatusType>>> = {
  ok: 'passed',
  impaired: 'failed',
  initializing: 'initializing',
};

const summary = (instance: State.Instance, check: Check, now: number): InstanceStatusSummary => {
  const status = checkOf(instance, check, now);
  const reachability = REACHABILITY[status];
  const since = status === 'impaired' && instance.impaired ? new Date(instance.impaired.since) : undefined;
  return {
    Status: status,
    Details: reachability ? [{ Name: 'reachability', Status: reachability, ImpairedSince: since }] : [],
  };
};

const statusFiltersFor = (call: Call): Filters<State.Instance> => {
  const status = (check: Check) => (instance: State.Instance) => [checkOf(instance, check, call.now)];
  const reach = (check: Check) => (instance: State.Instance) => [REACHABILITY[checkOf(instance, check, call.now)]];
  return {
    'availability-zone': (instance) => [azOf(instance, call)],
    'availability-zone-id': (instance) => [azId(azOf(instance, call))],
    'instance-state-code': (instance) => [String(STATE_CODES[instance.state])],
    'instance-state-name': (instance) => [instance.state],
    'instance-status.status': status('instance'),
    'instance-status.reachability': reach('instance'),
    'system-status.status': status('system'),
    'system-status.reachability': reach('system'),
    'attached-ebs-status.status': status('ebs'),
  };
};

/** Only running instances unless IncludeAllInstances is set (AWS-FACTS B.2). */
export const describeInstanceStatus = (
  input: DescribeInstanceStatusRequest,
  call: Call,
): DescribeInstanceStatusResult => {
  refuseIdsWithPages(input.InstanceIds, 'instancesSet', input);
  const ids = input.InstanceIds?.length ?? 0;
  if (ids > MAX_STATUS_IDS) {
    throw new AwsError('InvalidParameterValue', `Expected at most ${MAX_STATUS_IDS} instance ids, found ${ids}.`);
  }
  const chosen = select(call.account.ec2.instances, input.InstanceIds, 'instance').filter(
    (instance) => input.IncludeAllInstances || instance.state === 'running',
  );
  const { items, NextToken } = page(matching(chosen, input.Filters, statusFiltersFor(call)), input, PAGE_5_1000);
  return { InstanceStatuses: items.map((instance) => statusView(instance, call)), NextToken };
};

const statusView = (instance: State.Instance, call: Call): InstanceStatus => {
  const az = azOf(instance, call);
  return {
    InstanceId: instance.id,
    AvailabilityZone: az,
    AvailabilityZoneId: azId(az),
    InstanceState: stateView(instance.state),
    InstanceStatus: summary(instance, 'instance', call.now),
    SystemStatus: summary(instance, 'system', call.now),
    AttachedEbsStatus: summary(instance, 'ebs', call.now),
    Events: (instance.events ?? []).map(({ code, description, notBefore }, at) => ({
      InstanceEventId: derivedId('instance-event', instance.id, String(at)),
      Code: code,
      Description: description,
      NotBefore: new Date(notBefore),
    })),
  };
};
