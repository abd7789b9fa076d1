/**
 * Which events wake which controller, and what each event says about where to look. An event is a hint: only ids of what
 * it is about are taken from it, and everything is read again. The stack's EventBridge rules are generated from this
 * table, so that rules and code cannot disagree.
 */
import type { Continuation } from '../core/more.ts';
import type { ControllerName, Scope } from '../core/plan.ts';
import { counted } from '../std/words.ts';
import { idsIn } from './event-ids.ts';
import { isRest, readRest } from './rest.ts';

/**
 * What of a config a kind of event is about. The stack has rules for the parts that its config has something of; this
 * reader takes every event, by whatever way it came.
 */
export type ConfigPart =
  | 'endpointServices'
  | 'endpointServiceTags'
  | 'followedEndpoints'
  | 'followedEndpointTags'
  | 'hostedZones'
  | 'resolver'
  | 'alarms'
  | 'instances'
  | 'instanceStates'
  | 'interfaces'
  | 'claimedRoutes'
  | 'routeTables'
  | 'routedEndpoints'
  | 'natGateways'
  | 'routingTags';

/** One kind of event. `ids` finds the ids that narrow the scope; an event in which it finds none means everything. */
export interface TriggerRow {
  readonly controller: ControllerName;
  readonly part: ConfigPart;
  readonly source: string;
  readonly detailType: string;
  /** CloudTrail's event names; absent for service events. */
  readonly eventNames?: readonly string[];
  /** Matches one id, whole. */
  readonly ids: RegExp;
  /** The one member of a service event's detail that names the thing; without it any part of the event may. */
  readonly member?: 'alarmName';
  /** Always means everything, whatever ids it names. */
  readonly everything?: true;
  /** An event in which no id is found means nothing, instead of everything. */
  readonly only?: true;
}

const API_CALL = 'AWS API Call via CloudTrail';
/* AWS's ids are short; a bound keeps what is forged from costing more than it may. */
const ENDPOINT_SERVICE = /^vpce-svc-[0-9a-z]{1,32}$/;
const ENDPOINT = /^vpce-(?!svc-)[0-9a-z]{1,32}$/;
/** `eni-attach-…` is an attachment, which leads to no interface once it is gone. */
const ROUTING = /^(?:rtb|eni|i|subnet|nat|vpce)-[0-9a-z]{1,32}$/;
const INSTANCE = /^i-[0-9a-z]{1,32}$/;
const ZONE = /^Z[0-9A-Z]{4,31}$/;
/** Endpoints and rules; an association (`rslvr-rrassoc-…`) is in no config. */
const RESOLVER = /^rslvr-(?:in|out|rr)-[0-9a-z]{1,32}$/;
const APPLIANCE = /^(?:rtb|eni|i)-[0-9a-z]{1,32}$/;
/** CloudWatch takes any name of up to 255 characters. */
const ALARM_NAME = /^.{1,255}$/s;

/** Ids anywhere in the text of a notification, of which AWS does not publish the form. */
const CONNECTION = /\bvpce-svc-[0-9a-z]{1,32}\b|\bvpce-(?!svc-)[0-9a-z]{1,32}\b/g;

type Kind = Pick<TriggerRow, 'controller' | 'part'>;

const connections = (part: ConfigPart): Kind => ({ controller: 'connections', part });
const dns = (part: ConfigPart): Kind => ({ controller: 'dns', part });
const routes = (part: ConfigPart): Kind => ({ controller: 'routes', part });

const call = (kind: Kind, source: string, ids: RegExp, eventNames: readonly string[]): TriggerRow => ({
  ...kind,
  source,
  detailType: API_CALL,
  eventNames,
  ids,
});

/** Everything in an account is tagged at some time: only what names a thing that tags can select concerns us. */
const tagged = (kind: Kind, ids: RegExp): TriggerRow => ({
  ...call(kind, 'aws.ec2', ids, ['CreateTags', 'DeleteTags']),
  only: true,
});

const event = (kind: Kind, source: string, detailType: string, ids: RegExp): TriggerRow => ({
  ...kind,
  source,
  detailType,
  ids,
});

