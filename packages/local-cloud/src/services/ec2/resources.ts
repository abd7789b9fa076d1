/** Which kinds of things there are: how their ids begin, where they are kept and what AWS says when one is missing. */
import { entryOf, find } from '../../find.ts';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import type { Ec2State, Tags } from './state.ts';

interface Tagged {
  tags: Tags;
}

interface Kind {
  /** AWS's resource type, as in tag specifications. */
  readonly type: string;
  readonly prefix: string;
  readonly table: (ec2: Ec2State) => Record<string, Tagged>;
  readonly missing: string;
  /** What AWS calls it in the message of the error. */
  readonly noun: string;
}

const kind = (type: string, prefix: string, table: Kind['table'], missing: string, noun: string): Kind => ({
  type,
  prefix,
  table,
  missing,
  noun,
});

const connectionsById = (ec2: Ec2State): Record<string, Tagged> =>
  Object.fromEntries(Object.values(ec2.endpointConnections).map((connection) => [connection.id, connection]));

/** Longer prefixes come before those that they begin with. Codes: EC2's error code page [ERR]. */
const KINDS: readonly Kind[] = [
  kind(
    'vpc-endpoint-service',
    'vpce-svc-',
    (s) => s.endpointServices,
    'InvalidVpcEndpointServiceId.NotFound',
    'VpcEndpointService Id',
  ),
  kind(
    'vpc-endpoint-connection',
    'vpce-con-',
    connectionsById,
    'InvalidVpcEndpointConnectionId.NotFound',
    'VpcEndpointConnection Id',
  ),
  kind(
    'transit-gateway-attachment',
    'tgw-attach-',
    (s) => s.transitGatewayAttachments,
    'InvalidTransitGatewayAttachmentID.NotFound',
    'Transit Gateway Attachment ID',
  ),
  kind('vpc-endpoint', 'vpce-', (s) => s.endpoints, 'InvalidVpcEndpointId.NotFound', 'Vpc Endpoint Id'),
  kind('vpc', 'vpc-', (s) => s.vpcs, 'InvalidVpcID.NotFound', 'vpc ID'),
  kind('subnet', 'subnet-', (s) => s.subnets, 'InvalidSubnetID.NotFound', 'subnet ID'),
  kind(
    'internet-gateway',
    'igw-',
    (s) => s.internetGateways,
    'InvalidInternetGatewayID.NotFound',
    'internetGateway ID',
  ),
  kind('vpn-gateway', 'vgw-', (s) => s.vpnGateways, 'InvalidVpnGatewayID.NotFound', 'vpnGateway ID'),
  kind('natgateway', 'nat-', (s) => s.natGateways, 'NatGatewayNotFound', 'Nat Gateway'),
  kind(
    'network-interface',
    'eni-',
    (s) => s.networkInterfaces,
    'InvalidNetworkInterfaceID.NotFound',
    'networkInterface ID',
  ),
  kind('instance', 'i-', (s) => s.instances, 'InvalidInstanceID.NotFound', 'instance ID'),
  kind('route-table', 'rtb-', (s) => s.routeTables, 'InvalidRouteTableID.NotFound', 'routeTable ID'),
];

/** Every tagged thing of the account, for DescribeTags; consumers' endpoints in other accounts are not among them. */
export const everyResource = (call: Call): { id: string; type: string; tags: Tags }[] =>
  KINDS.flatMap((kind) =>
    Object.entries(kind.table(call.account.ec2))
      .filter(([id]) => isOurs(call, id))
      .map(([id, { tags }]) => ({ id, type: kind.type, tags })),
  );

const isOurs = (call: Call, id: string): boolean => {
  const endpoint = call.account.ec2.endpoints[id];
  return endpoint === undefined || endpoint.ownerId === call.caller.accountId;
};

/** The tagged thing of any kind with this id; throws the kind's own error, or InvalidID for an id of no known kind. */
export const findTagged = (call: Call, id: string): Tagged => {
  const found = KINDS.find((kind) => id.startsWith(kind.prefix));
  if (!found) throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
  const resource = isOurs(call, id) ? found.table(call.account.ec2)[id] : undefined;
  if (!resource) throw missing(id, found.type);
  return resource;
};

/** The type that an id begins like, if it is one of those that are simulated. */
export const typeOfId = (id: string): string | undefined => KINDS.find(({ prefix }) => id.startsWith(prefix))?.type;

/** The tags of what has this id; none for what is not there. */
export const tagsOfId = (ec2: Ec2State, type: string, id: string | undefined): Tags => {
  const kept = KINDS.find((each) => each.type === type)?.table(ec2);
  return (kept && entryOf(kept, id)?.tags) ?? {};
};

/** The error for an id of type `type` that names nothing. */
export const missing = (id: string, type: string): AwsError => {
  const kind = KINDS.find((candidate) => candidate.type === type);
  if (!kind) throw new TypeError(`No such resource type: ${type}`);
  const text = type === 'natgateway' ? `${kind.noun} ${id} was not found` : `The ${kind.noun} '${id}' does not exist`;
  return new AwsError(kind.missing, text);
};

/** The thing with this id in `table`; throws the error of `type` when there is none, MissingParameter when no id was given. */
export const findOfKind = <T>(table: Readonly<Record<string, T>>, id: string | undefined, type: string): T => {
  const given = required(id, `${type} id`);
  return find(table, given, () => missing(given, type));
};

/** The value, or MissingParameter. */
export const required = <T>(value: T | undefined, name: string): T => {
  if (value === undefined || value === '') {
    throw new AwsError('MissingParameter', `The request must contain the parameter ${name}`);
  }
  return value;
};

/** All of a table, or those with the ids that were asked for; throws the type's own error when one is missing. */
export const select = <T>(table: Readonly<Record<string, T>>, ids: readonly string[] | undefined, type: string): T[] =>
  ids?.length ? [...new Set(ids)].map((id) => findOfKind(table, id, type)) : Object.values(table);
