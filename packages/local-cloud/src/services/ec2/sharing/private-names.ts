/** The proof of an endpoint service's private DNS name: a TXT record in a public zone, which AWS looks for when asked. */
import type {
  PrivateDnsNameConfiguration,
  StartVpcEndpointServicePrivateDnsVerificationRequest,
  StartVpcEndpointServicePrivateDnsVerificationResult,
} from '@aws-sdk/client-ec2';
import type { Call, Transition } from '../../../service.ts';
import { AwsError } from '../../../wire/error.ts';
import { derivedId } from '../derive.ts';
import { findEndpointService } from '../find.ts';
import type { EndpointService } from '../state.ts';

/** Local ms until AWS has looked (plausible; the documentation says that it may take 10 minutes). */
const LOOK_MS = 60_000;

/** What has to be published, and how far the proof is. */
export const proofOf = (service: EndpointService): PrivateDnsNameConfiguration | undefined => {
  if (!service.privateDnsName) return undefined;
  const State = service.privateDnsState ?? 'verified';
  return { State: State as never, Type: 'TXT', Name: proofLabelOf(service), Value: proofValueOf(service) };
};

const proofLabelOf = ({ id }: EndpointService): string => `_${derivedId('proof', id).slice('proof-'.length)}`;
const proofValueOf = ({ id }: EndpointService): string => `vpce:${derivedId('value', id).slice('value-'.length)}`;

/** Throws InvalidVpcEndpointServiceId.NotFound, and InvalidParameter for a service without a private DNS name. */
export const startVerification = (
  input: StartVpcEndpointServicePrivateDnsVerificationRequest,
  call: Call,
): StartVpcEndpointServicePrivateDnsVerificationResult => {
  const service = findEndpointService(call.account, input.ServiceId);
  if (!service.privateDnsName) {
    throw new AwsError('InvalidParameter', `The endpoint service ${service.id} has no private DNS name to verify.`);
  }
  service.privateDnsState = 'pendingVerification';
  call.schedule(call.now + LOOK_MS, 'private-dns-looked', service.id);
  return { ReturnValue: true };
};

const looked: Transition = (id, { account }) => {
  const service = account.ec2.endpointServices[id];
  if (!service?.privateDnsName) return;
  const domain = `${service.privateDnsName}.`;
  const found = Object.values(account.route53.zones).some(
    (zone) =>
      !zone.private &&
      (domain === zone.name || domain.endsWith(`.${zone.name}`)) &&
      zone.records.some(
        ({ Name, Type, ResourceRecords }) =>
          Name === `${proofLabelOf(service)}.${zone.name}` &&
          Type === 'TXT' &&
          ResourceRecords?.some(({ Value }) => Value === `"${proofValueOf(service)}"`),
      ),
  );
  service.privateDnsState = found ? 'verified' : 'failed';
};

/** What AWS finds when it looks. */
export const privateNameTransitions: Readonly<Record<string, Transition>> = { 'private-dns-looked': looked };
