/** Every code that the routes controller says of a thing, with what it means. Pure. */
import { CORE_CODES, type Codes, type FindingCode, wordsOf } from '../core/codes.ts';
import type { Reason } from '../core/plan.ts';
import { DEPLOY } from '../core/standing.ts';

/** Why an appliance cannot carry a path set. */
export const ELIGIBILITY_CODES = {
  NO_INTERFACE: {
    standing: 'left',
    severity: 'warning',
    text: 'its target was not found, or several were',
    remedy: 'until this is mended it cannot carry these routes',
  },
  OTHER_VPC: {
    standing: 'left',
    severity: 'warning',
    text: 'the target is in another VPC than the table',
    remedy: 'until this is mended it cannot carry these routes',
  },
  DETACHED: {
    standing: 'left',
    severity: 'warning',
    text: 'the interface is not attached to an instance',
    remedy: 'until this is mended it cannot carry these routes',
  },
  NOT_AVAILABLE: {
    standing: 'left',
    severity: 'warning',
    text: 'the endpoint or NAT gateway is not `available`',
    remedy: 'until this is mended it cannot carry these routes',
  },
  STATE_UNKNOWN: {
    standing: 'left',
    severity: 'warning',
    text: 'AWS gives the target a state that this version does not know: because of it nothing moves to the target or away from it',
    remedy: 'look at the target in AWS; a newer version may know the state',
  },
  SOURCE_DEST_CHECK: {
    standing: 'left',
    severity: 'warning',
    text: 'it checks source and destination, and `fixSourceDestCheck` is false (otherwise the check is turned off before routes depend on it, for this reason)',
    remedy: 'until this is mended it cannot carry these routes',
  },
  NO_IPV6: {
    standing: 'left',
    severity: 'warning',
    text: 'the leg has an IPv6 destination, the interface no IPv6 address; or the target is a NAT gateway',
    remedy: 'until this is mended it cannot carry these routes',
  },
  NO_PUBLIC_IP: {
    standing: 'left',
    severity: 'warning',
    text: "the table is an internet gateway's, the interface has no public address",
    remedy: 'until this is mended it cannot carry these routes',
  },
  EDGE_TARGET: {
    standing: 'left',
    severity: 'warning',
    text: 'an edge table takes no NAT gateway, and is associated with no gateway endpoint',
    remedy: 'until this is mended it cannot carry these routes',
  },
  VGW_ENDPOINT: {
    standing: 'left',
    severity: 'warning',
    text: "the table is a virtual private gateway's, the target an endpoint",
    remedy: 'until this is mended it cannot carry these routes',
  },
  LOOP: {
    standing: 'left',
    severity: 'warning',
    text: 'the target is in a subnet that the very table serves',
    remedy: 'until this is mended it cannot carry these routes',
  },
} as const satisfies Codes;

