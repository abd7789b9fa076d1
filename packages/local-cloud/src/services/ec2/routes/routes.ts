/** CreateRoute, ReplaceRoute and DeleteRoute for IPv4, IPv6 and prefix-list destinations. */
import type {
  CreateRouteRequest,
  CreateRouteResult,
  DeleteRouteRequest,
  ReplaceRouteRequest,
} from '@aws-sdk/client-ec2';
import type { Call } from '../../../service.ts';
import { AwsError } from '../../../wire/error.ts';
import { canonicalCidr, familyOfCidr } from '../addresses.ts';
import { interfacesOf } from '../attachments.ts';
import { findInstance, findRouteTable } from '../find.ts';
import type { Ec2State, Route, RouteTable } from '../state.ts';
import { checkRoute } from './rules.ts';
import { destinationField } from './view.ts';

/** Non-propagated routes of one table, counted for each address family (default quota, AWS-FACTS C.3). */
const MAX_ROUTES = 500;

const DESTINATIONS = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'] as const;
const TARGETS = ['GatewayId', 'NatGatewayId', 'NetworkInterfaceId', 'InstanceId', 'VpcEndpointId'] as const;
const OTHER_TARGETS = [
  'TransitGatewayId',
  'LocalGatewayId',
  'CarrierGatewayId',
  'CoreNetworkArn',
  'OdbNetworkArn',
  'EgressOnlyInternetGatewayId',
  'VpcPeeringConnectionId',
] as const;

/** The name and value of the one member that is given. Throws MissingParameter or InvalidParameterCombination otherwise. */
const exactlyOne = <K extends string>(
  input: Readonly<Partial<Record<K, string | undefined>>>,
  names: readonly K[],
  what: string,
): [K, string] => {
  const given = names.flatMap((name): [K, string][] => {
    const value = input[name];
    return value === undefined ? [] : [[name, value]];
  });
  const [first, second] = given;
  if (!first) throw new AwsError('MissingParameter', `The request must contain a ${what}: one of ${names.join(', ')}`);
  if (second) {
    const found = given.map(([name]) => name).join(', ');
    throw new AwsError('InvalidParameterCombination', `The request must contain exactly one ${what}, found ${found}`);
  }
  return first;
};

