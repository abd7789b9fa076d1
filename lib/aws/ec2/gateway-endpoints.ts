/** Endpoints that stand in route tables: those of Gateway Load Balancers as targets, gateway endpoints as routes of their own. */
import { DescribeVpcEndpointsCommand, ModifyVpcEndpointCommand, type VpcEndpoint } from '@aws-sdk/client-ec2';
import { write } from '../clients.ts';
import { readState } from '../states.ts';
import type { GatewayEndpoint, LoadBalancerEndpoint, Wanted } from '../types.ts';
import { ec2, filtersFor, listAll, tagsOf } from './client.ts';
import { ENDPOINT_STATES } from './states.ts';

/** One endpoint of either kind. */
type RoutedEndpoint =
  | ({ readonly kind: 'gateway' } & GatewayEndpoint)
  | ({ readonly kind: 'loadBalancer' } & LoadBalancerEndpoint);

/** The gateway and Gateway Load Balancer endpoints that match. */
export const describeRoutedEndpoints = async (wanted: Wanted): Promise<RoutedEndpoint[]> => {
  const Filters = [
    ...filtersFor('vpc-endpoint-id', wanted),
    { Name: 'vpc-endpoint-type', Values: ['Gateway', 'GatewayLoadBalancer'] },
  ];
  const found = await listAll(
    (page) => new DescribeVpcEndpointsCommand({ Filters, ...page }),
    ({ VpcEndpoints }) => VpcEndpoints,
  );
  return found.map(toEndpoint);
};

const toEndpoint = (endpoint: VpcEndpoint): RoutedEndpoint => {
  const common = {
    id: endpoint.VpcEndpointId ?? '',
    vpcId: endpoint.VpcId ?? '',
    state: readState(ENDPOINT_STATES, endpoint.State),
    tags: tagsOf(endpoint.Tags),
  };
  if (endpoint.VpcEndpointType === 'Gateway') {
    const tableIds = endpoint.RouteTableIds ?? [];
    return { kind: 'gateway', ...common, serviceName: endpoint.ServiceName ?? '', tableIds };
  }
  const createdAt = endpoint.CreationTimestamp?.getTime() ?? 0;
  return { kind: 'loadBalancer', ...common, subnetId: endpoint.SubnetIds?.[0] ?? '', createdAt };
};

/** The services that a VPC has interface endpoints with private DNS for, and the subnets these are in. */
export const describePrivateServices = async (vpcIds: readonly string[]): Promise<PrivateService[]> => {
  const Filters = [
    { Name: 'vpc-id', Values: [...vpcIds] },
    { Name: 'vpc-endpoint-type', Values: ['Interface'] },
  ];
  const found = await listAll(
    (page) => new DescribeVpcEndpointsCommand({ Filters, ...page }),
    ({ VpcEndpoints }) => VpcEndpoints,
  );
  return found
    .filter(({ PrivateDnsEnabled, State }) => PrivateDnsEnabled && readState(ENDPOINT_STATES, State) === 'available')
    .map(({ VpcId = '', ServiceName = '' }) => ({ vpcId: VpcId, serviceName: ServiceName }));
};

interface PrivateService {
  readonly vpcId: string;
  readonly serviceName: string;
}

/** Associates route tables with a gateway endpoint, in one call. Those that are associated already stay so. */
export const addRouteTables = async (endpointId: string, tableIds: readonly string[]): Promise<void> => {
  await write(ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: endpointId, AddRouteTableIds: [...tableIds] })));
};
