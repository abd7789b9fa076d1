/** The provider's side of endpoint connections: seeing, accepting and rejecting them (AWS-FACTS B.1). */
import type {
  AcceptVpcEndpointConnectionsRequest,
  AcceptVpcEndpointConnectionsResult,
  DescribeVpcEndpointConnectionsRequest,
  DescribeVpcEndpointConnectionsResult,
  RejectVpcEndpointConnectionsRequest,
  RejectVpcEndpointConnectionsResult,
  UnsuccessfulItem,
  VpcEndpointConnection,
} from '@aws-sdk/client-ec2';
import type { Call } from '../../../service.ts';
import { AwsError } from '../../../wire/error.ts';
import { type Filters, matching, PAGE_CAPPED_1000, page } from '../describe.ts';
import { dnsEntries } from '../endpoints/names.ts';
import { beginSettling } from '../endpoints/state.ts';
import { findEndpoint, findEndpointService } from '../find.ts';
import { missing } from '../resources.ts';
import type { ConnectionEvent, Endpoint, EndpointConnection, EndpointState } from '../state.ts';
import { tagList } from '../tags.ts';
import { notify } from './notify.ts';

interface Row {
  readonly connection: EndpointConnection;
  readonly endpoint: Endpoint;
}

const filtersFor = (call: Call): Filters<Row> => ({
  'ip-address-type': ({ endpoint }) => [endpoint.addressType],
  'service-id': ({ connection }) => [connection.serviceId],
  'vpc-endpoint-id': ({ endpoint }) => [endpoint.id],
  'vpc-endpoint-owner': ({ endpoint }) => [endpoint.ownerId],
  'vpc-endpoint-region': ({ endpoint: { region } }) => [
    region,
    ...(region === call.account.region ? [] : ['cross-region']),
  ],
  'vpc-endpoint-state': ({ connection }) => [connection.state],
});

/** The connections to all of the account's endpoint services; there is a filter for one of them, and no parameter. */
export const describeVpcEndpointConnections = (
  input: DescribeVpcEndpointConnectionsRequest,
  call: Call,
): DescribeVpcEndpointConnectionsResult => {
  const { ec2 } = call.account;
  const rows = Object.values(ec2.endpointConnections).map((connection) => ({
    connection,
    endpoint: findEndpoint({ ec2 }, connection.endpointId),
  }));
  const { items, NextToken } = page(matching(rows, input.Filters, filtersFor(call)), input, PAGE_CAPPED_1000);
  return { VpcEndpointConnections: items.map((row) => connectionView(row, call)), NextToken };
};

const connectionView = ({ connection, endpoint }: Row, { account }: Call): VpcEndpointConnection => {
  const service = account.ec2.endpointServices[connection.serviceId];
  return {
    ServiceId: connection.serviceId,
    VpcEndpointId: endpoint.id,
    VpcEndpointOwner: endpoint.ownerId,
    // The wire carries lower camel; the SDK's enum says otherwise (AWS-FACTS 0.1).
    VpcEndpointState: connection.state as never,
    CreationTimestamp: new Date(connection.createdAt),
    DnsEntries: dnsEntries({ ...endpoint, privateDns: false }, account.ec2),
    NetworkLoadBalancerArns: service?.networkLoadBalancerArns,
    GatewayLoadBalancerArns: service?.gatewayLoadBalancerArns,
    IpAddressType: endpoint.addressType,
    VpcEndpointConnectionId: connection.id,
    VpcEndpointRegion: endpoint.region,
    Tags: tagList(connection.tags),
  };
};

interface Decision {
  from(call: Call): readonly EndpointState[];
  readonly event: ConnectionEvent;
  apply(connection: EndpointConnection, call: Call): void;
}

/** Whether a rejected one may be accepted is not documented (R): the account says. */
const ACCEPT: Decision = {
  from: ({ account }) => ['pendingAcceptance', ...(account.ec2.rejectedMayBeAccepted ? (['rejected'] as const) : [])],
  event: 'Accept',
  apply: (connection, call) => beginSettling(connection.endpointId, call),
};

/** The provider may reject after it accepted; a partial one, too (I). */
const REJECT: Decision = {
  from: () => ['pendingAcceptance', 'pending', 'available', 'partial'],
  event: 'Reject',
  apply: (connection) => {
    connection.state = 'rejected';
  },
};

/** Throws InvalidVpcEndpointServiceId.NotFound; wrong endpoints are in Unsuccessful (InvalidVpcEndpointId.NotFound, InvalidState I). */
export const acceptVpcEndpointConnections = (
  input: AcceptVpcEndpointConnectionsRequest,
  call: Call,
): AcceptVpcEndpointConnectionsResult => ({ Unsuccessful: decide(input, ACCEPT, call) });

/** Throws InvalidVpcEndpointServiceId.NotFound; wrong endpoints are in Unsuccessful (InvalidVpcEndpointId.NotFound, InvalidState I). */
export const rejectVpcEndpointConnections = (
  input: RejectVpcEndpointConnectionsRequest,
  call: Call,
): RejectVpcEndpointConnectionsResult => ({ Unsuccessful: decide(input, REJECT, call) });

/** A bad service throws; a bad endpoint is in Unsuccessful, and the others are decided nevertheless. */
const decide = (input: AcceptVpcEndpointConnectionsRequest, decision: Decision, call: Call): UnsuccessfulItem[] => {
  const service = findEndpointService(call.account, input.ServiceId);
  return (input.VpcEndpointIds ?? []).flatMap((id) => {
    const error = decideOne(service.id, id, decision, call);
    return error ? [{ ResourceId: id, Error: { Code: error.code, Message: error.message } }] : [];
  });
};

const decideOne = (serviceId: string, id: string, decision: Decision, call: Call): AwsError | undefined => {
  const { ec2 } = call.account;
  const connection = ec2.endpointConnections[id];
  const endpoint = ec2.endpoints[id];
  if (!endpoint || connection?.serviceId !== serviceId) return missing(id, 'vpc-endpoint');
  const from = decision.from(call);
  if (!from.includes(connection.state)) {
    const expected = from.join(' or ');
    return new AwsError(
      'InvalidState',
      `The endpoint connection of ${id} is ${connection.state}; expected ${expected}.`,
    );
  }
  const { refusal } = connection;
  if (refusal) return new AwsError(refusal.code, refusal.message);
  decision.apply(connection, call);
  notify(decision.event, endpoint, call);
  return undefined;
};
