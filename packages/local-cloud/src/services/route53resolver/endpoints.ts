/** Resolver endpoints: making, showing and removing them, and exchanging their addresses one at a time. */
import type { Account } from '../../account.ts';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { attach, detach, isArriving, isLeaving, takeAddress } from './addresses.ts';
import { arnOf, findEndpoint, timeOf } from './find.ts';
import { type Input, invalid, oneOf, optionalText, struct, structs, text, texts } from './input.ts';
import { type Filters, pageOf } from './pages.ts';
import type { Direction, ResolverAddress, ResolverEndpoint } from './state.ts';

/** Quotas (AWS-FACTS C.3) and the least number of addresses (B.5). */
const MAX_ENDPOINTS = 4;
const MAX_ADDRESSES = 6;
const MIN_ADDRESSES = 2;
const DIRECTIONS: readonly Direction[] = ['INBOUND', 'OUTBOUND'];

const statusOf = ({ status, addresses, createdAt, modifiedAt }: ResolverEndpoint): string => {
  if (status) return status;
  if (addresses.every(isArriving) && createdAt === modifiedAt) return 'CREATING';
  return addresses.some((address) => isArriving(address) || isLeaving(address)) ? 'UPDATING' : 'OPERATIONAL';
};

const view = (endpoint: ResolverEndpoint, account: Account) => ({
  Id: endpoint.id,
  CreatorRequestId: endpoint.creatorRequestId,
  Arn: arnOf(account, account.id, 'resolver-endpoint', endpoint.id),
  ...(endpoint.name === undefined ? {} : { Name: endpoint.name }),
  SecurityGroupIds: endpoint.groups,
  Direction: endpoint.direction,
  IpAddressCount: endpoint.addresses.length,
  HostVPCId: endpoint.vpcId,
  Status: statusOf(endpoint),
  StatusMessage: 'This Resolver Endpoint is simulated.',
  CreationTime: timeOf(endpoint.createdAt),
  ModificationTime: timeOf(endpoint.modifiedAt),
  ResolverEndpointType: 'IPV4',
  Protocols: ['Do53'],
});

const FILTERS: Filters<ResolverEndpoint> = {
  CreatorRequestId: ({ creatorRequestId }) => [creatorRequestId],
  Direction: ({ direction }) => [direction],
  HostVPCId: ({ vpcId }) => [vpcId],
  IpAddressCount: ({ addresses }) => [String(addresses.length)],
  Name: ({ name }) => [name],
  SecurityGroupIds: ({ groups }) => groups,
  Status: (endpoint) => [statusOf(endpoint)],
};

const refuseMore = (asked: number, most: number, what: string): void => {
  if (asked <= most) return;
  throw new AwsError('LimitExceededException', `Expected at most ${most} ${what}, found ${asked}.`);
};

const checkNew = (input: Input, addresses: readonly Input[], { account: { resolver } }: Call): void => {
  const type = optionalText(input, 'ResolverEndpointType') ?? 'IPV4';
  if (type !== 'IPV4')
    throw new AwsError('NotImplemented', `Resolver endpoints of type ${type} are not simulated.`, 501);
  const creator = text(input, 'CreatorRequestId');
  const endpoints = Object.values(resolver.endpoints);
  if (endpoints.some(({ creatorRequestId }) => creatorRequestId === creator)) {
    const message = `Resolver endpoint with creator request ID "${creator}" already exists.`;
    throw new AwsError('ResourceExistsException', message);
  }
  refuseMore(endpoints.length + 1, MAX_ENDPOINTS, 'Resolver endpoints in a Region');
  refuseMore(addresses.length, MAX_ADDRESSES, 'IP addresses of a Resolver endpoint');
  if (addresses.length < MIN_ADDRESSES) {
    throw new AwsError(
      'InvalidRequestException',
      `Resolver endpoint needs to have at least ${MIN_ADDRESSES} IP addresses`,
    );
  }
};

/** Its addresses are CREATING, then ATTACHING, then ATTACHED. */
export const createEndpoint = (input: Input, call: Call) => {
  const wanted = structs(input, 'IpAddresses');
  if (!wanted) throw invalid(undefined, 'ipAddresses', 'Member must not be null');
  if (input.SecurityGroupIds === undefined) throw invalid(undefined, 'securityGroupIds', 'Member must not be null');
  const direction = oneOf(text(input, 'Direction'), DIRECTIONS, 'direction');
  checkNew(input, wanted, call);
  const addresses: ResolverAddress[] = [];
  let vpcId: string | undefined;
  for (const one of wanted) {
    const { vpcId: found, ...address } = takeAddress(one, call, { vpcId, beside: addresses });
    vpcId = found;
    addresses.push(address);
  }
  const name = optionalText(input, 'Name');
  const endpoint: ResolverEndpoint = {
    id: call.newId(direction === 'INBOUND' ? 'rslvr-in' : 'rslvr-out'),
    ...(name === undefined ? {} : { name }),
    ...{ vpcId: vpcId ?? '', direction, groups: texts(input, 'SecurityGroupIds') },
    ...{ creatorRequestId: text(input, 'CreatorRequestId'), createdAt: call.now, modifiedAt: call.now, addresses: [] },
  };
  for (const address of addresses) attach(endpoint, address, call);
  call.account.resolver.endpoints[endpoint.id] = endpoint;
  return { ResolverEndpoint: view(endpoint, call.account) };
};

