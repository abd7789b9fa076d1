/** One change as a caller sent it, in the form in which Route 53 keeps record sets. Throws InvalidInput for shapes that cannot be. */
import type * as shapes from '@aws-sdk/client-route-53';
import { AwsError } from '../../wire/error.ts';
import { normalName } from './names.ts';
import type { RecordSet } from './state.ts';

export interface Change {
  readonly action: 'CREATE' | 'DELETE' | 'UPSERT';
  readonly record: RecordSet;
}

const ACTIONS = ['CREATE', 'DELETE', 'UPSERT'];
const TYPES = [
  'SOA',
  'A',
  'TXT',
  'NS',
  'CNAME',
  'MX',
  'NAPTR',
  'PTR',
  'SRV',
  'SPF',
  'AAAA',
  'CAA',
  'DS',
  'TLSA',
  'SSHFP',
  'SVCB',
  'HTTPS',
];
const ROUTING = [
  'Weight',
  'Region',
  'Failover',
  'GeoLocation',
  'MultiValueAnswer',
  'CidrRoutingConfig',
  'GeoProximityLocation',
] as const;
/** Members of a record set that are not simulated; to take them in silence would change what they mean. */
const LACKING = ['GeoLocation', 'CidrRoutingConfig', 'GeoProximityLocation', 'TrafficPolicyInstanceId'] as const;

/** `[name='x.', type='A']`, as Route 53 words it. */
export const describe = ({ Name, Type, SetIdentifier }: RecordSet): string =>
  `[name='${Name}', type='${Type}'${SetIdentifier === undefined ? '' : `, set-identifier='${SetIdentifier}'`}]`;

const oneOf = (value: string | undefined, allowed: readonly string[], path: string): void => {
  if (value !== undefined && allowed.includes(value)) return;
  const expected = `Member must satisfy enum value set: [${allowed.join(', ')}]`;
  const message = `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: ${expected}`;
  throw new AwsError('InvalidInput', message);
};

const checkContent = (set: shapes.ResourceRecordSet, where: string): void => {
  const plain = set.TTL !== undefined && Boolean(set.ResourceRecords?.length);
  const partly = set.TTL !== undefined || Boolean(set.ResourceRecords?.length);
  const expected =
    'Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]';
  if (set.AliasTarget ? partly : !plain) {
    const found = set.AliasTarget ? 'more than one' : 'none';
    throw new AwsError('InvalidInput', `Invalid request: ${expected}, but found ${found} in ${where}`);
  }
  if (set.AliasTarget && String(set.AliasTarget.HostedZoneId).length > 32) {
    const at = `Value '${set.AliasTarget.HostedZoneId}' at 'aliasTarget.hostedZoneId'`;
    throw new AwsError(
      'InvalidInput',
      `1 validation error detected: ${at} failed to satisfy constraint: Member must have length less than or equal to 32`,
    );
  }
};

const checkRouting = (set: shapes.ResourceRecordSet, where: string): void => {
  const kinds = ROUTING.filter((member) => set[member] !== undefined);
  if (set.SetIdentifier !== undefined && kinds.length !== 1) {
    const found = kinds.length ? 'more than one' : 'none';
    throw new AwsError(
      'InvalidInput',
      `Invalid request: Expected exactly one of [${ROUTING.join(', ')}], but found ${found} in ${where}`,
    );
  }
  if (set.SetIdentifier === undefined && kinds.length) {
    throw new AwsError('InvalidInput', `Invalid request: Missing field 'SetIdentifier' in ${where}`);
  }
};

const aliasOf = (target: shapes.AliasTarget) => ({
  HostedZoneId: String(target.HostedZoneId),
  DNSName: normalName(String(target.DNSName)),
  EvaluateTargetHealth: Boolean(target.EvaluateTargetHealth),
});

/** The record set in the form of the state: only the members that are there. */
const recordOf = (set: shapes.ResourceRecordSet): RecordSet => {
  const { Type, SetIdentifier, Weight, Region, Failover, MultiValueAnswer, HealthCheckId, TTL } = set;
  const record = {
    Name: normalName(String(set.Name)),
    Type,
    SetIdentifier,
    Weight,
    Region,
    Failover,
    MultiValueAnswer,
    HealthCheckId,
    TTL,
    ResourceRecords: set.ResourceRecords?.map(({ Value }) => ({ Value: String(Value) })),
    AliasTarget: set.AliasTarget && aliasOf(set.AliasTarget),
  };
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as unknown as RecordSet;
};

/** Reads one change. Throws InvalidInput, or NotImplemented for routing policies that are not simulated. */
export const changeOf = ({ Action, ResourceRecordSet: set }: shapes.Change): Change => {
  oneOf(Action, ACTIONS, 'changeBatch.changes.action');
  oneOf(set?.Type, TYPES, 'changeBatch.changes.resourceRecordSet.type');
  const whole = set as shapes.ResourceRecordSet;
  const { Name, Type, SetIdentifier } = whole;
  const where = `Change with [Action=${Action}, Name=${Name}, Type=${Type}, SetIdentifier=${SetIdentifier ?? 'null'}]`;
  const lacking = LACKING.find((member) => whole[member] !== undefined);
  if (lacking)
    throw new AwsError('NotImplemented', `${lacking} of record sets is not simulated by the local cloud.`, 501);
  if (whole.HealthCheckId && Action !== 'DELETE') {
    throw new AwsError('NoSuchHealthCheck', `No health check found with ID: ${whole.HealthCheckId}`, 404);
  }
  checkContent(whole, where);
  checkRouting(whole, where);
  return { action: Action as Change['action'], record: recordOf(whole) };
};
