/** EC2's things in our words: endpoints and their services, route tables, and what appliances are made of. Plain data; types.ts of lib/aws exports it. */
import type { Tags } from '../tags.ts';
import type {
  AddressType,
  CheckState,
  EndpointState,
  InstanceState,
  InterfaceState,
  NatGatewayState,
  NotificationState,
  PrivateNameState,
  RouteOrigin,
  RouteState,
  ServiceState,
} from './states.ts';

export interface EndpointService {
  readonly id: string;
  readonly name: string;
  readonly state: ServiceState;
  readonly acceptanceRequired: boolean;
  /** An AWS service made it and looks after it. */
  readonly managed: boolean;
  /** Behind a Gateway Load Balancer, of whose connections AWS sends no notifications. */
  readonly gateway: boolean;
  /** Ids of the Availability Zones that it is offered in. */
  readonly azIds: readonly string[];
  /** ARNs of its load balancers. */
  readonly loadBalancers: readonly string[];
  readonly tags: Tags;
}

/** A consumer's endpoint as the provider sees it. `owner` is a 12-digit account id. */
export interface EndpointConnection {
  readonly serviceId: string;
  readonly endpointId: string;
  readonly owner: string;
  readonly state: EndpointState;
  /** When the consumer asked. AWS tells no time of acceptance. */
  readonly createdAt: number;
  /** The consumer's Region, when it is not the service's own. */
  readonly region?: string;
  readonly addressType: AddressType;
  /** The provider's own: AWS shows it none of the consumer's. */
  readonly tags: Tags;
}

/** What an endpoint of this account, of whatever kind, lets through. */
export interface EndpointPolicy {
  readonly id: string;
  readonly state: EndpointState;
  /** JSON; nothing for kinds that have none. */
  readonly policy?: string;
}

/** An endpoint of this account, as far as its provider has a say. */
export interface OwnEndpoint {
  readonly id: string;
  readonly serviceName: string;
  readonly serviceRegion: string;
  readonly state: EndpointState;
  readonly createdAt: number;
  readonly privateDns: boolean;
}

/** A service as its consumers see it. */
export interface ConsumedService {
  readonly name: string;
  /** The private DNS name that it offers; AWS lets consumers use it once it is `verified`. */
  readonly privateName?: { readonly name: string; readonly state: PrivateNameState };
}

/** Who is told of a service's connection events. `events` are Accept, Connect, Delete and Reject. */
export interface ConnectionNotification {
  readonly id: string;
  readonly serviceId: string;
  readonly topicArn: string;
  readonly events: readonly string[];
  readonly state: NotificationState;
}

export interface DnsEntry {
  readonly name: string;
  readonly zoneId: string;
}

export interface Endpoint {
  readonly id: string;
  readonly vpcId: string;
  readonly serviceName: string;
  readonly state: EndpointState;
  readonly createdAt: number;
  readonly requesterManaged: boolean;
  /** What its DNS names answer with: A, AAAA or both. */
  readonly recordTypes: readonly ('A' | 'AAAA')[];
  readonly dnsEntries: readonly DnsEntry[];
  readonly interfaceIds: readonly string[];
  /** Its security groups; AWS puts every interface endpoint into one at least. */
  readonly groupIds: readonly string[];
  /** Private DNS: AWS itself answers the service's name in the endpoint's VPC; `inboundOnly` for inbound Resolver queries alone. */
  readonly privateDns: 'off' | 'on' | 'inboundOnly';
  readonly tags: Tags;
}

/** A network interface of an endpoint, in one Availability Zone. */
export interface EndpointInterface {
  readonly id: string;
  readonly azId: string;
  /** At most one IPv4 address. */
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
}

/** A range of addresses that a security group lets in. `protocol` is `tcp`, `udp`, …, or `-1` for all; ports are -1 where all are meant. */
export interface Admission extends Omit<Ingress, 'prefixList'> {
  readonly cidr: string;
}

/** An inbound rule of a security group. One without a range lets in members of a group, or what a prefix list names. */
export interface Ingress {
  readonly groupId: string;
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly cidr?: string;
  readonly prefixList?: string;
}

/** The endpoints that stand in one VPC. */
export interface VpcEndpoints {
  readonly interfaces: readonly Endpoint[];
  /** Gateway endpoints in service. */
  readonly gateways: readonly { readonly id: string; readonly serviceName: string }[];
}