/** The destination as it was given; throws InvalidParameterValue when it is malformed or of the wrong family. */
const destinationOf = (input: DeleteRouteRequest): string => {
  const [name, value] = exactlyOne(input, DESTINATIONS, 'destination');
  const valid = name === 'DestinationPrefixListId' ? value.startsWith('pl-') : familyOfCidr(value) !== 0;
  if (!valid || destinationField(value) !== name) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${value}) for parameter ${name} is invalid. This is not a valid ${name.replace('Destination', '')}.`,
    );
  }
  return value;
};

const targetOf = (input: CreateRouteRequest, ec2: Ec2State): string => {
  const [name, value] = exactlyOne(input, [...TARGETS, ...OTHER_TARGETS], 'target');
  if ((OTHER_TARGETS as readonly string[]).includes(name)) {
    throw new AwsError('UnsupportedOperation', `The local cloud does not simulate routes to a ${name}.`);
  }
  if (name === 'InstanceId') return soleInterface(value, ec2);
  const prefixes = {
    GatewayId: /^(igw|vgw)-/,
    NatGatewayId: /^nat-/,
    NetworkInterfaceId: /^eni-/,
    VpcEndpointId: /^vpce-/,
  };
  if (!prefixes[name as keyof typeof prefixes].test(value)) {
    const code = name === 'GatewayId' ? 'InvalidGatewayID.NotFound' : 'InvalidParameterValue';
    throw new AwsError(code, `Value (${value}) for parameter ${name} is invalid.`);
  }
  return value;
};

/** A route to an instance is a route to its interface, and needs it to have exactly one. */
const soleInterface = (instanceId: string, ec2: Ec2State): string => {
  const [first, second] = interfacesOf(ec2, findInstance({ ec2 }, instanceId).id);
  if (!first || second) {
    const found = first ? 'There are multiple interfaces' : 'There is no interface';
    throw new AwsError(
      'InvalidInstanceID',
      `${found} attached to instance '${instanceId}'. Please specify an interface ID for the operation instead.`,
    );
  }
  return first.id;
};

const tableOf = (input: { readonly RouteTableId?: string | undefined }, call: Call): RouteTable =>
  findRouteTable(call.account, input.RouteTableId);

/** Throws RouteAlreadyExists, RouteLimitExceeded, RouteNotSupported, InvalidParameterValue, InvalidParameterCombination and the targets' NotFounds. */
export const createRoute = (input: CreateRouteRequest, call: Call): CreateRouteResult => {
  const { ec2 } = call.account;
  const table = tableOf(input, call);
  const given = destinationOf(input);
  const destination = canonicalCidr(given) ?? given;
  const target = targetOf(input, ec2);
  if (table.routes.some((route) => route.destination === destination && !isPropagated(route))) {
    throw new AwsError('RouteAlreadyExists', `The route identified by ${destination} already exists.`);
  }
  checkRoute({ destination, target }, table, ec2);
  checkQuota(destination, table);
  table.routes.push({ destination, target, origin: 'CreateRoute' });
  return { Return: true };
};

const checkQuota = (destination: string, table: RouteTable): void => {
  const family = familyOfCidr(destination);
  const counted = table.routes.filter(
    (route) => route.origin !== 'EnableVgwRoutePropagation' && familyOfCidr(route.destination) === family,
  );
  if (counted.length >= MAX_ROUTES) {
    throw new AwsError('RouteLimitExceeded', `The maximum number of routes has been reached: ${MAX_ROUTES}.`);
  }
};

const isPropagated = ({ origin }: Route): boolean => origin === 'EnableVgwRoutePropagation';

/** A propagated route may stand beside a static one with the same destination: then calls are about the static one. */
const routeTo = (destination: string, table: RouteTable): Route | undefined => {
  const all = table.routes.filter((candidate) => candidate.destination === destination);
  return all.find((route) => !isPropagated(route)) ?? all[0];
};

/** The destination must be written exactly as the route holds it (AWS-FACTS B.3). */
export const replaceRoute = (input: ReplaceRouteRequest, call: Call): void => {
  const { ec2 } = call.account;
  const table = tableOf(input, call);
  const destination = destinationOf(input);
  if (input.LocalTarget && [...TARGETS, ...OTHER_TARGETS].some((name) => input[name] !== undefined)) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The request must contain exactly one target, found LocalTarget and another',
    );
  }
  const target = input.LocalTarget ? 'local' : targetOf(input, ec2);
  const route = routeTo(destination, table);
  if (!route) {
    throw new AwsError(
      'InvalidParameterValue',
      `There is no route defined for '${destination}' in the route table. Use CreateRoute instead.`,
    );
  }
  refuseForeign(route, table, ec2, 'replace');
  if (input.LocalTarget && route.origin !== 'CreateRouteTable') {
    throw new AwsError(
      'InvalidParameterValue',
      `The route ${destination} is not a local route; LocalTarget resets local routes only.`,
    );
  }
  checkRoute({ destination, target }, table, ec2);
  route.target = target;
};

/** Throws InvalidRoute.NotFound, and InvalidParameterValue for routes that AWS keeps. */
export const deleteRoute = (input: DeleteRouteRequest, call: Call): void => {
  const { ec2 } = call.account;
  const table = tableOf(input, call);
  const destination = destinationOf(input);
  const route = routeTo(destination, table);
  if (!route) {
    const name = {
      DestinationCidrBlock: 'cidr-block',
      DestinationIpv6CidrBlock: 'ipv6-cidr-block',
      DestinationPrefixListId: 'prefix-list-id',
    };
    throw new AwsError(
      'InvalidRoute.NotFound',
      `no route with destination-${name[destinationField(destination)]} ${destination} in route table ${table.id}`,
    );
  }
  refuseForeign(route, table, ec2, 'remove');
  if (route.origin === 'CreateRouteTable') {
    throw new AwsError('InvalidParameterValue', `cannot remove local route ${destination} in route table ${table.id}`);
  }
  table.routes = table.routes.filter((candidate) => candidate !== route);
};

/** Routes that AWS itself keeps: propagated ones, advertised ones and those of gateway endpoints. */
const refuseForeign = (route: Route, table: RouteTable, ec2: Ec2State, verb: string): void => {
  const ofEndpoint = ec2.endpoints[route.target]?.type === 'Gateway';
  if (!ofEndpoint && (route.origin === 'CreateRoute' || route.origin === 'CreateRouteTable')) return;
  const kind = ofEndpoint ? 'VPC endpoint' : route.origin === 'Advertisement' ? 'advertised' : 'propagated';
  throw new AwsError(
    'InvalidParameterValue',
    `cannot ${verb} ${kind} route ${route.destination} in route table ${table.id}`,
  );
};
