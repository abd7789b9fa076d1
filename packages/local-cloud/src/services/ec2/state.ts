/**
 * EC2's slice of the account: what AWS stores. What AWS derives (a route's state, DNS entries, instance checks,
 * which interface belongs to which instance) is derived when it is asked for. Times are local-cloud time in ms since the epoch.
 * Every table is keyed by the id of its things, and keeps the order in which they came.
 */
import type {
  CoreNetworkAttachment,
  InternetGateway,
  NatGateway,
  TransitGatewayAttachment,
  VpnGateway,
} from './attachment-state.ts';
import type { PrefixList, SecurityGroup } from './security-group-state.ts';

export type Tags = Record<string, string>;

/** A VPC with its blocks of both families. */
export interface Vpc {
  readonly id: string;
  /** The first is the primary one. */
  cidrs: string[];
  ipv6Cidrs: string[];
  tags: Tags;
}

/** A subnet: one block (of each family) in one AZ. */
export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly ipv6Cidr?: string;
  /** The AZ's name in this account, such as `eu-west-2a`; its AZ ID is derived (azs.ts). */
  readonly az: string;
  tags: Tags;
}

/** What an interface is attached to. */
interface Attachment {
  readonly id: string;
  /** Absent when the interface belongs to an AWS service, such as an endpoint. */
  readonly instanceId?: string;
  readonly deviceIndex: number;
  deleteOnTermination: boolean;
  readonly at: number;
}

/** An elastic network interface: an instance's, an endpoint's, a NAT gateway's or nobody's. */
export interface NetworkInterface {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly type:
    | 'interface'
    | 'vpc_endpoint'
    | 'gateway_load_balancer_endpoint'
    | 'nat_gateway'
    | 'network_load_balancer'
    | 'transit_gateway';
  readonly privateIp?: string;
  readonly ipv6: string[];
  publicIp?: string;
  /** Private addresses beside the primary one, each with the public one that is its own. */
  secondary?: { readonly ip: string; publicIp?: string }[];
  /** Another account's, in a subnet that is shared with it. */
  ownerId?: string;
  description: string;
  groups: string[];
  sourceDestCheck: boolean;
  attachment?: Attachment;
  tags: Tags;
}

/** An instance's state in AWS's own words. */
export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

/** An instance; its addresses are those of its interfaces. */
export interface Instance {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly type: string;
  readonly imageId: string;
  state: InstanceState;
  /** When it was last started; StartInstances moves it. */
  launchTime: number;
  /** When it last became `running`; its checks are `initializing` for a while after it. */
  runningSince?: number;
  /** Set while a check fails, for as long as the simulation wants it to. */
  impaired?: { readonly since: number; readonly check: 'instance' | 'system' | 'ebs' };
  /** When checks failed that pass again. */
  failures?: { readonly from: number; readonly to: number }[];
  /** What AWS will do to it. What is over stays listed for a week, and says so in its description. */
  events?: ScheduledEvent[];
  /** The state of the Spot request that it came from, such as `marked-for-termination`. */
  spot?: { readonly requestId: string; status: string };
  stateReason?: string;
  tags: Tags;
}

/** Something that AWS will do to an instance. */
interface ScheduledEvent {
  readonly code: 'instance-reboot' | 'system-reboot' | 'system-maintenance' | 'instance-retirement' | 'instance-stop';
  description: string;
  readonly notBefore: number;
}

/** One line of a route table. */
export interface Route {
  /** An IPv4 or IPv6 CIDR in canonical form, or a `pl-` id. */
  readonly destination: string;
  /** `local`, or the id of what the traffic goes to; its prefix says which kind it is. */
  target: string;
  readonly origin: 'CreateRouteTable' | 'CreateRoute' | 'EnableVgwRoutePropagation' | 'Advertisement';
}

/** What a route table serves: a subnet, a gateway, or (main) all subnets of the VPC that have none of their own. */
export interface Association {
  readonly id: string;
  readonly main: boolean;
  readonly subnetId?: string;
  readonly gatewayId?: string;
}

/** A route table; one with a gateway association is an edge table. */
export interface RouteTable {
  readonly id: string;
  readonly vpcId: string;
  routes: Route[];
  associations: Association[];
  propagatingVgws: string[];
  tags: Tags;
}

/** In AWS's own casing on the wire, which is not that of the SDK's enum (AWS-FACTS 0.1). */
export type EndpointState =
  | 'pendingAcceptance'
  | 'pending'
  | 'available'
  | 'rejected'
  | 'deleting'
  | 'deleted'
  | 'failed'
  | 'expired'
  | 'partial';

/** Which families of addresses an endpoint has. */
type AddressType = 'ipv4' | 'ipv6' | 'dualstack';

