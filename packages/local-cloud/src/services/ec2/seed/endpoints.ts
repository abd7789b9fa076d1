/** Puts VPC endpoints, endpoint services and their connections straight into an account, with ids that the caller chooses. */

import type { Account } from '../../../account.ts';
import { partitionName } from '../../../partitions.ts';
import { azNames } from '../azs.ts';
import { derivedId, derivedSuffix } from '../derive.ts';
import { FULL_ACCESS } from '../endpoints/create.ts';
import { customServiceName, parseServiceName, prefixListOf } from '../endpoints/names.ts';
import { findEndpointService, findRouteTable, findSubnet } from '../find.ts';
import type { ConnectionEvent, Endpoint, EndpointService, EndpointState, ForeignService, Tags } from '../state.ts';
import { addSecurityGroup, SEED_TIME } from './network.ts';

/** One subnet of an endpoint, and the addresses that it has there. */
export interface Placement {
  readonly subnet: string;
  readonly ip: string;
  readonly ipv6?: string;
  /** The id of its interface; a stable made-up one without it. */
  readonly eni?: string;
}

/** What addInterfaceEndpoint needs to know. */
export interface EndpointSeed {
  readonly id: string;
  readonly vpc: string;
  /** The service's full name, such as `com.amazonaws.eu-west-2.s3`. */
  readonly service: string;
  readonly subnets: readonly Placement[];
  readonly tags?: Tags;
  readonly state?: EndpointState;
  readonly privateDns?: boolean;
  /** Security groups; without any, one that lets everybody in. */
  readonly groups?: readonly string[];
  /** In ms since the epoch. */
  readonly createdAt?: number;
}

type Basics = Pick<EndpointSeed, 'id' | 'vpc' | 'service' | 'tags' | 'state' | 'createdAt' | 'privateDns'>;

const bareEndpoint = (account: Account, seed: Basics, type: Endpoint['type']): Endpoint => ({
  id: seed.id,
  ownerId: account.id,
  region: account.region,
  vpcId: seed.vpc,
  type,
  service: seed.service,
  serviceRegion: parseServiceName(seed.service)?.region ?? account.region,
  suffix: derivedSuffix(seed.id),
  state: seed.state ?? 'available',
  createdAt: seed.createdAt ?? SEED_TIME,
  subnetIds: [],
  interfaceIds: [],
  routeTableIds: [],
  groups: [],
  addressType: 'ipv4',
  privateDns: seed.privateDns ?? false,
  dnsRecordIpType: 'ipv4',
  policy: FULL_ACCESS,
  requesterManaged: false,
  tags: { ...seed.tags },
});

/** An interface endpoint with an interface in each of its subnets; dual-stack when a placement has an IPv6 address. */
export const addInterfaceEndpoint = (account: Account, seed: EndpointSeed): void => {
  const endpoint = bareEndpoint(account, seed, 'Interface');
  endpoint.groups = [...(seed.groups ?? [openGroup(account, seed.vpc)])];
  const dual = seed.subnets.some(({ ipv6 }) => ipv6);
  if (dual)
    Object.assign(endpoint, { addressType: 'dualstack', dnsRecordIpType: 'dualstack' } satisfies Partial<Endpoint>);
  for (const placement of seed.subnets) addInterface(account, endpoint, placement);
  account.ec2.endpoints[endpoint.id] = endpoint;
};

const openGroup = (account: Account, vpc: string): string => {
  const id = derivedId('sg', vpc, 'open');
  addSecurityGroup(account, { id, vpc, ingress: [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }] });
  return id;
};

const addInterface = (account: Account, endpoint: Endpoint, placement: Placement): void => {
  const subnet = findSubnet(account, placement.subnet);
  const id = placement.eni ?? derivedId('eni', endpoint.id, subnet.id);
  account.ec2.networkInterfaces[id] = {
    id,
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    type: endpoint.type === 'GatewayLoadBalancer' ? 'gateway_load_balancer_endpoint' : 'vpc_endpoint',
    privateIp: placement.ip,
    ipv6: placement.ipv6 ? [placement.ipv6] : [],
    description: `VPC Endpoint Interface ${endpoint.id}`,
    groups: [],
    sourceDestCheck: endpoint.type !== 'GatewayLoadBalancer',
    attachment: { id: derivedId('ela-attach', id), deviceIndex: 1, deleteOnTermination: false, at: endpoint.createdAt },
    tags: {},
  };
  endpoint.subnetIds.push(subnet.id);
  endpoint.interfaceIds.push(id);
};

/** A Gateway Load Balancer endpoint: a route's target in its one subnet. */
export const addGatewayLoadBalancerEndpoint = (
  account: Account,
  { placement, ...seed }: Omit<Basics, 'privateDns'> & { placement: Placement },
): void => {
  const endpoint = bareEndpoint(account, seed, 'GatewayLoadBalancer');
  addInterface(account, endpoint, placement);
  account.ec2.endpoints[endpoint.id] = endpoint;
};

/** A gateway endpoint of S3 or DynamoDB, with its route in each of the tables. */
export const addGatewayEndpoint = (
  account: Account,
  { routeTables = [], ...seed }: Omit<Basics, 'privateDns'> & { routeTables?: readonly string[] },
): void => {
  const endpoint = bareEndpoint(account, seed, 'Gateway');
  const service = parseServiceName(seed.service);
  if (!service) throw new RangeError(`${seed.id}: expected a full service name, found '${seed.service}'`);
  for (const id of routeTables) {
    const route = { destination: prefixListOf(service), target: endpoint.id, origin: 'CreateRoute' as const };
    findRouteTable(account, id).routes.push(route);
  }
  endpoint.routeTableIds = [...routeTables];
  account.ec2.endpoints[endpoint.id] = endpoint;
};

