/** What is said of appliances: why one cannot carry a path set, and what the sources of its health say. Pure. */
import type { Codes } from '../core/codes.ts';
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
  OTHER_OWNER: {
    standing: 'left',
    severity: 'warning',
    text: "one of several interfaces that are found, and another account's",
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
  NOT_READ: { standing: 'fact', text: 'what would tell its health could not be read: unknown' },
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
  PROBE_BLIND: {
    standing: 'fact',
    severity: 'warning',
    text: 'no appliance answers the probe, though the status checks of all pass: unknown',
    remedy: 'see the log of the probe function, its security groups, and what changed in its network',
  },
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
