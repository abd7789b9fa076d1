/** Who wrote routes last, by CloudTrail's event history: 90 days of management events, each some minutes late. */
import { read } from '../clients.ts';
import type { RouteWrite } from '../types.ts';

/** How a search waits its turn, and how long it may go on. */
export interface Search {
  /** Resolves when the next call may be made: the account shares two a second. */
  readonly turn: () => Promise<void>;
  /** Ms that are left. */
  readonly remaining: () => number;
}

/** The last write of each of these destinations of a route table, as far as the history tells and the time allows. */
export const lastRouteWrites = async (
  tableId: string,
  destinations: readonly string[],
  { turn, remaining }: Search,
): Promise<RouteWrite[]> => {
  const { callLookupEvents } = await import('../lazy/cloudtrail.ts');
  const found = new Map<string, RouteWrite>();
  let token: string | undefined;
  do {
    await turn();
    if (remaining() <= 0) break;
    const { Events = [], NextToken } = await read(callLookupEvents(tableId, token));
    for (const { CloudTrailEvent = '' } of Events) {
      const write = writeOf(CloudTrailEvent, tableId);
      if (write && !found.has(write.destination)) found.set(write.destination, write);
    }
    token = NextToken;
  } while (token !== undefined && !destinations.every((destination) => found.has(destination)));
  return [...found.values()].filter(({ destination }) => destinations.includes(destination));
};

const WRITES = ['CreateRoute', 'ReplaceRoute'];
const DESTINATIONS = ['destinationCidrBlock', 'destinationIpv6CidrBlock', 'destinationPrefixListId'];
const TARGETS = [
  ...['networkInterfaceId', 'gatewayId', 'natGatewayId', 'vpcEndpointId', 'instanceId', 'transitGatewayId'],
  ...['vpcPeeringConnectionId', 'egressOnlyInternetGatewayId', 'localGatewayId', 'carrierGatewayId', 'coreNetworkArn'],
];

interface EventRecord {
  readonly eventName?: unknown;
  readonly eventTime?: unknown;
  readonly errorCode?: unknown;
  readonly requestParameters?: Readonly<Record<string, unknown>> | null;
  readonly userIdentity?: {
    readonly arn?: unknown;
    readonly invokedBy?: unknown;
    readonly sessionContext?: { readonly sessionIssuer?: { readonly userName?: unknown } };
  };
}

/** The write that a record tells of; nothing for any other call, and for one that failed. */
const writeOf = (text: string, tableId: string): RouteWrite | undefined => {
  const record = parsed(text);
  const { eventName, errorCode, eventTime, requestParameters, userIdentity = {} } = record;
  if (typeof eventName !== 'string' || !WRITES.includes(eventName) || errorCode !== undefined) return undefined;
  const given = lowerFirst(requestParameters ?? {});
  const [destination, target] = [firstText(given, DESTINATIONS), firstText(given, TARGETS)];
  const at = Date.parse(String(eventTime));
  if (given.routeTableId !== tableId || destination === undefined || Number.isNaN(at)) return undefined;
  const { arn, invokedBy, sessionContext } = userIdentity;
  const role = sessionContext?.sessionIssuer?.userName;
  return {
    ...{ tableId, destination, at, target: target ?? (given.localTarget === undefined ? '' : 'local') },
    who: typeof arn === 'string' ? arn : typeof invokedBy === 'string' ? invokedBy : 'somebody unnamed',
    ...(typeof role === 'string' ? { role } : {}),
  };
};

const parsed = (text: string): EventRecord => {
  try {
    return (JSON.parse(text) ?? {}) as EventRecord;
  } catch {
    return {};
  }
};

/** Records spell members with a small letter at the beginning, but for some newer calls. */
const lowerFirst = (members: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name.replace(/^[A-Z]/, (c) => c.toLowerCase()), value]),
  );

const firstText = (members: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined =>
  names.flatMap((name) => (typeof members[name] === 'string' ? [members[name]] : []))[0];
