/** Names of endpoint services, and the DNS names that follow from them (AWS-FACTS B.2, D). */
import type { DnsEntry } from '@aws-sdk/client-ec2';
import { dnsSuffix, servicePrefix, servicePrefixes } from '../../../partitions.ts';
import { derivedId, derivedZoneId } from '../derive.ts';
import type { Ec2State, Endpoint } from '../state.ts';

/** A service's name, taken apart. */
export type ServiceName =
  | { readonly kind: 'aws'; readonly region: string; readonly name: string }
  | { readonly kind: 'custom'; readonly region: string; readonly serviceId: string };

/** Services of AWS that have gateway endpoints. */
const GATEWAY_SERVICES = ['s3', 'dynamodb'];

/** Hosted zones of endpoint names that are known from public samples; elsewhere a stable made-up one. */
const KNOWN_ZONES: Readonly<Record<string, string>> = { 'us-east-1': 'Z7HUB22UULQXV', 'eu-west-2': 'Z7K1066E3PUKB' };

/** Prefix lists of S3 that are known from public samples. */
const KNOWN_PREFIX_LISTS: Readonly<Record<string, string>> = {
  'us-east-1/s3': 'pl-63a5400a',
  'eu-west-2/s3': 'pl-7ca54015',
};

const SERVICE = /^(?<prefix>[a-z0-9.-]+?)\.(?<vpce>vpce\.)?(?<region>[a-z]+-[a-z-]+-\d)\.(?<rest>[a-z0-9.-]+)$/;

/**
 * Takes `com.amazonaws.REGION.NAME` or `com.amazonaws.vpce.REGION.vpce-svc-ID` apart, which begin as the Region's partition
 * has it; undefined for any other form.
 */
export const parseServiceName = (name: string): ServiceName | undefined => {
  const { prefix = '', vpce, region = '', rest = '' } = SERVICE.exec(name)?.groups ?? {};
  if (vpce === undefined)
    return servicePrefixes(region).includes(prefix) ? { kind: 'aws', region, name: rest } : undefined;
  const isCustom = prefix === servicePrefix(region) && /^vpce-svc-[0-9a-z]+$/.test(rest);
  return isCustom ? { kind: 'custom', region, serviceId: rest } : undefined;
};

/** The name under which consumers find an endpoint service. */
export const customServiceName = (region: string, serviceId: string): string =>
  `${servicePrefix(region)}.vpce.${region}.${serviceId}`;

/** Whether the service is one of AWS's that offer gateway endpoints too. */
export const hasGatewayType = (service: ServiceName): boolean =>
  service.kind === 'aws' && GATEWAY_SERVICES.includes(service.name);

/** The prefix list that a gateway endpoint's routes lead to. */
export const prefixListOf = (service: ServiceName): string => {
  const name = service.kind === 'aws' ? service.name : service.serviceId;
  const key = `${service.region}/${name}`;
  return KNOWN_PREFIX_LISTS[key] ?? derivedId('pl', key).slice(0, 'pl-'.length + 8);
};

/** `ecr.api` → `api.ecr.eu-west-2`: AWS turns the labels of its services around. */
const dnsLabels = (service: ServiceName): string => {
  if (service.kind === 'custom') return `${service.serviceId}.${service.region}`;
  return `${service.name.split('.').reverse().join('.')}.${service.region}`;
};

/** The private name that private DNS answers for, if the service has one. */
export const privateName = (service: ServiceName, ec2: Ec2State): string | undefined => {
  if (service.kind === 'aws') return `${dnsLabels(service)}.${dnsSuffix(service.region)}`;
  return ec2.endpointServices[service.serviceId]?.privateDnsName;
};

/** The AZs that the endpoint is in. Of a consumer's subnets in another account nothing is known, so its service's first AZs stand for them. */
const azsOf = (endpoint: Endpoint, ec2: Ec2State): string[] => {
  const own = endpoint.subnetIds.flatMap((id) => ec2.subnets[id]?.az ?? []);
  const service = parseServiceName(endpoint.service);
  if (own.length > 0 || service?.kind !== 'custom') return own;
  return (ec2.endpointServices[service.serviceId]?.azs ?? []).slice(0, endpoint.subnetIds.length);
};

/** One Regional name, then one zonal name for each AZ, then the private name while private DNS is on (its zone R). */
export const dnsEntries = (endpoint: Endpoint, ec2: Ec2State): DnsEntry[] => {
  const service = parseServiceName(endpoint.service);
  if (endpoint.type !== 'Interface' || !service) return [];
  const HostedZoneId = KNOWN_ZONES[service.region] ?? derivedZoneId('vpce', service.region);
  const star = service.kind === 'aws' && service.name === 's3' ? '*.' : '';
  const name = (label: string) =>
    `${star}${endpoint.id}-${endpoint.suffix}${label}.${dnsLabels(service)}.vpce.${dnsSuffix(service.region)}`;
  const own = endpoint.privateDns ? privateName(service, ec2) : undefined;
  return [
    { DnsName: name(''), HostedZoneId },
    ...azsOf(endpoint, ec2).map((az) => ({ DnsName: name(`-${az}`), HostedZoneId })),
    ...(own ? [{ DnsName: own, HostedZoneId: derivedZoneId('private', endpoint.id) }] : []),
  ];
};