/** An Availability Zone of the Region. Its id is the same in every account, its name is not. */
export interface AvailabilityZone {
  readonly id: string;
  readonly name: string;
}

/** What the owner of an endpoint service has to publish to prove its private DNS name, and how far that is. */
export interface PrivateName {
  readonly serviceId: string;
  readonly serviceState: ServiceState;
  readonly state: PrivateNameState;
  readonly domain: string;
  /** Name of the TXT record below the domain's zone, and its value. */
  readonly record: string;
  readonly value: string;
  readonly tags: Tags;
}

export interface Route {
  /** CIDR or prefix list id. */
  readonly destination: string;
  /** An id, `local`, or empty when AWS names none. An interface is preferred to the instance that it belongs to. */
  readonly target: string;
  readonly state: RouteState;
  readonly origin: RouteOrigin;
}

export interface RouteTable {
  readonly id: string;
  /** The account that it belongs to; absent where AWS names none. */
  readonly ownerId?: string;
  readonly vpcId: string;
  readonly main: boolean;
  /** Subnets that are associated explicitly. */
  readonly subnetIds: readonly string[];
  /** Gateways that are associated: these make it an edge table. */
  readonly gatewayIds: readonly string[];
  readonly routes: readonly Route[];
  readonly tags: Tags;
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly azId: string;
  /** IPv4 and IPv6. */
  readonly cidrs: readonly string[];
}

export interface NetworkInterface {
  readonly id: string;
  /** The account that it belongs to; absent where AWS names none. In a shared VPC it may be another than the route table's. */
  readonly ownerId?: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly azId: string;
  readonly status: InterfaceState;
  /** The instance that it is attached to. */
  readonly instanceId?: string;
  /** Since when it is attached. */
  readonly attachedAt?: number;
  readonly sourceDestCheck: boolean;
  /** Of its primary private address, or of any other. */
  readonly publicIp?: string;
  /** Private IPv4 addresses, the primary one first. */
  readonly privateIps: readonly string[];
  readonly ipv6: boolean;
  readonly tags: Tags;
}

/** A Gateway Load Balancer or Network Firewall endpoint: it is in one subnet. */
export interface LoadBalancerEndpoint {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly state: EndpointState;
  readonly createdAt: number;
  readonly tags: Tags;
}

/** A gateway endpoint (S3, DynamoDB) and the route tables that it has its route in. */
export interface GatewayEndpoint {
  readonly id: string;
  readonly vpcId: string;
  readonly serviceName: string;
  readonly state: EndpointState;
  readonly tableIds: readonly string[];
  readonly tags: Tags;
}

/** Where a transit gateway or a core network enters a VPC: an interface in each of these subnets. */
export interface Attachment {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** Both directions of a flow keep to one Availability Zone; false where nobody tells. */
  readonly applianceMode: boolean;
}

export interface NatGateway {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  /** It becomes available once, soon after it was created. */
  readonly state: NatGatewayState;
  readonly createdAt: number;
}

export interface Instance {
  readonly id: string;
  readonly state: InstanceState;
  /** Moves at each start of a stopped instance. */
  readonly launchedAt: number;
  /** Is it one that EC2 may take back? */
  readonly spot?: true;
  readonly tags: Tags;
}

/** The status checks of an instance: of the system that it runs on, and of itself. */
export interface InstanceChecks {
  readonly instanceId: string;
  readonly system: CheckState;
  readonly instance: CheckState;
  /** Of its attached EBS volumes; absent where AWS tells nothing of them. */
  readonly attachedEbs?: CheckState;
  /** What AWS will do to it; what is completed or cancelled is left out. */
  readonly events: readonly ScheduledEvent[];
}

/** Something that AWS will do to an instance: `instance-retirement`, `instance-stop`, `system-reboot`, … */
export interface ScheduledEvent {
  readonly code: string;
  readonly description: string;
  readonly notBefore: number;
}

/** EC2 takes this many values in one filter (recalled from its API guide; more fail with FilterLimitExceeded). */
export const FILTER_VALUES = 200;

/** A VPC of this account, and its IPv4 and IPv6 ranges; the primary IPv4 range comes first. */
export interface Vpc {
  readonly id: string;
  readonly cidrs: readonly string[];
}
