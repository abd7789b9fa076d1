/**
 * AWS's things in our words: what the ports return and what planners reason about. Plain data without an SDK type.
 * States keep AWS's spelling, in lower camel case (the SDK's enums are PascalCase, the wire is not). Times are ms since
 * the epoch. Each service has a file of its own; everybody imports them here.
 */

export type { RouteWrite } from './cloudtrail/types.ts';
export type { Alarm, AlarmTransition, StatusMinute } from './cloudwatch/types.ts';
export type {
  Admission,
  Attachment,
  AvailabilityZone,
  ConnectionNotification,
  ConsumedService,
  DnsEntry,
  Endpoint,
  EndpointConnection,
  EndpointInterface,
  EndpointPolicy,
  EndpointService,
  GatewayEndpoint,
  Ingress,
  Instance,
  InstanceChecks,
  LoadBalancerEndpoint,
  NatGateway,
  NetworkInterface,
  OwnEndpoint,
  PrivateName,
  Route,
  RouteTable,
  ScheduledEvent,
  Subnet,
  Vpc,
  VpcEndpoints,
} from './ec2/types.ts';
export { FILTER_VALUES } from './ec2/types.ts';
export type { TargetHealth } from './elbv2/types.ts';
export type { PublishedEvent } from './events/types.ts';
export type { OrganizationIdentity, Parent } from './organizations/types.ts';
export type { AliasTarget, HostedZone, RecordChange, RecordSet, VpcZone, ZoneVpc } from './route53/types.ts';
export type { ProfileResource, ProfileVpc } from './route53profiles/types.ts';
export type { ResolverAddress, ResolverEndpoint, ResolverRule, ResolverTarget } from './route53resolver/types.ts';
export { MOST_RULE_TARGETS } from './route53resolver/types.ts';
export type { StoredText } from './s3/types.ts';
export type { Tags, Wanted } from './tags.ts';