export const TRIGGERS: readonly TriggerRow[] = [
  call(connections('endpointServices'), 'aws.ec2', ENDPOINT_SERVICE, [
    'AcceptVpcEndpointConnections',
    'CreateVpcEndpointServiceConfiguration',
    'DeleteVpcEndpointConnectionNotifications',
    'DeleteVpcEndpointServiceConfigurations',
    'ModifyVpcEndpointConnectionNotification',
    'ModifyVpcEndpointServiceConfiguration',
    'ModifyVpcEndpointServicePermissions',
    'RejectVpcEndpointConnections',
  ]),
  tagged(connections('endpointServiceTags'), ENDPOINT_SERVICE),
  call(dns('followedEndpoints'), 'aws.ec2', ENDPOINT, ['CreateVpcEndpoint', 'DeleteVpcEndpoints', 'ModifyVpcEndpoint']),
  tagged(dns('followedEndpointTags'), ENDPOINT),
  call(dns('hostedZones'), 'aws.route53', ZONE, [
    'AssociateVPCWithHostedZone',
    'ChangeResourceRecordSets',
    'DisassociateVPCFromHostedZone',
  ]),
  // A rule's association may close a loop, or open one.
  call(dns('resolver'), 'aws.route53resolver', RESOLVER, [
    'AssociateResolverEndpointIpAddress',
    'AssociateResolverRule',
    'DeleteResolverEndpoint',
    'DisassociateResolverEndpointIpAddress',
    'DisassociateResolverRule',
    'UpdateResolverEndpoint',
    'UpdateResolverRule',
  ]),
  { ...event(dns('followedEndpoints'), 'aws.arc-zonal-shift', 'Autoshift In Progress', ENDPOINT), everything: true },
  { ...event(dns('followedEndpoints'), 'aws.arc-zonal-shift', 'Autoshift Completed', ENDPOINT), everything: true },
  { ...event(routes('alarms'), 'aws.cloudwatch', 'CloudWatch Alarm State Change', ALARM_NAME), member: 'alarmName' },
  event(routes('instanceStates'), 'aws.ec2', 'EC2 Instance State-change Notification', INSTANCE),
  event(routes('instances'), 'aws.ec2', 'EC2 Spot Instance Interruption Warning', INSTANCE),
  // An instance's own attributes are those of its first interface, too.
  call(routes('interfaces'), 'aws.ec2', ROUTING, [
    'AssignIpv6Addresses',
    'AssociateAddress',
    'AttachNetworkInterface',
    'DetachNetworkInterface',
    'DisassociateAddress',
    'ModifyInstanceAttribute',
    'ModifyNetworkInterfaceAttribute',
    'ResetInstanceAttribute',
    'ResetNetworkInterfaceAttribute',
    'UnassignIpv6Addresses',
  ]),
  call(routes('claimedRoutes'), 'aws.ec2', ROUTING, ['CreateRoute', 'DeleteRoute', 'ReplaceRoute']),
  call(routes('routeTables'), 'aws.ec2', ROUTING, [
    'AssociateRouteTable',
    'CreateRouteTable',
    'DeleteRouteTable',
    'DisassociateRouteTable',
  ]),
  // It names the table that took over, not the one that was left.
  { ...call(routes('routeTables'), 'aws.ec2', ROUTING, ['ReplaceRouteTableAssociation']), everything: true },
  call(routes('routedEndpoints'), 'aws.ec2', ROUTING, ['DeleteVpcEndpoints', 'ModifyVpcEndpoint']),
  call(routes('natGateways'), 'aws.ec2', ROUTING, ['DeleteNatGateway']),
  tagged(routes('routingTags'), APPLIANCE),
];

/** The body of a sweep, up to the time that makes each one different for a FIFO queue's deduplication. */
export const SWEEP = 'waykeeper.sweep';

/** What one message means: where to look, or why it means nothing. */
export type Reading =
  | {
      readonly kind: 'scope';
      readonly by: 'event' | 'sweep';
      readonly what: string;
      readonly scope: Scope;
      /** Of a message by which an earlier run hands on what it had left. */
      readonly continues?: Continuation;
    }
  | { readonly kind: 'ignored'; readonly why: string }
  | { readonly kind: 'malformed'; readonly why: string };

interface Detail {
  readonly eventName?: unknown;
  readonly errorCode?: unknown;
  readonly alarmName?: unknown;
  readonly requestParameters?: unknown;
  readonly responseElements?: unknown;
  readonly resources?: unknown;
  readonly userIdentity?: { readonly sessionContext?: { readonly sessionIssuer?: { readonly userName?: unknown } } };
}

interface Envelope {
  readonly source?: unknown;
  readonly 'detail-type'?: unknown;
  readonly resources?: unknown;
  readonly detail?: Detail | null;
  readonly waykeeper?: unknown;
  readonly scope?: unknown;
  readonly remaining?: unknown;
  readonly attempt?: unknown;
  readonly Type?: unknown;
  readonly TopicArn?: unknown;
  readonly Subject?: unknown;
  readonly Message?: unknown;
}

/**
 * Reads the body of a queue message for one controller: an EventBridge event, an SNS notification, a sweep, or the rest of
 * an earlier run.
 * `ownRoles` are the names of the stack's roles, whose own writes wake nobody. Never throws, whatever the body is.
 */
