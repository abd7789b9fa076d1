/** Plans which route tables to associate with gateway endpoints. Nothing is ever taken off. Pure. */
import type { GatewayEndpoint, RouteTable } from '../aws/types.ts';
import { selects } from '../config/selector.ts';
import type { GatewayEndpoint as Entry } from '../config/types.ts';
import type { Skip } from '../core/plan.ts';
import { type RouteCode, reason, skip } from './codes.ts';
import { isEdge } from './network.ts';
import type { AssociationChange, ObservedRoutes } from './types.ts';

/** An association that an entry asks for. */
interface Desired {
  readonly endpoint: GatewayEndpoint;
  readonly table: RouteTable;
  readonly key: string;
}

type Decision = { readonly change: AssociationChange } | { readonly skip: Skip };

/** The changes and skips of all entries; nothing while gateway endpoints are out of scope or could not be read. */
export const planAssociations = (
  entries: readonly Entry[],
  { gatewayEndpoints, tables, unseen }: ObservedRoutes,
): { readonly changes: readonly AssociationChange[]; readonly skips: readonly Skip[] } => {
  if (gatewayEndpoints === undefined || unseen.some(({ part }) => part === 'endpoints'))
    return { changes: [], skips: [] };
  const read = entries.map((entry, at) => desiredBy(entry, at, gatewayEndpoints, tables));
  const desired = [
    ...new Map(read.flatMap(({ desired }) => desired).map((association) => [association.key, association])).values(),
  ];
  const decisions = desired.map((association) => decide(association, desired));
  return {
    changes: decisions.flatMap((decision) => ('change' in decision ? [decision.change] : [])),
    skips: [
      ...read.flatMap(({ skips }) => skips),
      ...decisions.flatMap((decision) => ('skip' in decision ? [decision.skip] : [])),
    ],
  };
};

const desiredBy = (
  entry: Entry,
  at: number,
  endpoints: readonly GatewayEndpoint[],
  tables: readonly RouteTable[],
): { readonly desired: readonly Desired[]; readonly skips: readonly Skip[] } => {
  const path = `gatewayEndpoints[${at}]`;
  const [endpoint, second] = endpoints.filter((candidate) => selects(entry.endpoint, candidate));
  if (!endpoint || second) {
    const found = endpoint ? 'the selector finds several gateway endpoints' : 'the selector finds no gateway endpoint';
    return { desired: [], skips: [skip(path, endpoint ? 'AMBIGUOUS' : 'NOTHING_SELECTED', found)] };
  }
  const selected = tables.filter((table) => selects(entry.tables, table));
  if (selected.length === 0) {
    return { desired: [], skips: [skip(path, 'NOTHING_SELECTED', 'the selector finds no route table')] };
  }
  return { desired: selected.map((table) => ({ endpoint, table, key: `${endpoint.id}/${table.id}` })), skips: [] };
};

const decide = (association: Desired, all: readonly Desired[]): Decision => {
  const { endpoint, table, key } = association;
  const leave = (code: RouteCode, message: string): Decision => ({ skip: skip(key, code, message) });
  if (endpoint.tableIds.includes(table.id)) return leave('IN_ORDER', 'associated');
  if (endpoint.state !== 'available') return leave('NOT_AVAILABLE', `${endpoint.id} is ${endpoint.state}`);
  if (endpoint.vpcId !== table.vpcId) {
    return leave('OTHER_VPC', `${endpoint.id} is in ${endpoint.vpcId}, ${table.id} in ${table.vpcId}`);
  }
  if (isEdge(table)) return leave('EDGE_TARGET', `edge table ${table.id} takes no gateway endpoint`);
  const rival = all.find(
    (other) =>
      other.table.id === table.id &&
      other.endpoint.id !== endpoint.id &&
      other.endpoint.serviceName === endpoint.serviceName,
  );
  if (rival) {
    const why = `${rival.endpoint.id} for the same service is claimed for this table, too: neither is added`;
    return leave('CLAIMED_TWICE', why);
  }
  return {
    change: {
      action: 'associate',
      key,
      endpointId: endpoint.id,
      tableId: table.id,
      after: 'associated',
      reason: reason('NOT_ASSOCIATED', `${table.id} has no route to ${endpoint.serviceName} by ${endpoint.id}`),
    },
  };
};
