/** CreateVpcEndpoint, for callers of this account and for consumers of its endpoint services in other accounts. */
import type { CreateVpcEndpointRequest, CreateVpcEndpointResult } from '@aws-sdk/client-ec2';
import type { Call } from '../../../service.ts';
import { AwsError } from '../../../wire/error.ts';
import { derivedSuffix } from '../derive.ts';
import { findVpc } from '../find.ts';
import { required } from '../resources.ts';
import { defaultGroup } from '../security-groups.ts';
import { connect, serviceForConsumer } from '../sharing/connect.ts';
import type { Endpoint } from '../state.ts';
import { tagsFor } from '../tags.ts';
import { endpointView } from './describe.ts';
import { hasGatewayType, parseServiceName, type ServiceName } from './names.ts';
import { addRouteTables, addSubnets } from './placement.ts';
import { privateDnsByDefault, setPrivateDns } from './private-dns.ts';
import { beginSettling } from './state.ts';

/** The policy of an endpoint that was given none. */
export const FULL_ACCESS = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}';

/** Throws InvalidServiceName, InvalidParameter, DuplicateSubnetsInSameZone, the network's NotFounds and what takeAddress throws; nothing is made then. */
export const createVpcEndpoint = (input: CreateVpcEndpointRequest, call: Call): CreateVpcEndpointResult => {
  const service = serviceOf(input, call);
  checkType(input, service);
  if (call.caller.accountId === call.account.id) findVpc(call.account, input.VpcId);
  const endpoint = newEndpoint(input, service, call);
  place(endpoint, input, service, call);
  call.account.ec2.endpoints[endpoint.id] = endpoint;
  if (service.kind === 'custom') connect(endpoint, serviceForConsumer(service, call), call);
  else beginSettling(endpoint.id, call);
  return { VpcEndpoint: endpointView(endpoint, call), ClientToken: input.ClientToken };
};

/** The service that the name means; throws InvalidServiceName when the caller has none of that name. */
const serviceOf = (input: CreateVpcEndpointRequest, call: Call): ServiceName => {
  const name = required(input.ServiceName, 'serviceName');
  const service = parseServiceName(name);
  const region = input.ServiceRegion ?? call.caller.region;
  const foreignAws = service?.kind === 'aws' && call.caller.accountId !== call.account.id;
  if (!service || service.region !== region || foreignAws) {
    throw new AwsError('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`);
  }
  if (service.kind === 'custom') serviceForConsumer(service, call);
  return service;
};

const checkType = (input: CreateVpcEndpointRequest, service: ServiceName): void => {
  const type = input.VpcEndpointType ?? 'Gateway';
  if (type !== 'Gateway' && type !== 'Interface' && type !== 'GatewayLoadBalancer') {
    throw new AwsError('UnsupportedOperation', `The local cloud does not simulate endpoints of type ${type}.`);
  }
  if (type === 'GatewayLoadBalancer' && input.SubnetIds?.length !== 1) {
    const found = input.SubnetIds?.length ?? 0;
    throw new AwsError(
      'InvalidParameter',
      `An endpoint of type GatewayLoadBalancer needs exactly one subnet, found ${found}.`,
    );
  }
  if (type === 'Gateway' && !hasGatewayType(service)) {
    throw new AwsError(
      'InvalidParameter',
      'Endpoint type (Gateway) does not match available service types ([Interface]).',
    );
  }
};

const groupsOf = ({ VpcEndpointType, SecurityGroupIds, VpcId }: CreateVpcEndpointRequest): string[] =>
  VpcEndpointType === 'Interface' ? [...(SecurityGroupIds ?? [defaultGroup(VpcId ?? '')])] : [];

const newEndpoint = (input: CreateVpcEndpointRequest, service: ServiceName, call: Call): Endpoint => {
  const id = call.newId('vpce');
  const addressType = input.IpAddressType ?? 'ipv4';
  return {
    id,
    ownerId: call.caller.accountId,
    region: call.caller.region,
    vpcId: required(input.VpcId, 'vpcId'),
    type: (input.VpcEndpointType ?? 'Gateway') as Endpoint['type'],
    service: required(input.ServiceName, 'serviceName'),
    serviceRegion: service.region,
    suffix: derivedSuffix(id),
    state: 'pending',
    createdAt: call.now,
    subnetIds: [],
    interfaceIds: [],
    routeTableIds: [],
    groups: groupsOf(input),
    addressType,
    privateDns: false,
    dnsRecordIpType: input.DnsOptions?.DnsRecordIpType ?? addressType,
    policy: input.PolicyDocument ?? FULL_ACCESS,
    requesterManaged: false,
    tags: tagsFor('vpc-endpoint', input.TagSpecifications),
  };
};

/** Private DNS first: it can be refused, and nothing may be left behind then. */
const place = (endpoint: Endpoint, input: CreateVpcEndpointRequest, service: ServiceName, call: Call): void => {
  if (endpoint.type === 'Gateway') {
    addRouteTables(endpoint, input.RouteTableIds ?? [], call);
    return;
  }
  const configurations = input.SubnetConfigurations ?? [];
  const privateDns = input.PrivateDnsEnabled ?? (endpoint.type === 'Interface' && privateDnsByDefault(service));
  setPrivateDns(endpoint, privateDns, input.DnsOptions ?? {}, call.account.ec2);
  const configured = configurations.flatMap(({ SubnetId }) => SubnetId ?? []);
  addSubnets(endpoint, [...(input.SubnetIds ?? []), ...configured], configurations, call);
};
