/** Addresses of Resolver endpoints: taking them in, and how they come and go over local time. */
import { find } from '../../find.ts';
import type { Call, Transition } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { familyOf, firstFree, inCidr } from '../ec2/addresses.ts';
import type { Subnet } from '../ec2/state.ts';
import { type Input, optionalText, text } from './input.ts';
import type { AddressStatus, ResolverAddress, ResolverEndpoint } from './state.ts';

/** How long after the call an address reaches its next states (local ms; plausible values, AWS promises none). */
const ADDRESS_MS = { attaching: 10_000, attached: 30_000, deleting: 20_000, gone: 30_000 } as const;

const LEAVING: readonly AddressStatus[] = ['DETACHING', 'DELETING'];
const ARRIVING: readonly AddressStatus[] = ['CREATING', 'ATTACHING'];

export const isLeaving = ({ status }: ResolverAddress): boolean => LEAVING.includes(status);
export const isArriving = ({ status }: ResolverAddress): boolean => ARRIVING.includes(status);

/** An address in a VPC's own network as a caller asks for it. Throws InvalidParameterException and ResourceNotFoundException. */
const wantedAddress = (wanted: Input, { account: { ec2 } }: Call): { subnet: Subnet; ip: string | undefined } => {
  if (optionalText(wanted, 'Ipv6') !== undefined)
    throw new AwsError('NotImplemented', 'IPv6 addresses of Resolver endpoints are not simulated.', 501);
  const id = text(wanted, 'SubnetId');
  const missing = (): AwsError => new AwsError('InvalidParameterException', `The subnet ID '${id}' does not exist`);
  return { subnet: find(ec2.subnets, id, missing), ip: optionalText(wanted, 'Ip') };
};

/** Every address that is taken in a subnet, by interfaces and by Resolver endpoints. */
const takenIn = ({ account: { ec2, resolver } }: Call, subnetId: string): Set<string> => {
  const interfaces = Object.values(ec2.networkInterfaces).filter((item) => item.subnetId === subnetId);
  const addresses = Object.values(resolver.endpoints).flatMap((endpoint) => endpoint.addresses);
  return new Set([
    ...interfaces.flatMap(({ privateIp }) => privateIp ?? []),
    ...addresses.filter((address) => address.subnetId === subnetId).map(({ ip }) => ip),
  ]);
};

/**
 * A new address of the endpoint, on its way to be attached. Throws InvalidRequestException when it is outside its subnet,
 * in use, or in another VPC (the codes are guessed). `beside` are addresses that come with it.
 */
export const takeAddress = (
  wanted: Input,
  call: Call,
  { vpcId, beside = [] }: { readonly vpcId?: string | undefined; readonly beside?: readonly ResolverAddress[] },
): ResolverAddress & { vpcId: string } => {
  const { subnet, ip: asked } = wantedAddress(wanted, call);
  if (vpcId !== undefined && subnet.vpcId !== vpcId) {
    throw new AwsError('InvalidRequestException', `The subnet ${subnet.id} is in ${subnet.vpcId}, not in ${vpcId}.`);
  }
  const taken = takenIn(call, subnet.id).union(new Set(beside.map((address) => address.ip)));
  const ip = asked ?? firstFree(subnet.cidr, taken);
  if (ip === undefined) throw new AwsError('InvalidRequestException', `The subnet ${subnet.id} has no free addresses.`);
  if (familyOf(ip) !== 4 || !inCidr(subnet.cidr, ip)) {
    const message = `The IP address ${ip} does not lie in the subnet ${subnet.id} (${subnet.cidr}).`;
    throw new AwsError('InvalidRequestException', message);
  }
  if (taken.has(ip)) throw new AwsError('ResourceExistsException', `The IP address ${ip} is in use.`);
  const times = { createdAt: call.now, modifiedAt: call.now };
  return { id: call.newId('rni'), subnetId: subnet.id, ip, status: 'CREATING', ...times, vpcId: subnet.vpcId };
};

const keyOf = ({ id }: ResolverEndpoint, address: ResolverAddress): string => `${id}/${address.id}`;

/** Puts an address on its way in. */
export const attach = (endpoint: ResolverEndpoint, address: ResolverAddress, call: Call): void => {
  endpoint.addresses.push(address);
  endpoint.modifiedAt = call.now;
  call.schedule(call.now + ADDRESS_MS.attaching, 'address-attaching', keyOf(endpoint, address));
  call.schedule(call.now + ADDRESS_MS.attached, 'address-attached', keyOf(endpoint, address));
};

/** Puts an address on its way out; it goes on answering until it is gone. */
export const detach = (endpoint: ResolverEndpoint, address: ResolverAddress, call: Call): void => {
  address.status = 'DETACHING';
  address.modifiedAt = call.now;
  endpoint.modifiedAt = call.now;
  call.schedule(call.now + ADDRESS_MS.deleting, 'address-deleting', keyOf(endpoint, address));
  call.schedule(call.now + ADDRESS_MS.gone, 'address-gone', keyOf(endpoint, address));
};

/** A timer that comes after the address went elsewhere changes nothing. */
const arrive =
  (from: AddressStatus, to: AddressStatus): Transition =>
  (key, { account, now }) => {
    const [endpointId = '', id] = key.split('/');
    const address = account.resolver.endpoints[endpointId]?.addresses.find((one) => one.id === id);
    if (address?.status !== from) return;
    address.status = to;
    address.modifiedAt = now;
  };

/** What addresses do by themselves when their time has come. */
export const addressTransitions: Readonly<Record<string, Transition>> = {
  'address-attaching': arrive('CREATING', 'ATTACHING'),
  'address-attached': arrive('ATTACHING', 'ATTACHED'),
  'address-deleting': arrive('DETACHING', 'DELETING'),
  'address-gone': (key, { account, now }) => {
    const [endpointId = '', id] = key.split('/');
    const endpoint = account.resolver.endpoints[endpointId];
    if (!endpoint) return;
    endpoint.addresses = endpoint.addresses.filter((address) => address.id !== id || address.status !== 'DELETING');
    endpoint.modifiedAt = now;
    if (endpoint.status === 'DELETING' && endpoint.addresses.length === 0)
      delete account.resolver.endpoints[endpointId];
  },
};