/** A VPC endpoint, of this account or of a consumer. */
export interface Endpoint {
  readonly id: string;
  /** The account that created it: this one, or a consumer of one of this account's endpoint services. */
  readonly ownerId: string;
  /** The Region that the endpoint is in. */
  readonly region: string;
  readonly vpcId: string;
  readonly type: 'Interface' | 'Gateway' | 'GatewayLoadBalancer' | 'Resource' | 'ServiceNetwork';
  /** The service's name, such as `com.amazonaws.eu-west-2.s3`. */
  readonly service: string;
  readonly serviceRegion: string;
  /** The second half of its DNS names, 8 characters. */
  readonly suffix: string;
  /** For an endpoint with a connection to one of this account's services, the connection's state is the one that counts. */
  state: EndpointState;
  readonly createdAt: number;
  subnetIds: string[];
  interfaceIds: string[];
  routeTableIds: string[];
  groups: string[];
  addressType: AddressType;
  privateDns: boolean;
  /** S3's option of private DNS; present only where it applies. */
  privateDnsOnlyForInboundResolver?: boolean;
  dnsRecordIpType: AddressType | 'service-defined';
  /** Names of AZs that its Regional name leaves out, as during a zonal shift. */
  withdrawnAzs?: string[];
  policy: string;
  readonly requesterManaged: boolean;
  lastError?: { readonly code: string; readonly message: string };
  tags: Tags;
}

/** One principal that may connect to an endpoint service. */
export interface Permission {
  readonly id: string;
  /** An ARN, or `*`. */
  readonly principal: string;
}

/** An endpoint service that this account provides. */
export interface EndpointService {
  readonly id: string;
  acceptanceRequired: boolean;
  /** Names of the AZs it is offered in. */
  azs: string[];
  addressTypes: ('ipv4' | 'ipv6')[];
  networkLoadBalancerArns: string[];
  gatewayLoadBalancerArns: string[];
  privateDnsName?: string;
  /** How far the proof of the private DNS name is; `verified` without it. */
  privateDnsState?: 'pendingVerification' | 'verified' | 'failed';
  state: 'Pending' | 'Available' | 'Deleting' | 'Deleted' | 'Failed';
  /** Further Regions that it is offered in; a removed one stays listed as `Closed`. */
  regions: { readonly region: string; readonly state: string }[];
  readonly managesEndpoints: boolean;
  permissions: Permission[];
  tags: Tags;
}

/** What a consumer sees of a service in another account. */
export interface ForeignService {
  readonly id: string;
  readonly owner: string;
  acceptanceRequired: boolean;
  privateDnsName?: string;
  privateDnsState?: 'pendingVerification' | 'verified' | 'failed';
}

/** What the owner of an endpoint service sees of one consumer's endpoint; keyed by the endpoint's id. */
export interface EndpointConnection {
  readonly id: string;
  readonly serviceId: string;
  readonly endpointId: string;
  readonly createdAt: number;
  state: EndpointState;
  /** Why AWS would refuse to decide it now, for reasons of its own that no state shows; for simulations. */
  refusal?: { readonly code: string; readonly message: string };
  /** The provider's own tags; the consumer's are invisible to it. */
  tags: Tags;
}

/** What a connection notification can tell of. */
export type ConnectionEvent = 'Accept' | 'Connect' | 'Delete' | 'Reject';

/** A topic that is told of the connection events of an endpoint service, or of one endpoint. */
export interface ConnectionNotification {
  readonly id: string;
  readonly serviceId?: string;
  readonly endpointId?: string;
  topicArn: string;
  events: ConnectionEvent[];
  state: 'Enabled' | 'Disabled';
}

/** All of it. */
export interface Ec2State {
  vpcs: Record<string, Vpc>;
  subnets: Record<string, Subnet>;
  internetGateways: Record<string, InternetGateway>;
  vpnGateways: Record<string, VpnGateway>;
  natGateways: Record<string, NatGateway>;
  networkInterfaces: Record<string, NetworkInterface>;
  instances: Record<string, Instance>;
  routeTables: Record<string, RouteTable>;
  securityGroups: Record<string, SecurityGroup>;
  prefixLists: Record<string, PrefixList>;
  transitGatewayAttachments: Record<string, TransitGatewayAttachment>;
  coreNetworkAttachments: Record<string, CoreNetworkAttachment>;
  endpoints: Record<string, Endpoint>;
  endpointServices: Record<string, EndpointService>;
  /** Services of other accounts that this one may see, by name. */
  foreignServices: Record<string, ForeignService>;
  endpointConnections: Record<string, EndpointConnection>;
  connectionNotifications: Record<string, ConnectionNotification>;
  /** Accounts that were closed: no principal of theirs can be allowed any more. */
  closedAccounts: string[];
  /** May a provider accept what it has rejected? Nobody has documented what AWS does: both can be played. */
  rejectedMayBeAccepted: boolean;
}

/** A slice with nothing in it: no default VPC either. */
export const emptyEc2 = (): Ec2State => ({
  vpcs: {},
  subnets: {},
  internetGateways: {},
  vpnGateways: {},
  natGateways: {},
  networkInterfaces: {},
  instances: {},
  routeTables: {},
  securityGroups: {},
  prefixLists: {},
  transitGatewayAttachments: {},
  coreNetworkAttachments: {},
  endpoints: {},
  endpointServices: {},
  foreignServices: {},
  endpointConnections: {},
  connectionNotifications: {},
  closedAccounts: [],
  rejectedMayBeAccepted: true,
});
