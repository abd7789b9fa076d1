/** Every code that the connections controller says of a thing, with what it means. Pure. */
import { type Codes, type FindingCode, wordsOf } from '../core/codes.ts';
import { DEPLOY } from '../core/standing.ts';

/** Why something is changed. */
export const CHANGE_CODES = {
  RULE_ACCEPTS: { standing: 'change', text: 'accepted: the named rule matches' },
  REACCEPTED: {
    standing: 'change',
    text: 'accepted again by hand (`reaccept`): it was rejected, and the named rule accepts it now',
  },
  RULE_REJECTS: { standing: 'change', text: 'rejected or revoked: the named reject rule matches' },
  NO_RULE_MATCHES: { standing: 'left', text: 'rejected by `otherwise: reject`; left pending by `otherwise: leave`' },
  NO_LONGER_ALLOWED: { standing: 'change', text: 'revoked: no accept rule matches any more' },
  RULE_ENDED: {
    standing: 'left',
    severity: 'warning',
    text: 'as `NO_RULE_MATCHES` and `NO_LONGER_ALLOWED`: the day is over `until` which the rule held; as a finding: established connections rest on it',
  },
  NOT_IN_ORGANIZATION: {
    standing: 'left',
    text: 'as `NO_RULE_MATCHES` and `NO_LONGER_ALLOWED`: the account is outside the organization that a rule asks for',
  },
  WATCHED_IN_PART: { standing: 'change', text: "the notification to the stack's topic lacks events, and is completed" },
  NOT_WATCHED: {
    standing: 'change',
    severity: 'info',
    text: "the notification to the stack's topic is made; as a finding: AWS sends none of a Gateway Load Balancer's endpoints",
  },
  PRINCIPAL_LISTED: { standing: 'change', text: 'the role or user of `principals` becomes an allowed principal' },
  ACCOUNT_LISTED: { standing: 'change', text: 'the account becomes an allowed principal' },
  TOO_MANY_REVOKED: { standing: 'held', text: 'the guard held the revocations of that service' },
} as const satisfies Codes;

/** Why something is left. */
export const LEFT_CODES = {
  IN_ORDER: { standing: 'inOrder', text: 'available, and the named rule accepts it' },
  ACCEPTED: { standing: 'inOrder', text: 'on its way to being available, and the named rule accepts it' },
  ESTABLISHED: {
    standing: 'inOrder',
    text: 'established; whether a rule accepts it was not looked up, since `revoke` is false',
  },
  NOT_REVOKED: { standing: 'left', text: 'established against the rules, and `revoke` is false' },
  QUOTA_REACHED: { standing: 'left', text: 'stays pending: the account has all connections that the rule allows' },
  OU_UNREADABLE: { standing: 'waiting', text: 'undecided: Organizations could not be read' },
  OTHER_ORGANIZATION: {
    standing: 'stuck',
    severity: 'error',
    text: 'a rule means another organization (`organization`, or a root among its units) than the one that is asked: it decides nothing',
    remedy: 'correct the rule, or have `organizations.role` name a role in that organization',
    command: DEPLOY,
  },
  UNDECIDED: {
    standing: 'left',
    text: 'AWS names no IP address type, or an older request that is undecided may get the last place',
  },
  STATE_UNKNOWN: {
    standing: 'left',
    text: 'AWS gives the service or the connection a state that this version does not know: nothing is decided, and the connection may count against a limit',
  },
  NOT_PENDING: { standing: 'over', text: 'rejected, failed, expired, deleting or deleted' },
  CLAIMED_TWICE: {
    standing: 'stuck',
    text: 'several rule sets that could contradict each other select the service: none acts',
    remedy: 'let one rule set select the service',
    command: DEPLOY,
  },
  SERVICE_PENDING: { standing: 'waiting', text: 'the endpoint service is being made' },
  SERVICE_FAILED: { standing: 'left', text: 'the endpoint service has failed: nobody can connect to it' },
  SERVICE_DELETED: {
    standing: 'over',
    text: 'the endpoint service is deleting or deleted: nothing of it is decided, watched or opened any more',
  },
  MANAGED_BY_AWS: { standing: 'left', text: 'an AWS service looks after the endpoint service' },
  NOTHING_SELECTED: { standing: 'left', text: "the rule set's selector finds no endpoint service" },
} as const satisfies Codes;

