/** Hosted zones: create, read, list, delete. */
import type * as shapes from '@aws-sdk/client-route-53';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { checkVpc, conflictingZone } from './associations.ts';
import { findZone, newId, pageSize, showVpcs, showZone, startChange } from './find.ts';
import { compareText, isDomainName, normalName, sortKey } from './names.ts';
import { apexRecords, isApexRecord, nameServers } from './records.ts';
import type { HostedZone, ZoneVpc } from './state.ts';

/** ListHostedZones and its sisters give at most 100 zones a page. */
const ZONES_A_PAGE = 100;

const delegationSet = (zone: HostedZone): shapes.DelegationSet | undefined =>
  zone.private ? undefined : { NameServers: nameServers(zone).map((name) => name.replace(/\.$/, '')) };

const checkNewZone = (
  { Name, CallerReference, VPC, HostedZoneConfig }: shapes.CreateHostedZoneRequest,
  call: Call,
): void => {
  if (!isDomainName(String(Name))) throw new AwsError('InvalidDomainName', `The domain name ${Name} is not valid.`);
  const zones = Object.values(call.account.route53.zones);
  if (zones.some(({ callerReference }) => callerReference === CallerReference)) {
    const message = `A hosted zone has already been created with the specified caller reference: ${CallerReference}`;
    throw new AwsError('HostedZoneAlreadyExists', message, 409);
  }
  if (HostedZoneConfig?.PrivateZone && !VPC) {
    const message = "When you're creating a private hosted zone, you must also specify values for VPCId and VPCRegion.";
    throw new AwsError('InvalidInput', message);
  }
};

const firstVpc = (vpc: shapes.VPC | undefined, name: string, call: Call): ZoneVpc[] => {
  if (!vpc) return [];
  const checked = checkVpc(vpc, call);
  conflictingZone(checked, name, call);
  return [checked];
};

export const createHostedZone = (
  input: shapes.CreateHostedZoneRequest,
  call: Call,
): shapes.CreateHostedZoneResponse => {
  checkNewZone(input, call);
  const name = normalName(String(input.Name));
  const vpcs = firstVpc(input.VPC, name, call);
  const comment = input.HostedZoneConfig?.Comment;
  const bare = {
    id: newId(call, 'Z'),
    name,
    private: vpcs.length > 0,
    callerReference: String(input.CallerReference),
    vpcs,
  };
  const zone: HostedZone = { ...bare, records: [], tags: {}, ...(comment === undefined ? {} : { comment }) };
  zone.records = apexRecords(zone);
  call.account.route53.zones[zone.id] = zone;
  return {
    HostedZone: showZone(zone),
    ChangeInfo: startChange(call),
    DelegationSet: delegationSet(zone),
    VPC: showVpcs(zone)[0],
    Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
  };
};

export const getHostedZone = ({ Id }: shapes.GetHostedZoneRequest, { account }: Call): shapes.GetHostedZoneResponse => {
  const zone = findZone(account, Id);
  return {
    HostedZone: showZone(zone),
    DelegationSet: delegationSet(zone),
    VPCs: zone.private ? showVpcs(zone) : undefined,
  };
};

export const deleteHostedZone = (
  { Id }: shapes.DeleteHostedZoneRequest,
  call: Call,
): shapes.DeleteHostedZoneResponse => {
  const zone = findZone(call.account, Id);
  if (zone.records.some((record) => !isApexRecord(zone, record))) {
    const message = 'The specified hosted zone contains non-required resource record sets and so cannot be deleted.';
    throw new AwsError('HostedZoneNotEmpty', message);
  }
  delete call.account.route53.zones[zone.id];
  return { ChangeInfo: startChange(call) };
};

/** The page that starts at an index; `-1` says that the start was not found. */
const pageOf = (zones: readonly HostedZone[], start: number, size: number) => {
  if (start < 0) throw new AwsError('InvalidInput', 'The marker names no hosted zone.');
  return { page: zones.slice(start, start + size), next: zones[start + size] };
};

export const listHostedZones = (
  input: shapes.ListHostedZonesRequest,
  { account }: Call,
): shapes.ListHostedZonesResponse => {
  const { Marker, MaxItems, HostedZoneType, DelegationSetId } = input;
  if (DelegationSetId) throw new AwsError('NoSuchDelegationSet', `No delegation set found with ID: ${DelegationSetId}`);
  const size = pageSize(MaxItems, ZONES_A_PAGE);
  const zones = Object.values(account.route53.zones).filter(
    (zone) => zone.private || HostedZoneType !== 'PrivateHostedZone',
  );
  const { page, next } = pageOf(zones, Marker ? zones.findIndex(({ id }) => id === Marker) : 0, size);
  return {
    HostedZones: page.map(showZone),
    Marker: Marker ?? '',
    IsTruncated: next !== undefined,
    NextMarker: next?.id,
    MaxItems: size,
  };
};

const byName = (a: HostedZone, b: HostedZone): number =>
  compareText(sortKey(a.name), sortKey(b.name)) || compareText(a.id, b.id);

/** Sorted by reversed labels from DNSName on: no look-up, so the caller has to check the name (AWS-FACTS B.4). */
export const listHostedZonesByName = (
  { DNSName, HostedZoneId, MaxItems }: shapes.ListHostedZonesByNameRequest,
  { account }: Call,
): shapes.ListHostedZonesByNameResponse => {
  if (HostedZoneId && !DNSName) throw new AwsError('InvalidInput', 'Expected DNSName together with HostedZoneId.');
  const size = pageSize(MaxItems, ZONES_A_PAGE);
  const from = sortKey(normalName(DNSName ?? ''));
  const reached = ({ name, id }: HostedZone): boolean => {
    const order = compareText(sortKey(name), from);
    return order > 0 || (order === 0 && (!HostedZoneId || id >= HostedZoneId));
  };
  const zones = Object.values(account.route53.zones)
    .sort(byName)
    .filter((zone) => !DNSName || reached(zone));
  const { page, next } = pageOf(zones, 0, size);
  return {
    HostedZones: page.map(showZone),
    DNSName,
    HostedZoneId,
    IsTruncated: next !== undefined,
    NextDNSName: next?.name,
    NextHostedZoneId: next?.id,
    MaxItems: size,
  };
};