/** Why routes move or stay, and what is wrong with them. */
export const ROUTE_CODES = {
  FAILOVER: { standing: 'change', text: 'moves: the appliance that it is on is unhealthy, or it is a blackhole' },
  FAILBACK: { standing: 'change', text: 'moves: a preferred appliance has been healthy for long enough' },
  DRAINED: { standing: 'change', text: 'moves: the appliance that it is on is drained' },
  MENDED: {
    standing: 'change',
    text: 'moves: its path set was on several appliances, or on one that is not fit for all of it',
  },
  BYPASS: { standing: 'change', text: 'moves: no appliance is healthy, and it takes its bypass' },
  BYPASS_ENDS: { standing: 'change', text: 'moves: an appliance is healthy again' },
  IN_ORDER: { standing: 'inOrder', text: 'stays: it is on the appliance that it should be on' },
  FAILBACK_WAITS: {
    standing: 'waiting',
    text: 'stays: a preferred appliance is healthy, but the hold-down or a person is waited for',
  },
  NO_BETTER: {
    standing: 'waiting',
    text: 'stays: the appliance that it is on is not what it should be, but no other is healthy',
  },
  BYPASSED: {
    standing: 'left',
    severity: 'error',
    text: 'stays on its bypass, and its traffic passes no appliance',
    remedy: 'bring one of the appliances back; the routes return to it by themselves',
    command: 'aws ec2 start-instances --instance-ids <i-… of an appliance>',
  },
  BYPASS_UNFIT: {
    standing: 'left',
    severity: 'warning',
    text: 'a route of the path set cannot take its bypass',
    remedy: 'until this is mended its routes stay when none is healthy',
  },
  ROUTE_MISSING: { standing: 'left', text: 'cannot move with its path set: the table has no such route' },
  NOT_OURS: { standing: 'left', text: 'cannot move with its path set: it is announced, or leads to something else' },
  EDGE_DESTINATION: {
    standing: 'left',
    severity: 'error',
    text: 'cannot move with its path set: an edge table takes the CIDR of a whole subnet or VPC only',
    remedy: 'claim the CIDRs of subnets, or of the VPC',
    command: DEPLOY,
  },
  EDGE_DETACHED: {
    standing: 'left',
    severity: 'error',
    text: 'the table of an edge leg has no gateway: what comes in passes no appliance',
    remedy: 'associate the table with the internet or VPN gateway',
    command: 'aws ec2 associate-route-table --route-table-id {last} --gateway-id <igw-… or vgw-…>',
  },
  SEVERAL_VPCS: {
    standing: 'left',
    severity: 'error',
    text: "the group's targets are in several VPCs",
    remedy: 'make one group for each VPC',
    command: DEPLOY,
  },
  SPLIT: {
    standing: 'left',
    severity: 'error',
    text: 'the routes of a path set do not all take the same way',
    command:
      'aws ec2 replace-route --route-table-id <rtb-…> --destination-cidr-block <destination> --network-interface-id <eni-… of the appliance>',
  },
  NONE_HEALTHY: {
    standing: 'dead',
    severity: 'error',
    text: 'nothing is fit to take over; the routes stay',
    remedy: 'bring one of the appliances back; the routes stay where they are until then',
    command: 'aws ec2 start-instances --instance-ids <i-… of an appliance>',
  },
  CLAIMED_TWICE: {
    standing: 'left',
    severity: 'error',
    text: 'several legs or groups claim the route, or endpoints of one service the table: none acts',
    remedy: 'let one leg of one group claim it: until then it stays put',
    command: DEPLOY,
  },
  NOTHING_SELECTED: {
    standing: 'left',
    severity: 'error',
    text: 'a selector finds no route table, or no gateway endpoint',
    remedy: 'mend the leg; until then the group moves routes only when it must',
    command: DEPLOY,
  },
  AMBIGUOUS: {
    standing: 'stuck',
    text: 'a selector finds several gateway endpoints',
    remedy: 'select one gateway endpoint by id',
    command: DEPLOY,
  },
  TABLE_NOT_FOUND: {
    standing: 'left',
    severity: 'error',
    text: 'a leg names a route table that is not there. A group with such a leg, or with one that finds no table, moves routes only when it must',
    remedy: 'mend the leg; until then the group moves routes only when it must',
    command: DEPLOY,
  },
  TARGET_UNSEEN: { standing: 'waiting', text: 'the answer lacks a target that a live route is on: its path set stays' },
  SUBNET_UNSEEN: {
    standing: 'waiting',
    text: 'the answer about subnets lacks one that a table names: the group is left alone, since which routes belong together is not known',
  },
  FLAPPING: {
    standing: 'waiting',
    severity: 'warning',
    text: 'an appliance went down several times within the hold-down, and is held off',
    remedy: 'find out why it comes and goes',
  },
  MANY_ALARMS: {
    standing: 'left',
    severity: 'warning',
    text: 'a pattern finds many alarms, any of which makes the appliance unhealthy',
    remedy: 'name the alarms, or make one composite alarm of them',
  },
  NO_RECOVERY_TIME: {
    standing: 'left',
    severity: 'info',
    text: 'no source tells since when an appliance is healthy',
    remedy: 'add an alarm to health.alarms',
  },
  NOT_ASSOCIATED: { standing: 'change', text: 'a table is associated with a gateway endpoint, which it was not' },
} as const satisfies Codes;

