/** Where an endpoint is in the network: its subnets and their interfaces, or its route tables. */
import type { SubnetConfiguration } from '@aws-sdk/client-ec2';
import type { Call } from '../../../service.ts';
import { AwsError } from '../../../wire/error.ts';
import { findRouteTable, findSubnet } from '../find.ts';
import { takeAddress } from '../interfaces.ts';
import type { Ec2State, Endpoint, NetworkInterface, Subnet } from '../state.ts';
import { parseServiceName, prefixListOf } from './names.ts';

/** Whether the endpoint is in this account's network; of a consumer's network in another account only ids are known. */
const isHere = (endpoint: Endpoint, { account }: Call): boolean => endpoint.ownerId === account.id;

/** Puts an interface into each subnet. Everything is checked before the first change. */
export const addSubnets = (
  endpoint: Endpoint,
  ids: readonly string[],
  configurations: readonly SubnetConfiguration[],
  call: Call,
): void => {
  const added = [...new Set(ids)].filter((id) => !endpoint.subnetIds.includes(id));
  if (!isHere(endpoint, call)) {
    endpoint.subnetIds.push(...added);
    endpoint.interfaceIds.push(...added.map(() => call.newId('eni')));
    return;
  }
  const { ec2 } = call.account;
  const subnets = added.map((id) => findSubnet({ ec2 }, id));
  for (const [i, subnet] of subnets.entries()) checkSubnet(endpoint, subnet, subnets.slice(0, i), ec2);
  const made = subnets.map((subnet) => interfaceFor(endpoint, subnet, configurations, call));
  for (const item of made) ec2.networkInterfaces[item.id] = item;
  endpoint.subnetIds.push(...added);
  endpoint.interfaceIds.push(...made.map((item) => item.id));
};

const checkSubnet = (endpoint: Endpoint, subnet: Subnet, before: readonly Subnet[], ec2: Ec2State): void => {
  if (subnet.vpcId !== endpoint.vpcId) {
    throw new AwsError('InvalidParameter', `The subnet ${subnet.id} does not belong to the VPC ${endpoint.vpcId}`);
  }
  const present = [...endpoint.subnetIds.flatMap((id) => ec2.subnets[id] ?? []), ...before];
  if (present.some((other) => other.az === subnet.az)) {
    throw new AwsError(
      'DuplicateSubnetsInSameZone',
      `Found another VPC endpoint subnet in the availability zone of ${subnet.id}`,
    );
  }
  const service = parseServiceName(endpoint.service);
  const azs = service?.kind === 'custom' ? ec2.endpointServices[service.serviceId]?.azs : undefined;
  if (azs && !azs.includes(subnet.az)) {
    throw new AwsError(
      'InvalidParameter',
      `The VPC endpoint service ${endpoint.service} does not support the availability zone of the subnet: ${subnet.id}.`,
    );
  }
};

const interfaceFor = (
  endpoint: Endpoint,
  subnet: Subnet,
  configurations: readonly SubnetConfiguration[],
  call: Call,
): NetworkInterface => {
  const { ec2 } = call.account;
  const fixed = configurations.find((configuration) => configuration.SubnetId === subnet.id);
  const address = (family: 4 | 6) => takeAddress(ec2, subnet, family, family === 4 ? fixed?.Ipv4 : fixed?.Ipv6);
  return {
    id: call.newId('eni'),
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    type: endpoint.type === 'GatewayLoadBalancer' ? 'gateway_load_balancer_endpoint' : 'vpc_endpoint',
    ...(endpoint.addressType === 'ipv6' ? {} : { privateIp: address(4) }),
    ipv6: endpoint.addressType === 'ipv4' ? [] : [address(6)],
    description: `VPC Endpoint Interface ${endpoint.id}`,
    groups: [...endpoint.groups],
    sourceDestCheck: endpoint.type !== 'GatewayLoadBalancer',
    attachment: { id: call.newId('ela-attach'), deviceIndex: 1, deleteOnTermination: false, at: call.now },
    tags: {},
  };
};

/** Takes the endpoint out of the subnets, with its interfaces there. Throws InvalidParameter for one that it is not in. */
export const removeSubnets = (endpoint: Endpoint, ids: readonly string[], call: Call): void => {
  const stranger = ids.find((id) => !endpoint.subnetIds.includes(id));
  if (stranger) throw new AwsError('InvalidParameter', `The endpoint ${endpoint.id} is not in the subnet ${stranger}`);
  const table = call.account.ec2.networkInterfaces;
  const leaves = (id: string, index: number) => ids.includes(table[id]?.subnetId ?? endpoint.subnetIds[index] ?? '');
  const gone = endpoint.interfaceIds.filter(leaves);
  for (const id of gone) delete table[id];
  endpoint.interfaceIds = endpoint.interfaceIds.filter((id) => !gone.includes(id));
  endpoint.subnetIds = endpoint.subnetIds.filter((id) => !ids.includes(id));
};

/** A changed fixed address replaces the subnet's interface with a new one (AWS-FACTS B.2). */
export const replaceAddresses = (
  endpoint: Endpoint,
  configurations: readonly SubnetConfiguration[],
  call: Call,
): void => {
  const changed = configurations.filter(({ SubnetId, Ipv4, Ipv6 }) => {
    const item = endpoint.interfaceIds
      .map((id) => call.account.ec2.networkInterfaces[id])
      .find((it) => it?.subnetId === SubnetId);
    return item && ((Ipv4 && Ipv4 !== item.privateIp) || (Ipv6 && !item.ipv6.includes(Ipv6)));
  });
  const ids = changed.flatMap(({ SubnetId }) => SubnetId ?? []);
  removeSubnets(endpoint, ids, call);
  addSubnets(endpoint, ids, changed, call);
};

/** Adds a gateway endpoint's route to the tables. */
export const addRouteTables = (endpoint: Endpoint, ids: readonly string[], call: Call): void => {
  const added = [...new Set(ids)].filter((id) => !endpoint.routeTableIds.includes(id));
  const destination = prefixListFor(endpoint);
  const tables = added.map((id) => findRouteTable(call.account, id));
  for (const table of tables) {
    if (table.routes.some((route) => route.destination === destination)) {
      throw new AwsError(
        'RouteAlreadyExists',
        `route table ${table.id} already has a route with destination-prefix-list-id ${destination}`,
      );
    }
  }
  for (const table of tables) table.routes.push({ destination, target: endpoint.id, origin: 'CreateRoute' });
  endpoint.routeTableIds.push(...added);
};

/** Takes a gateway endpoint's route out of the tables. */
export const removeRouteTables = (endpoint: Endpoint, ids: readonly string[], call: Call): void => {
  for (const id of ids) {
    const table = call.account.ec2.routeTables[id];
    if (table) table.routes = table.routes.filter((route) => route.target !== endpoint.id);
  }
  endpoint.routeTableIds = endpoint.routeTableIds.filter((id) => !ids.includes(id));
};

const prefixListFor = (endpoint: Endpoint): string => {
  const service = parseServiceName(endpoint.service);
  if (!service) throw new TypeError(`No service name: ${endpoint.service}`);
  return prefixListOf(service);
};