/** What addEndpointService needs to know. */
export interface EndpointServiceSeed {
  readonly id: string;
  readonly tags?: Tags;
  /** Default true. */
  readonly acceptanceRequired?: boolean;
  /** AZ names; default all of the Region. */
  readonly azs?: readonly string[];
  /** Who may connect: ARNs or `*`; default everybody. */
  readonly principals?: readonly string[];
  /** Further Regions that it is offered in. */
  readonly regions?: readonly string[];
  readonly addressTypes?: readonly ('ipv4' | 'ipv6')[];
  readonly privateDnsName?: string;
  readonly state?: EndpointService['state'];
  readonly type?: 'Interface' | 'GatewayLoadBalancer';
}

/** An endpoint service behind a made-up load balancer. */
export const addEndpointService = (account: Account, seed: EndpointServiceSeed): void => {
  const { id, principals = ['*'], regions = [], privateDnsName, type = 'Interface' } = seed;
  const arn = (kind: string) =>
    `arn:${partitionName(account.region)}:elasticloadbalancing:${account.region}:${account.id}:loadbalancer/${kind}/${id}/0123456789abcdef`;
  account.ec2.endpointServices[id] = {
    id,
    acceptanceRequired: seed.acceptanceRequired ?? true,
    azs: [...(seed.azs ?? azNames(account.region))],
    addressTypes: [...(seed.addressTypes ?? (['ipv4'] as const))],
    networkLoadBalancerArns: type === 'Interface' ? [arn('net')] : [],
    gatewayLoadBalancerArns: type === 'Interface' ? [] : [arn('gwy')],
    ...(privateDnsName ? { privateDnsName } : {}),
    state: seed.state ?? 'Available',
    regions: regions.map((region) => ({ region, state: 'Available' })),
    managesEndpoints: false,
    permissions: principals.map((principal) => ({ id: derivedId('vpce-svc-perm', id, principal), principal })),
    tags: { ...seed.tags },
  };
};

/** A service of another account that this one may see; its id is the last part of its name. */
export const addForeignService = (
  account: Account,
  seed: Pick<ForeignService, 'id' | 'owner'> & Partial<ForeignService>,
): string => {
  const name = customServiceName(account.region, seed.id);
  account.ec2.foreignServices[name] = { acceptanceRequired: true, ...seed };
  return name;
};

/** The interfaces of a service's load balancer, one in each of the subnets, as its description tells. */
export const addLoadBalancerInterfaces = (
  account: Account,
  { service: id, placements }: { readonly service: string; readonly placements: readonly Placement[] },
): void => {
  const service = findEndpointService(account, id);
  const [arn = ''] = [...service.networkLoadBalancerArns, ...service.gatewayLoadBalancerArns];
  for (const placement of placements) {
    const subnet = findSubnet(account, placement.subnet);
    const eni = placement.eni ?? derivedId('eni', arn, subnet.id);
    account.ec2.networkInterfaces[eni] = {
      id: eni,
      vpcId: subnet.vpcId,
      subnetId: subnet.id,
      type: 'network_load_balancer',
      privateIp: placement.ip,
      ipv6: placement.ipv6 ? [placement.ipv6] : [],
      description: `ELB ${arn.split(':loadbalancer/')[1]}`,
      groups: [],
      sourceDestCheck: false,
      attachment: { id: derivedId('ela-attach', eni), deviceIndex: 1, deleteOnTermination: false, at: SEED_TIME },
      tags: {},
    };
  }
};

/** What addEndpointConnection needs to know. */
export interface EndpointConnectionSeed {
  readonly service: string;
  readonly endpoint: string;
  /** The consumer's account id. */
  readonly owner: string;
  readonly state: EndpointState;
  /** In ms since the epoch. */
  readonly createdAt: number;
  /** The consumer's Region; default this one. */
  readonly region?: string;
  readonly addressType?: Endpoint['addressType'];
  /** The provider's tags of the connection. */
  readonly tags?: Tags;
}

/** A connection together with the consumer's endpoint, so that the consumer can see and delete it. */
export const addEndpointConnection = (account: Account, seed: EndpointConnectionSeed): void => {
  const { service, endpoint: id, owner, state, createdAt, addressType = 'ipv4' } = seed;
  findEndpointService(account, service);
  const name = customServiceName(account.region, service);
  account.ec2.endpoints[id] = {
    ...bareEndpoint(account, { id, vpc: derivedId('vpc', id), service: name, createdAt }, 'Interface'),
    ownerId: owner,
    region: seed.region ?? account.region,
    subnetIds: [derivedId('subnet', id)],
    interfaceIds: [derivedId('eni', id)],
    addressType,
    dnsRecordIpType: addressType,
  };
  account.ec2.endpointConnections[id] = {
    id: derivedId('vpce-con', id),
    serviceId: service,
    endpointId: id,
    createdAt,
    state,
    tags: { ...seed.tags },
  };
};

/** Has the service's connection events (default: all four) published to a topic. */
export const addConnectionNotification = (
  account: Account,
  seed: { id: string; service: string; topicArn: string; events?: readonly ConnectionEvent[] },
): void => {
  const { id, service, topicArn, events = ['Accept', 'Connect', 'Delete', 'Reject'] } = seed;
  const notification = { id, serviceId: service, topicArn, events: [...events], state: 'Enabled' as const };
  account.ec2.connectionNotifications[id] = notification;
};