export const getEndpoint = (input: Input, { account }: Call) => ({
  ResolverEndpoint: view(findEndpoint(account, text(input, 'ResolverEndpointId')), account),
});

export const listEndpoints = (input: Input, { account }: Call) => {
  const { page, more } = pageOf(Object.values(account.resolver.endpoints), input, FILTERS);
  return { ...more, ResolverEndpoints: page.map((endpoint) => view(endpoint, account)) };
};

/** Throws InvalidRequestException while rules need it (guessed). */
export const deleteEndpoint = (input: Input, call: Call) => {
  const endpoint = findEndpoint(call.account, text(input, 'ResolverEndpointId'));
  const user = Object.values(call.account.resolver.rules).find(({ endpointId }) => endpointId === endpoint.id);
  if (user) {
    const message = `Resolver endpoint "${endpoint.id}" is used by the Resolver rule "${user.id}".`;
    throw new AwsError('InvalidRequestException', message);
  }
  endpoint.status = 'DELETING';
  for (const address of endpoint.addresses) if (!isLeaving(address)) detach(endpoint, address, call);
  return { ResolverEndpoint: view(endpoint, call.account) };
};

export const listAddresses = (input: Input, { account }: Call) => {
  const { page, more } = pageOf(findEndpoint(account, text(input, 'ResolverEndpointId')).addresses, input);
  const IpAddresses = page.map((address) => ({
    IpId: address.id,
    SubnetId: address.subnetId,
    Ip: address.ip,
    Status: address.status,
    StatusMessage: address.status === 'ATTACHED' ? 'This IP address is operational.' : 'This IP address is simulated.',
    CreationTime: timeOf(address.createdAt),
    ModificationTime: timeOf(address.modifiedAt),
  }));
  return { ...more, IpAddresses };
};

const refuseDeleting = ({ id, status }: ResolverEndpoint): void => {
  if (status !== 'DELETING') return;
  throw new AwsError('InvalidRequestException', `Resolver endpoint "${id}" is being deleted.`);
};

/** One address joins: it must lie in its subnet, be free, and there are at most six. */
export const associateAddress = (input: Input, call: Call) => {
  const endpoint = findEndpoint(call.account, text(input, 'ResolverEndpointId'));
  refuseDeleting(endpoint);
  refuseMore(endpoint.addresses.length + 1, MAX_ADDRESSES, 'IP addresses of a Resolver endpoint');
  const { vpcId, ...address } = takeAddress(struct(input, 'IpAddress'), call, { vpcId: endpoint.vpcId });
  attach(endpoint, address, call);
  return { ResolverEndpoint: view(endpoint, call.account) };
};

/** One address leaves. Two have to remain, one of them attached ([RSLVR-00506]; PEERS-DNS section 4). */
export const disassociateAddress = (input: Input, call: Call) => {
  const endpoint = findEndpoint(call.account, text(input, 'ResolverEndpointId'));
  refuseDeleting(endpoint);
  const wanted = struct(input, 'IpAddress');
  const [IpId, Ip, SubnetId] = ['IpId', 'Ip', 'SubnetId'].map((name) => optionalText(wanted, name));
  if (IpId === undefined && Ip === undefined) {
    throw new AwsError('InvalidParameterException', 'Expected IpId or Ip of the address to remove, found neither.');
  }
  const address = endpoint.addresses.find(
    ({ id, ip, subnetId }) => id === (IpId ?? id) && ip === (Ip ?? ip) && subnetId === (SubnetId ?? subnetId),
  );
  if (!address) {
    const message = `The IP address ${Ip ?? IpId} is not associated with the Resolver endpoint "${endpoint.id}".`;
    throw new AwsError('ResourceNotFoundException', message);
  }
  if (isLeaving(address))
    throw new AwsError('InvalidRequestException', `The IP address ${address.ip} is being removed.`);
  const others = endpoint.addresses.filter((one) => one !== address && !isLeaving(one));
  if (others.length < MIN_ADDRESSES || !others.some(({ status }) => status === 'ATTACHED')) {
    throw new AwsError('InvalidRequestException', "[RSLVR-00506] Can't remove the only attached IP address");
  }
  detach(endpoint, address, call);
  return { ResolverEndpoint: view(endpoint, call.account) };
};
