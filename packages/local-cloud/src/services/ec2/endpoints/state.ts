/** An endpoint's way through its states, over local time. */
import type { Call, Transition } from '../../../service.ts';
import { missing, required } from '../resources.ts';
import type { Ec2State, Endpoint, EndpointState } from '../state.ts';

/** How long the steps take, in local ms (plausible values; AWS promises none: "minutes; poll"). */
const ENDPOINT_MS = { settle: 30_000, delete: 30_000, visible: 60_000 } as const;

/** The state that counts: that of the connection, where there is one. */
export const stateOf = (endpoint: Endpoint, ec2: Ec2State): EndpointState =>
  ec2.endpointConnections[endpoint.id]?.state ?? endpoint.state;

const setState = (id: string, state: EndpointState, ec2: Ec2State): void => {
  const holder = ec2.endpointConnections[id] ?? ec2.endpoints[id];
  if (holder) holder.state = state;
};

/** The endpoints that the caller owns. */
export const endpointsOf = ({ account, caller }: Call): Endpoint[] =>
  Object.values(account.ec2.endpoints).filter((endpoint) => endpoint.ownerId === caller.accountId);

/** The caller's endpoint with this id; throws InvalidVpcEndpointId.NotFound. */
export const findOwnEndpoint = (call: Call, id: string | undefined): Endpoint => {
  const given = required(id, 'vpcEndpointId');
  const endpoint = endpointsOf(call).find((candidate) => candidate.id === given);
  if (!endpoint) throw missing(given, 'vpc-endpoint');
  return endpoint;
};

/** Lets an endpoint go on to `available`, which takes a while. */
export const beginSettling = (id: string, call: Call): void => {
  setState(id, 'pending', call.account.ec2);
  call.schedule(call.now + ENDPOINT_MS.settle, 'endpoint-available', id);
};

/** Lets an endpoint go: `deleting`, then `deleted`, then it is no longer there. */
export const beginDeletion = (id: string, call: Call): void => {
  setState(id, 'deleting', call.account.ec2);
  call.schedule(call.now + ENDPOINT_MS.delete, 'endpoint-deleted', id);
};

/** A timer that comes after the endpoint went elsewhere changes nothing. */
const when =
  (state: EndpointState, then: (endpoint: Endpoint, call: Call) => void): Transition =>
  (id, call) => {
    const endpoint = call.account.ec2.endpoints[id];
    if (endpoint && stateOf(endpoint, call.account.ec2) === state) then(endpoint, call);
  };

/** What endpoints and their connections do by themselves when their time has come. */
export const endpointTransitions: Readonly<Record<string, Transition>> = {
  'endpoint-available': when('pending', (endpoint, call) => setState(endpoint.id, 'available', call.account.ec2)),
  'endpoint-deleted': when('deleting', (endpoint, call) => {
    setState(endpoint.id, 'deleted', call.account.ec2);
    for (const id of endpoint.interfaceIds) delete call.account.ec2.networkInterfaces[id];
    endpoint.interfaceIds = [];
    call.schedule(call.now + ENDPOINT_MS.visible, 'endpoint-gone', endpoint.id);
  }),
  'endpoint-gone': when('deleted', (endpoint, { account }) => {
    delete account.ec2.endpoints[endpoint.id];
    delete account.ec2.endpointConnections[endpoint.id];
  }),
};
