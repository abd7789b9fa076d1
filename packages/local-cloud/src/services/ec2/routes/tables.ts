/** Making and removing route tables, and their associations with subnets and gateways. */
import type {
  AssociateRouteTableRequest,
  AssociateRouteTableResult,
  CreateRouteTableRequest,
  CreateRouteTableResult,
  DeleteRouteTableRequest,
  DisassociateRouteTableRequest,
  ReplaceRouteTableAssociationRequest,
  ReplaceRouteTableAssociationResult,
} from '@aws-sdk/client-ec2';
import type { Account } from '../../../account.ts';
import type { Call } from '../../../service.ts';
import { AwsError } from '../../../wire/error.ts';
import { findRouteTable, findSubnet, findVpc } from '../find.ts';
import { required } from '../resources.ts';
import type { Association, Ec2State, Route, RouteTable, Vpc } from '../state.ts';
import { tagsFor } from '../tags.ts';
import { checkEdgeRoute } from './rules.ts';
import { tableView } from './view.ts';

/** The local routes that every table of a VPC begins with. */
export const localRoutes = (vpc: Vpc): Route[] =>
  [...vpc.cidrs, ...vpc.ipv6Cidrs].map((destination) => ({
    destination,
    target: 'local',
    origin: 'CreateRouteTable',
  }));

/** A table with the local routes only. Throws InvalidVpcID.NotFound. */
export const createRouteTable = (input: CreateRouteTableRequest, call: Call): CreateRouteTableResult => {
  const vpc = findVpc(call.account, input.VpcId);
  const tags = tagsFor('route-table', input.TagSpecifications);
  const id = call.newId('rtb');
  const table = { id, vpcId: vpc.id, routes: localRoutes(vpc), associations: [], propagatingVgws: [], tags };
  call.account.ec2.routeTables[table.id] = table;
  return { RouteTable: tableView(table, call), ClientToken: input.ClientToken };
};

/** Throws InvalidRouteTableID.NotFound, and DependencyViolation while it has associations. */
export const deleteRouteTable = (input: DeleteRouteTableRequest, call: Call): void => {
  const table = findRouteTable(call.account, input.RouteTableId);
  if (table.associations.length > 0) {
    throw new AwsError('DependencyViolation', `The routeTable '${table.id}' has dependencies and cannot be deleted.`);
  }
  delete call.account.ec2.routeTables[table.id];
};

/** With a subnet or a gateway. Throws Resource.AlreadyAssociated, InvalidParameterValue, RouteNotSupported and the NotFounds. */
export const associateRouteTable = (input: AssociateRouteTableRequest, call: Call): AssociateRouteTableResult => {
  const { ec2 } = call.account;
  const table = findRouteTable({ ec2 }, input.RouteTableId);
  if ((input.SubnetId === undefined) === (input.GatewayId === undefined)) {
    throw new AwsError('InvalidParameterCombination', 'The request must contain exactly one of subnetId and gatewayId');
  }
  const partner = input.GatewayId ?? required(input.SubnetId, 'subnetId');
  const other = holderOf(ec2, partner);
  if (other) {
    throw new AwsError(
      'Resource.AlreadyAssociated',
      `The resource ${partner} is already associated with the route table ${other.id}`,
    );
  }
  checkPartner(table, partner, ec2);
  const id = call.newId('rtbassoc');
  const side = input.GatewayId ? { gatewayId: partner } : { subnetId: partner };
  table.associations.push({ id, main: false, ...side });
  return { AssociationId: id, AssociationState: { State: 'associated' } };
};

/** The table that a subnet or gateway is explicitly associated with; there is at most one. */
const holderOf = (ec2: Ec2State, partner: string): RouteTable | undefined => {
  const holds = (item: Association) => item.subnetId === partner || item.gatewayId === partner;
  return Object.values(ec2.routeTables).find((table) => table.associations.some(holds));
};

/** Throws unless `partner`, a subnet or a gateway, can be associated with the table. */
const checkPartner = (table: RouteTable, partner: string, ec2: Ec2State): void => {
  const isSubnet = partner.startsWith('subnet-');
  const vpcId = isSubnet ? findSubnet({ ec2 }, partner).vpcId : gatewayVpc(partner, ec2);
  if (vpcId !== table.vpcId) {
    const noun = isSubnet ? 'subnet' : 'network gateway';
    throw new AwsError(
      'InvalidParameterValue',
      `Route table ${table.id} and ${noun} ${partner} belong to different networks`,
    );
  }
  if (!isSubnet) checkEdgeTable(table, partner, ec2);
};

const gatewayVpc = (id: string, ec2: Ec2State): string | undefined => {
  const gateway = ec2.internetGateways[id] ?? ec2.vpnGateways[id];
  if (!gateway) throw new AwsError('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`);
  return gateway.vpcId;
};

/** What a table must be before a gateway can use it (AWS-FACTS B.3). */
const checkEdgeTable = (table: RouteTable, gateway: string, ec2: Ec2State): void => {
  if (table.associations.some(({ main }) => main)) {
    throw new AwsError('InvalidParameterValue', `The main route table ${table.id} cannot be associated with a gateway`);
  }
  if (table.propagatingVgws.length > 0) {
    throw new AwsError(
      'InvalidParameterValue',
      `Route table ${table.id} has route propagation enabled and cannot be associated with a gateway`,
    );
  }
  for (const route of table.routes) checkEdgeRoute(route, table, gateway, ec2);
};

/** The table and the association with this id; throws InvalidAssociationID.NotFound. */
const findAssociation = ({ ec2 }: Account, id: string | undefined): { table: RouteTable; association: Association } => {
  const given = required(id, 'associationId');
  for (const table of Object.values(ec2.routeTables)) {
    const association = table.associations.find((item) => item.id === given);
    if (association) return { table, association };
  }
  throw new AwsError('InvalidAssociationID.NotFound', `The association ID '${given}' does not exist`);
};

const without = (table: RouteTable, association: Association): Association[] =>
  table.associations.filter((item) => item !== association);

/** Throws InvalidAssociationID.NotFound, and InvalidParameterValue for the main association. */
export const disassociateRouteTable = (input: DisassociateRouteTableRequest, call: Call): void => {
  const { table, association } = findAssociation(call.account, input.AssociationId);
  if (association.main) {
    throw new AwsError(
      'InvalidParameterValue',
      `cannot disassociate the main route table association ${association.id}`,
    );
  }
  table.associations = without(table, association);
};

/** Moves a subnet, a gateway or the VPC's main association to another table; the association gets a new id. */
export const replaceRouteTableAssociation = (
  input: ReplaceRouteTableAssociationRequest,
  call: Call,
): ReplaceRouteTableAssociationResult => {
  const { ec2 } = call.account;
  const target = findRouteTable({ ec2 }, input.RouteTableId);
  const { table, association } = findAssociation(call.account, input.AssociationId);
  const partner = association.subnetId ?? association.gatewayId;
  if (partner) checkPartner(target, partner, ec2);
  else if (target.vpcId !== table.vpcId || target.associations.some(({ gatewayId }) => gatewayId)) {
    throw new AwsError(
      'InvalidParameterValue',
      `The route table ${target.id} cannot be the main route table of ${table.vpcId}`,
    );
  }
  const moved = { ...association, id: call.newId('rtbassoc') };
  table.associations = without(table, association);
  target.associations.push(moved);
  return { NewAssociationId: moved.id, AssociationState: { State: 'associated' } };
};