/** What the sources of health say, as reasons of an appliance. */
export const HEALTH_CODES = {
  HEALTHY: { standing: 'fact', text: 'all sources say so' },
  NO_DATA: { standing: 'fact', text: 'no source says anything' },
  INSTANCE_STATE: { standing: 'fact', text: 'the state of its instance' },
  STATUS_CHECKS: { standing: 'fact', text: 'the status checks of its instance' },
  INSTANCE_NOT_FOUND: {
    standing: 'fact',
    text: 'its interface has an instance attached that the answer lacks: unknown',
  },
  NO_INSTANCE: { standing: 'fact', text: 'nothing is attached to its interface: unhealthy' },
  ALARM: { standing: 'fact', text: 'what an alarm says' },
  ALARM_SUPPRESSED: { standing: 'fact', text: "an alarm's actions are suppressed: unknown" },
  ALARM_NOT_FOUND: {
    standing: 'fact',
    severity: 'warning',
    text: 'an alarm is not there: unknown',
    remedy: 'create the alarm, or take it out of health.alarms; until then its health is unknown',
  },
  TARGET_HEALTH: { standing: 'fact', text: 'what a target group says of it' },
  TARGET_NOT_FOUND: {
    standing: 'fact',
    severity: 'warning',
    text: 'a target group does not know it: unknown',
    remedy: 'register it, or take the group out of health.targetGroups; until then its health is unknown',
  },
  ENDPOINT_STATE: { standing: 'fact', text: 'the state of an endpoint' },
  NO_ENDPOINT: { standing: 'fact', text: 'the endpoint was not found: unknown' },
  NAT_GATEWAY_STATE: { standing: 'fact', text: 'the state of a NAT gateway' },
  NO_NAT_GATEWAY: { standing: 'fact', text: 'the NAT gateway was not found: unknown' },
  PROBE: { standing: 'fact', text: 'what the probe says' },
  PROBE_SILENT: {
    standing: 'fact',
    severity: 'warning',
    text: 'the probe says nothing, since its heartbeat is missing',
    remedy:
      'see the log of the probe function, and that its subnets reach CloudWatch and EC2; until then its health is unknown',
  },
  PROBE_LOOP: {
    standing: 'left',
    severity: 'error',
    text: "a subnet of the probe's is in the path of what it tests",
    remedy: 'run the probe in subnets with a route table of their own',
    command: DEPLOY,
  },
  PROBE_NO_WAY: {
    standing: 'left',
    severity: 'error',
    text: "a subnet of the probe's has no way to CloudWatch and EC2",
    remedy: 'create interface endpoints with private DNS, or give its table a NAT gateway',
    command:
      'aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface --private-dns-enabled --vpc-id <vpc-…> --subnet-ids {last} --service-name com.amazonaws.<Region>.monitoring',
  },
  PROBE_NO_SUBNET: {
    standing: 'left',
    severity: 'error',
    text: "a subnet of the probe's was not found",
    remedy: 'name one that exists',
    command: DEPLOY,
  },
} as const satisfies Codes;

const CODES = {
  ...ELIGIBILITY_CODES,
  ...ROUTE_CODES,
  ...HEALTH_CODES,
  TOO_MANY_CHANGES: CORE_CODES.TOO_MANY_CHANGES,
} as const satisfies Codes;

/** One of the routes controller's codes. */
export type RouteCode = keyof typeof CODES;

/** Why an appliance is healthy or not. */
export type HealthReason = Reason<keyof typeof HEALTH_CODES | 'NO_INTERFACE'>;

/** Why an appliance cannot carry a path set. */
export type Ineligibility = Reason<keyof typeof ELIGIBILITY_CODES>;

export const { reason, skip, finding, rowOf, standingOf } = wordsOf(CODES);

/** Does something that the config names say nothing because it is missing? */
export const isFindable = (why: HealthReason): why is Reason<FindingCode<typeof HEALTH_CODES> & HealthReason['code']> =>
  why.code !== 'NO_INTERFACE' && 'severity' in HEALTH_CODES[why.code];
