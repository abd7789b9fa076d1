/** Every code that the routes controller says of a thing, with what it means. Pure. */
import { CORE_CODES, type Codes, type FindingCode, wordsOf } from '../core/codes.ts';
import type { Reason } from '../core/plan.ts';
import { DEPLOY } from '../core/standing.ts';
import { ELIGIBILITY_CODES, HEALTH_CODES } from './codes-of-appliances.ts';

/** Why routes move or stay, and what is wrong with them. */
export const ROUTE_CODES = {
  FAILOVER: { standing: 'change', text: 'moves: the appliance that it is on is unhealthy, or it is a blackhole' },
  FAILBACK: { standing: 'change', text: 'moves: a preferred appliance has been healthy for long enough' },
  DRAINED: { standing: 'change', text: 'moves: the appliance that it is on is drained' },
  UNFIT: { standing: 'change', text: 'moves: the appliance that it is on cannot carry all of its path set' },
  MENDED: { standing: 'change', text: 'moves: its path set was on several appliances' },
  BYPASS: { standing: 'change', text: 'moves: no appliance is healthy, and it takes its bypass' },
  BYPASS_ENDS: { standing: 'change', text: 'moves: an appliance is healthy again' },
  IN_ORDER: { standing: 'inOrder', text: 'stays: it is on the appliance that it should be on' },
  FAILBACK_WAITS: {
    standing: 'waiting',
    text: 'stays: a preferred appliance is healthy, but the hold-down, the window or a person is waited for',
  },
  MOVED_BY_OTHERS: {
    standing: 'left',
    severity: 'info',
    text: 'stays: it was not Waykeeper that led the routes there, and only its own moves are undone',
  },
  MEND_WAITS: {
    standing: 'waiting',
    text: 'stays: its path set is on several healthy appliances, and was written a moment ago, or nobody knows when',
  },
  INCOMPLETE: {
    standing: 'left',
    text: 'stays: not all of its path set can move along, so it moves only when it must',
  },
  READ_IN_PART: {
    standing: 'left',
    severity: 'warning',
    text: 'something that the group is judged by could not be read: what is dead moves, and nothing else does',
    remedy: 'see why AWS does not answer: a right that the role lacks is given by deploying again',
    command: DEPLOY,
  },
  MOVED: { standing: 'change', text: 'the table is told by a tag that its routes were moved, or that they are back' },
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
    standing: 'stuck',
    severity: 'error',
    text: 'the routes of a path set do not all take the same way',
    command:
      'aws ec2 replace-route --route-table-id <rtb-…> --destination-cidr-block <destination> --network-interface-id <eni-… of the appliance>',
  },
  DEAD_ROUTE: {
    standing: 'dead',
    severity: 'error',
    text: 'a claimed route that is not ours leads nowhere',
    remedy: 'lead it to one of the appliances, or delete it',
    command:
      'aws ec2 replace-route --route-table-id {first} --destination-cidr-block <destination> --network-interface-id <eni-… of an appliance>',
  },
  RETURN_UNCLAIMED: {
    standing: 'left',
    severity: 'warning',
    text: 'what comes back takes a route that no leg claims, and passes no appliance',
    remedy: 'claim that route, too; behind an appliance that translates addresses all is well',
  },
  SAME_TARGET: {
    standing: 'left',
    severity: 'error',
    text: 'two appliances, or an appliance and a bypass, are the same thing',
    remedy: 'give each appliance a target of its own',
    command: DEPLOY,
  },
  SEVERAL_INTERFACES: {
    standing: 'left',
    severity: 'warning',
    text: "an appliance's tags find several interfaces: each is judged by itself, and chosen last",
    remedy: 'take the tags off those that are none, or select by id',
  },
  UNKNOWN_LONG: {
    standing: 'left',
    severity: 'warning',
    text: 'the health of an appliance has been unknown for more than an hour',
    remedy: 'mend the source that says nothing: until then it takes over only when no other can',
  },
  SCHEDULED_EVENT: {
    standing: 'left',
    severity: 'warning',
    text: "AWS will stop, restart or retire the appliance's instance",
    remedy: 'drain the appliance, and stop and start its instance before',
  },
  PREFIX_LIST_ENDPOINT: {
    standing: 'left',
    severity: 'warning',
    text: 'a leg leads a prefix list to an endpoint, which AWS may refuse: that is a guess',
    remedy: 'try it with a route that carries nothing, or claim addresses instead',
  },
  NONE_HEALTHY: {
    standing: 'dead',
    severity: 'error',
    text: 'nothing is fit to take over; the routes stay. The message says why of each appliance',
    remedy: 'bring one of the appliances back; the routes stay where they are until then',
    command: 'aws ec2 start-instances --instance-ids <i-… of an appliance>',
  },
  NO_STANDBY: {
    standing: 'left',
    severity: 'warning',
    text: 'by hand: no other appliance of the group could take over now. The message says why of each',
    remedy: 'bring another appliance back before it is needed',
    command: 'aws ec2 describe-instance-status --include-all-instances --instance-ids <i-… of an appliance>',
  },
  STANDBY_UNFIT: {
    standing: 'left',
    severity: 'info',
    text: 'by hand: the appliance could not take over now; others of the group could',
    remedy: 'bring it back before it is needed',
    command: 'aws ec2 describe-instance-status --include-all-instances --instance-ids <i-… of the appliance>',
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
  TARGET_UNSEEN: {
    standing: 'dead',
    severity: 'error',
    text: 'the answer lacks a target that a live route is on: its path set stays',
    remedy: 'see what became of the target: whether its traffic arrives anywhere is not known',
    command: 'aws ec2 describe-network-interfaces --network-interface-ids <the target>',
  },
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
