/** AWS's things as a test needs them: good ones, but for what the test says. Times are ms since the epoch. */
import type {
  Alarm,
  ConnectionNotification,
  Endpoint,
  EndpointConnection,
  EndpointService,
  HostedZone,
  Instance,
  InstanceChecks,
  NetworkInterface,
  RecordSet,
  Route,
  RouteTable,
  Subnet,
} from '../../lib/aws/types.ts';

/** The moment at which every test world is observed. */
export const NOW = Date.UTC(2026, 10, 21, 3, 0, 0);

const SECOND = 1_000;

/** A time before NOW. */
export const secondsAgo = (seconds: number): number => NOW - seconds * SECOND;

/** The ARN of a network load balancer. */
export const loadBalancer = (name = 'payments'): string =>
  `arn:aws:elasticloadbalancing:eu-west-2:999988887777:loadbalancer/net/${name}/0123456789abcdef`;

export const service = (given: Partial<EndpointService> = {}): EndpointService => ({
  id: 'vpce-svc-1',
  name: 'com.amazonaws.vpce.eu-west-2.vpce-svc-1',
  state: 'available',
  acceptanceRequired: true,
  managed: false,
  gateway: false,
  azIds: ['euw2-az1', 'euw2-az2'],
  loadBalancers: [loadBalancer()],
  tags: { waykeeper: 'payments' },
  ...given,
});

export const connection = (given: Partial<EndpointConnection> = {}): EndpointConnection => ({
  serviceId: 'vpce-svc-1',
  endpointId: 'vpce-1',
  owner: '111122223333',
  state: 'pendingAcceptance',
  createdAt: secondsAgo(60),
  addressType: 'ipv4',
  tags: {},
  ...given,
});

/** The stack's topic for connection notifications. */
export const TOPIC = 'arn:aws:sns:eu-west-2:999988887777:waykeeper-prod-endpoint-connections';

export const notification = (given: Partial<ConnectionNotification> = {}): ConnectionNotification => ({
  id: 'vpce-nfn-1',
  serviceId: 'vpce-svc-1',
  topicArn: TOPIC,
  events: ['Accept', 'Connect', 'Delete', 'Reject'],
  state: 'enabled',
  ...given,
});

/** The zone that AWS keeps a service's endpoint names in. */
export const NAMES_ZONE = 'Z7K1066E3PUKB';

/** An endpoint's Regional name. */
export const regionalName = (id: string, serviceName = 's3'): string =>
  `${id}-abcd1234.${serviceName}.eu-west-2.vpce.amazonaws.com`;

export const endpoint = (given: Partial<Endpoint> = {}): Endpoint => {
  const { id = 'vpce-1' } = given;
  return {
    id,
    vpcId: 'vpc-1',
    serviceName: 'com.amazonaws.eu-west-2.s3',
    state: 'available',
    createdAt: secondsAgo(3_600),
    requesterManaged: false,
    recordTypes: ['A'],
    dnsEntries: [{ name: regionalName(id), zoneId: NAMES_ZONE }],
    interfaceIds: ['eni-1'],
    groupIds: ['sg-1'],
    privateDns: 'off',
    tags: { waykeeper: 's3' },
    ...given,
  };
};

export const hostedZone = (given: Partial<HostedZone> = {}): HostedZone => ({
  id: 'Z1',
  name: 'corp.example',
  private: true,
  vpcs: [{ id: 'vpc-1', region: 'eu-west-2' }],
  ...given,
});

/** An alias to an endpoint's Regional name, spelled as Route 53 returns it. */
export const recordSet = (name: string, endpointId: string, given: Partial<RecordSet> = {}): RecordSet => ({
  name: `${name.replace('*', '\\052')}.`,
  type: 'A',
  alias: { zoneId: NAMES_ZONE, name: `${regionalName(endpointId)}.`, evaluateTargetHealth: false },
  ...given,
});

export const subnet = (id: string, cidrs: readonly string[], given: Partial<Subnet> = {}): Subnet => ({
  id,
  vpcId: 'vpc-1',
  azId: 'euw2-az1',
  cidrs,
  ...given,
});

export const route = (destination: string, target: string, given: Partial<Route> = {}): Route => ({
  destination,
  target,
  state: 'active',
  origin: 'CreateRoute',
  ...given,
});

/** A route table; it has its VPC's local route, as every table has. */
export const routeTable = (id: string, given: Partial<RouteTable> = {}): RouteTable => ({
  id,
  vpcId: 'vpc-1',
  main: false,
  subnetIds: [],
  gatewayIds: [],
  tags: {},
  ...given,
  routes: [route('10.0.0.0/16', 'local', { origin: 'CreateRouteTable' }), ...(given.routes ?? [])],
});

/** A network interface that is fit for every leg. */
export const eni = (id: string, given: Partial<NetworkInterface> = {}): NetworkInterface => ({
  id,
  vpcId: 'vpc-1',
  subnetId: 'subnet-fw',
  azId: 'euw2-az1',
  status: 'in-use',
  instanceId: id.replace('eni-', 'i-'),
  sourceDestCheck: false,
  publicIp: '203.0.113.1',
  privateIps: ['10.0.9.10'],
  ipv6: true,
  tags: {},
  ...given,
});

/** The same interface after it was detached. */
export const detached = ({ instanceId: _, ...rest }: NetworkInterface): NetworkInterface => ({
  ...rest,
  status: 'available',
});

export const instance = (id: string, given: Partial<Instance> = {}): Instance => ({
  id,
  state: 'running',
  launchedAt: secondsAgo(86_400),
  tags: {},
  ...given,
});

export const checks = (
  instanceId: string,
  system: InstanceChecks['system'] = 'ok',
  ofInstance: InstanceChecks['instance'] = 'ok',
): InstanceChecks => ({
  instanceId,
  system,
  instance: ofInstance,
  events: [],
});

export const alarm = (name: string, state: Alarm['state'] = 'OK', since = secondsAgo(3_600)): Alarm => ({
  name,
  state,
  since,
});
