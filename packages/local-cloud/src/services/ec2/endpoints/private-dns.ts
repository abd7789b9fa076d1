/** Private DNS of interface endpoints: when it can be on, and S3's option of it (AWS-FACTS D). */
import type { DnsOptionsSpecification } from '@aws-sdk/client-ec2';
import { AwsError } from '../../../wire/error.ts';
import type { Ec2State, Endpoint } from '../state.ts';
import { hasGatewayType, parseServiceName, privateName, type ServiceName } from './names.ts';
import { stateOf } from './state.ts';

/** Default of PrivateDnsEnabled: on for AWS's own services; off where it needs more (R). */
export const privateDnsByDefault = (service: ServiceName): boolean =>
  service.kind === 'aws' && !hasGatewayType(service);

/** Switches private DNS on or off. Throws InvalidParameter when the service has no private name or the VPC already uses it. */
export const setPrivateDns = (
  endpoint: Endpoint,
  enabled: boolean,
  options: DnsOptionsSpecification,
  ec2: Ec2State,
): void => {
  const service = parseServiceName(endpoint.service);
  const onlyInbound = enabled && service && hasGatewayType(service) && inboundOnly(endpoint, options);
  if (enabled) checkPrivateName(endpoint, service && privateName(service, ec2), ec2);
  if (onlyInbound) checkGatewayEndpoint(endpoint, ec2);
  endpoint.privateDns = enabled;
  if (enabled && service && hasGatewayType(service)) endpoint.privateDnsOnlyForInboundResolver = Boolean(onlyInbound);
  else delete endpoint.privateDnsOnlyForInboundResolver;
};

/** Default true for S3 once private DNS is on. */
const inboundOnly = (endpoint: Endpoint, options: DnsOptionsSpecification): boolean =>
  options.PrivateDnsOnlyForInboundResolverEndpoint ?? endpoint.privateDnsOnlyForInboundResolver ?? true;

const live = (endpoint: Endpoint, ec2: Ec2State): boolean => !['deleting', 'deleted'].includes(stateOf(endpoint, ec2));

const checkPrivateName = (endpoint: Endpoint, name: string | undefined, ec2: Ec2State): void => {
  if (name === undefined) {
    throw new AwsError(
      'InvalidParameter',
      `Private DNS can't be enabled because the service ${endpoint.service} does not provide a private DNS name.`,
    );
  }
  const rival = Object.values(ec2.endpoints).find(
    (other) =>
      other.id !== endpoint.id &&
      other.vpcId === endpoint.vpcId &&
      other.service === endpoint.service &&
      other.privateDns &&
      live(other, ec2),
  );
  if (rival) {
    throw new AwsError(
      'InvalidParameter',
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${name} in the VPC ${endpoint.vpcId}`,
    );
  }
};

const checkGatewayEndpoint = (endpoint: Endpoint, ec2: Ec2State): void => {
  const found = Object.values(ec2.endpoints).some(
    (other) =>
      other.type === 'Gateway' &&
      other.vpcId === endpoint.vpcId &&
      other.service === endpoint.service &&
      live(other, ec2),
  );
  if (!found) {
    throw new AwsError(
      'InvalidParameter',
      `To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC ${endpoint.vpcId} must have a Gateway endpoint for ${endpoint.service}`,
    );
  }
};

/** The interface endpoint that keeps a gateway endpoint from being deleted, if there is one. */
export const dependentOf = (gateway: Endpoint, ec2: Ec2State): Endpoint | undefined => {
  if (gateway.type !== 'Gateway') return undefined;
  return Object.values(ec2.endpoints).find(
    (other) =>
      other.privateDnsOnlyForInboundResolver === true &&
      other.vpcId === gateway.vpcId &&
      other.service === gateway.service &&
      live(other, ec2),
  );
};