/** What is reported, for people. */
export const FINDING_CODES = {
  NO_ACCEPTANCE: {
    standing: 'left',
    severity: 'warning',
    text: 'the service requires no acceptance: every allowed principal is in; `reject` and `revoke` still hold',
  },
  OPEN_TO_ALL: {
    standing: 'left',
    severity: 'warning',
    text: 'the allowed principal `*` (looked at with `permissions: add`, and where no acceptance is required)',
  },
  PERMISSION_UNWANTED: {
    standing: 'left',
    severity: 'info',
    text: 'with `permissions: add`: a principal may ask for a connection, and no rule names it any more',
  },
  OTHER_PARTITION: {
    standing: 'left',
    severity: 'error',
    text: 'an ARN of `principals` is of another partition than the service: it is not added',
    remedy: 'take it out of the rule set, or select only services of its partition',
    command: DEPLOY,
  },
  ZONES_DIFFER: {
    standing: 'left',
    severity: 'warning',
    text: 'the service and its load balancers are not in the same Availability Zones (looked at by sweeps and by hand)',
    remedy: 'modify the service with the load balancers that it has: AWS then reads their zones again',
  },
  QUOTA_EXCEEDED: {
    standing: 'left',
    severity: 'warning',
    text: "an account has more connections than the rule's limit",
    remedy: 'reject those that are not meant to be: a limit never revokes',
  },
  NOT_REACCEPTED: {
    standing: 'left',
    severity: 'error',
    text: 'by hand: a connection that was asked for is not accepted again, and nothing was written',
    remedy: 'correct the rules, or have the consumer ask with a new endpoint',
    command: DEPLOY,
  },
  CONNECTION_FAILED: { standing: 'left', severity: 'warning', text: 'the connection failed' },
  CONNECTION_PARTIAL: {
    standing: 'left',
    severity: 'warning',
    text: 'the connection works in some Availability Zones only',
  },
  STUCK_PENDING: {
    standing: 'left',
    severity: 'warning',
    text: 'pending for long, although no acceptance is required: see above',
  },
  STILL_PENDING: { standing: 'left', severity: 'info', text: 'pending for long, see above' },
  ENDPOINT_WAITS: {
    standing: 'left',
    severity: 'warning',
    text: 'with `endpoints: tell`: an endpoint of this account waits for its provider to accept it',
  },
  ENDPOINT_REJECTED: {
    standing: 'left',
    severity: 'warning',
    text: 'with `endpoints: tell`: the provider has rejected an endpoint of this account',
  },
  PRIVATE_DNS_OFF: {
    standing: 'left',
    severity: 'info',
    text: 'with `endpoints: tell`: an endpoint of this account is available without private DNS, which its service offers',
  },
  WATCHED_ELSEWHERE: { standing: 'left', severity: 'info', text: 'another topic is told, too' },
  WATCH_DISABLED: {
    standing: 'left',
    severity: 'warning',
    text: "the notification to the stack's topic is disabled",
    remedy: "look at the topic's access policy, delete the notification and let the next sweep make a new one",
  },
  NO_TOPIC: {
    standing: 'left',
    severity: 'warning',
    text: 'no topic is configured (`WAYKEEPER_TOPIC_ARN`): only the sweep finds new connections',
    remedy: 'deploy the stack (npm run deploy), which has the topic, or set WAYKEEPER_TOPIC_ARN to the ARN of one',
  },
} as const satisfies Codes;

const CODES = { ...CHANGE_CODES, ...LEFT_CODES, ...FINDING_CODES } as const satisfies Codes;

/** One of the connections controller's codes. */
export type ConnectionCode = keyof typeof CODES;

/** Those of them that can be said as a finding. */
export type ConnectionFindingCode = FindingCode<typeof CODES>;

export const { reason, skip, finding, rowOf, standingOf } = wordsOf(CODES);
