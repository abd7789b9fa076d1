/** VPCs of private hosted zones. */
import type * as shapes from '@aws-sdk/client-route-53';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { findZone, pageSize, startChange } from './find.ts';
import type { HostedZone, ZoneVpc } from './state.ts';

const same = (a: ZoneVpc, b: ZoneVpc): boolean => a.VPCId === b.VPCId && a.VPCRegion === b.VPCRegion;

/** A VPC that exists. Other Regions are not simulated, so their VPCs are believed. Throws InvalidVPCId. */
export const checkVpc = ({ VPCId, VPCRegion }: shapes.VPC, { account }: Call): ZoneVpc => {
  if (!VPCId || !VPCRegion) throw new AwsError('InvalidInput', 'Expected both VPCId and VPCRegion.');
  if (VPCRegion === account.region && !Object.hasOwn(account.ec2.vpcs, VPCId)) {
    throw new AwsError(
      'InvalidVPCId',
      `The VPC ID ${VPCId} in region ${VPCRegion} is not valid: there is no such VPC.`,
    );
  }
  return { VPCId, VPCRegion };
};

/** Throws ConflictingDomainExists when the VPC already sees a zone of that name, this very one included. */
export const conflictingZone = (vpc: ZoneVpc, name: string, { account }: Call): void => {
  const other = Object.values(account.route53.zones).find(
    (zone) => zone.name === name && zone.vpcs.some((known) => same(known, vpc)),
  );
  if (!other) return;
  const { VPCId, VPCRegion } = vpc;
  const message = `The VPC ${VPCId} in region ${VPCRegion} has already been associated with the hosted zone ${other.id} with the same domain name.`;
  throw new AwsError('ConflictingDomainExists', message);
};

const privateZone = (id: string | undefined, { account }: Call): HostedZone => {
  const zone = findZone(account, id);
  if (zone.private) return zone;
  throw new AwsError('PublicZoneVPCAssociation', `The hosted zone ${zone.id} is public; only private ones have VPCs.`);
};

export const associateVpc = (
  { HostedZoneId, VPC, Comment }: shapes.AssociateVPCWithHostedZoneRequest,
  call: Call,
): shapes.AssociateVPCWithHostedZoneResponse => {
  const zone = privateZone(HostedZoneId, call);
  const vpc = checkVpc(VPC ?? {}, call);
  conflictingZone(vpc, zone.name, call);
  zone.vpcs.push(vpc);
  return { ChangeInfo: startChange(call, Comment) };
};

export const disassociateVpc = (
  { HostedZoneId, VPC, Comment }: shapes.DisassociateVPCFromHostedZoneRequest,
  call: Call,
): shapes.DisassociateVPCFromHostedZoneResponse => {
  const zone = privateZone(HostedZoneId, call);
  const vpc = { VPCId: String(VPC?.VPCId), VPCRegion: String(VPC?.VPCRegion) };
  if (!zone.vpcs.some((known) => same(known, vpc))) {
    const message = `The VPC ${vpc.VPCId} in region ${vpc.VPCRegion} is not associated with the hosted zone ${zone.id}.`;
    throw new AwsError('VPCAssociationNotFound', message, 404);
  }
  if (zone.vpcs.length === 1) {
    throw new AwsError('LastVPCAssociation', 'The last VPC of a private hosted zone cannot be disassociated.');
  }
  zone.vpcs = zone.vpcs.filter((known) => !same(known, vpc));
  return { ChangeInfo: startChange(call, Comment) };
};

const tokenOf = (zone: HostedZone): string => Buffer.from(`zone:${zone.id}`).toString('base64url');

export const listHostedZonesByVpc = (
  { VPCId, VPCRegion, MaxItems, NextToken }: shapes.ListHostedZonesByVPCRequest,
  call: Call,
): shapes.ListHostedZonesByVPCResponse => {
  const size = pageSize(MaxItems, 100);
  const vpc = checkVpc({ VPCId, VPCRegion }, call);
  const zones = Object.values(call.account.route53.zones).filter((zone) => zone.vpcs.some((known) => same(known, vpc)));
  const start = NextToken ? zones.findIndex((zone) => tokenOf(zone) === NextToken) : 0;
  if (start < 0) throw new AwsError('InvalidPaginationToken', `The pagination token ${NextToken} is not valid.`);
  const next = zones[start + size];
  return {
    HostedZoneSummaries: zones.slice(start, start + size).map((zone) => ({
      HostedZoneId: zone.id,
      Name: zone.name,
      Owner: { OwningAccount: call.account.id },
    })),
    MaxItems: size,
    NextToken: next && tokenOf(next),
  };
};