export const readTrigger = (controller: ControllerName, body: unknown, ownRoles: readonly string[]): Reading => {
  if (typeof body !== 'string') return malformed('text', `a ${typeof body}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return malformed('JSON', excerpt(body));
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return malformed('a JSON object', excerpt(body));
  }
  const message = parsed as Envelope;
  if (message.waykeeper === SWEEP) return { kind: 'scope', by: 'sweep', what: 'sweep', scope: 'all' };
  if (isRest(message)) return readContinuation(controller, message);
  if (message.Type === 'Notification') return readNotification(controller, message);
  const { source, 'detail-type': detailType } = message;
  if (typeof source !== 'string' || typeof detailType !== 'string') {
    return malformed('an EventBridge event, an SNS notification or a sweep', excerpt(body));
  }
  return readEvent(controller, source, detailType, message, ownRoles);
};

const malformed = (expected: string, found: string): Reading => ({
  kind: 'malformed',
  why: `expected ${expected}, found ${found}`,
});

/** An earlier run names what events had named to it. */
const readContinuation = (controller: ControllerName, message: Envelope): Reading => {
  const patterns = TRIGGERS.filter((row) => row.controller === controller).map(({ ids }) => ids);
  const rest = readRest(message, (id) => patterns.some((pattern) => pattern.test(id)));
  if (typeof rest === 'string') return malformed(rest, excerpt(JSON.stringify(message)));
  const { scope, remaining, attempt } = rest;
  const what = `${counted(remaining, 'change')} left by an earlier run`;
  return { kind: 'scope', by: 'event', what, scope, continues: { remaining, attempt } };
};

/** AWS does not publish the body of an endpoint notification, so ids are sought in all of its text. */
const readNotification = (controller: ControllerName, { Subject, Message }: Envelope): Reading => {
  if (controller !== 'connections')
    return { kind: 'ignored', why: `an SNS notification says nothing to ${controller}` };
  const text = [Subject, Message].filter((part) => typeof part === 'string').join(' ');
  const ids = [...new Set(text.match(CONNECTION) ?? [])].sort();
  // Where a service is named its connections are looked at. An endpoint alone stays in the scope: it may be anybody's.
  const services = ids.filter((id) => id.startsWith('vpce-svc-'));
  const scope = services.length > 0 ? services : ids;
  const what = ['notification', ...ids].join(' ');
  return { kind: 'scope', by: 'event', what, scope: scope.length > 0 ? { ids: scope } : 'all' };
};

const readEvent = (
  controller: ControllerName,
  source: string,
  detailType: string,
  message: Envelope,
  ownRoles: readonly string[],
): Reading => {
  const detail = message.detail ?? {};
  const name = typeof detail.eventName === 'string' ? detail.eventName : undefined;
  const row = TRIGGERS.find(
    (candidate) =>
      candidate.controller === controller &&
      candidate.source === source &&
      candidate.detailType === detailType &&
      (candidate.eventNames === undefined || candidate.eventNames.includes(name ?? '')),
  );
  const title = name ?? `${source} ${detailType}`;
  if (!row) return { kind: 'ignored', why: `${title} is no trigger of ${controller}` };
  const { errorCode } = detail;
  if (errorCode !== undefined) {
    const code = typeof errorCode === 'string' ? errorCode : 'an error';
    return { kind: 'ignored', why: `${title} failed with ${code}` };
  }
  const role = detail.userIdentity?.sessionContext?.sessionIssuer?.userName;
  if (typeof role === 'string' && ownRoles.includes(role)) return { kind: 'ignored', why: `${title} is our own write` };
  const ids = row.everything ? [] : idsIn(aboutOf(row, message, detail), row.ids);
  if (row.only && ids.length === 0) return { kind: 'ignored', why: `${title} names nothing of ${controller}` };
  return { kind: 'scope', by: 'event', what: [title, ...ids].join(' '), scope: ids.length ? { ids } : 'all' };
};

/**
 * The parts of an event that say what it is about. A record of CloudTrail also tells who called, and through what: its
 * `vpcEndpointId` and `tlsDetails` name the endpoint that the call went through, its `userIdentity` the caller's instance
 * (CloudTrail user guide, "CloudTrail record contents"). None of these is what the call changed.
 */
const aboutOf = ({ eventNames, member }: TriggerRow, { resources }: Envelope, detail: Detail): readonly unknown[] => {
  if (member !== undefined) return [detail[member]];
  if (eventNames === undefined) return [detail, resources];
  return [detail.requestParameters, detail.responseElements, detail.resources, resources];
};

const excerpt = (text: string): string =>
  text.length > 80 ? `${JSON.stringify(text.slice(0, 80))}…` : JSON.stringify(text);
