/** ModifyVpcEndpoint and DeleteVpcEndpoints, by the endpoint's owner. */
import type {
  DeleteVpcEndpointsRequest,
  DeleteVpcEndpointsResult,
  ModifyVpcEndpointRequest,
  ModifyVpcEndpointResult,
  UnsuccessfulItem,
} from '@aws-sdk/client-ec2';
import type { Call } from '../../../service.ts';
import { AwsError } from '../../../wire/error.ts';
import { missing } from '../resources.ts';
import { notify } from '../sharing/notify.ts';
import type { Endpoint } from '../state.ts';
import { FULL_ACCESS } from './create.ts';
import { addRouteTables, addSubnets, removeRouteTables, removeSubnets, replaceAddresses } from './placement.ts';
import { dependentOf, setPrivateDns } from './private-dns.ts';
import { beginDeletion, endpointsOf, findOwnEndpoint, stateOf } from './state.ts';

/** All or nothing: what was changed before a refusal is taken back. */
export const modifyVpcEndpoint = (input: ModifyVpcEndpointRequest, call: Call): ModifyVpcEndpointResult => {
  const before = structuredClone(call.account.ec2);
  try {
    modify(input, call);
  } catch (error) {
    call.account.ec2 = before;
    throw error;
  }
  return { Return: true };
};

const modify = (input: ModifyVpcEndpointRequest, call: Call): void => {
  const endpoint = findOwnEndpoint(call, input.VpcEndpointId);
  const state = stateOf(endpoint, call.account.ec2);
  if (state !== 'available' && state !== 'pending' && state !== 'pendingAcceptance') {
    throw new AwsError('IncorrectState', `The endpoint ${endpoint.id} is ${state}; expected available or pending.`);
  }
  if (input.IpAddressType && input.IpAddressType !== endpoint.addressType) {
    throw new AwsError('UnsupportedOperation', 'The local cloud does not simulate a change of IpAddressType.');
  }
  modifyPrivateDns(endpoint, input, call);
  if (endpoint.type === 'Gateway') modifyTables(endpoint, input, call);
  else modifySubnets(endpoint, input, call);
  modifyAccess(endpoint, input);
};

const modifyPrivateDns = (endpoint: Endpoint, input: ModifyVpcEndpointRequest, call: Call): void => {
  if (input.PrivateDnsEnabled === undefined && input.DnsOptions === undefined) return;
  const enabled = input.PrivateDnsEnabled ?? endpoint.privateDns;
  setPrivateDns(endpoint, enabled, input.DnsOptions ?? {}, call.account.ec2);
  endpoint.dnsRecordIpType = input.DnsOptions?.DnsRecordIpType ?? endpoint.dnsRecordIpType;
};

const modifyTables = (endpoint: Endpoint, input: ModifyVpcEndpointRequest, call: Call): void => {
  if (input.AddSubnetIds?.length || input.RemoveSubnetIds?.length) {
    throw new AwsError(
      'InvalidParameter',
      `The endpoint ${endpoint.id} is of type Gateway and takes route tables, not subnets.`,
    );
  }
  removeRouteTables(endpoint, input.RemoveRouteTableIds ?? [], call);
  addRouteTables(endpoint, input.AddRouteTableIds ?? [], call);
};

/** Removing comes first, so that one call can move the endpoint within an AZ. */
const modifySubnets = (endpoint: Endpoint, input: ModifyVpcEndpointRequest, call: Call): void => {
  const configurations = input.SubnetConfigurations ?? [];
  removeSubnets(endpoint, input.RemoveSubnetIds ?? [], call);
  addSubnets(endpoint, input.AddSubnetIds ?? [], configurations, call);
  replaceAddresses(endpoint, configurations, call);
};

const modifyAccess = (endpoint: Endpoint, input: ModifyVpcEndpointRequest): void => {
  const removed = input.RemoveSecurityGroupIds ?? [];
  const kept = endpoint.groups.filter((id) => !removed.includes(id));
  endpoint.groups = [...new Set([...kept, ...(input.AddSecurityGroupIds ?? [])])];
  if (input.ResetPolicy) endpoint.policy = FULL_ACCESS;
  else if (input.PolicyDocument) endpoint.policy = input.PolicyDocument;
};

/** Each endpoint has its own outcome; a failure is in Unsuccessful, with HTTP 200. */
export const deleteVpcEndpoints = (input: DeleteVpcEndpointsRequest, call: Call): DeleteVpcEndpointsResult => {
  const outcomes = (input.VpcEndpointIds ?? []).map((id) => ({ id, error: deleteOne(id, call) }));
  const Unsuccessful: UnsuccessfulItem[] = outcomes.flatMap(({ id, error }) =>
    error ? [{ ResourceId: id, Error: { Code: error.code, Message: error.message } }] : [],
  );
  return { Unsuccessful };
};

const deleteOne = (id: string, call: Call): AwsError | undefined => {
  const { ec2 } = call.account;
  const endpoint = endpointsOf(call).find((candidate) => candidate.id === id);
  const state = endpoint && stateOf(endpoint, ec2);
  if (!endpoint || state === 'deleted') return missing(id, 'vpc-endpoint');
  if (state === 'deleting') return undefined;
  const dependent = dependentOf(endpoint, ec2);
  if (dependent) {
    return new AwsError(
      'InvalidParameter',
      `The Gateway endpoint ${id} is needed by ${dependent.id}, whose private DNS is for inbound Resolver endpoints only.`,
    );
  }
  removeRouteTables(endpoint, endpoint.routeTableIds, call);
  beginDeletion(id, call);
  if (ec2.endpointConnections[id]) notify('Delete', endpoint, call);
  return undefined;
};
