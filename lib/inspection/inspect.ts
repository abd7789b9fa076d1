/** Reads what no sweep reads, with the credentials of whoever asks, and says what is wrong. */
import { describeEndpointServices } from '../aws/ec2/endpoint-services.ts';
import { describeEndpoints } from '../aws/ec2/endpoints.ts';
import { describeVpcs } from '../aws/ec2/network.ts';
import { describeIngress } from '../aws/ec2/security-groups.ts';
import { describePrincipals } from '../aws/ec2/sharing.ts';
import type { Config } from '../config/types.ts';
import type { Finding, Unseen } from '../core/plan.ts';
import { readEach, readOrUnseen } from '../core/read.ts';
import { inspectionFindings } from './findings.ts';

/** What was found, and what could not be read. */
export interface Inspection {
  readonly findings: readonly Finding[];
  readonly unseen: readonly Unseen[];
}

/** Looks at all interface endpoints and endpoint services of the account in this Region. Never throws. */
export const inspect = async ({ onPremises }: Pick<Config, 'onPremises'>): Promise<Inspection> => {
  const [endpoints, services] = await Promise.all([
    readOrUnseen(['endpoints'], () => describeEndpoints({})),
    readOrUnseen(['endpoint services'], () => describeEndpointServices({})),
  ]);
  const found = endpoints.value ?? [];
  const [ingress, vpcs, principals] = await Promise.all([
    readOrUnseen(['security groups'], () => describeIngress([...new Set(found.flatMap(({ groupIds }) => groupIds))])),
    readOrUnseen(['vpcs'], () => describeVpcs([...new Set(found.map(({ vpcId }) => vpcId))])),
    readEach(
      (services.value ?? []).filter(({ acceptanceRequired }) => !acceptanceRequired),
      ({ id }) => id,
      async (service) => [service, await describePrincipals(service.id)] as const,
    ),
  ]);
  return {
    findings: inspectionFindings({
      endpoints: found,
      ...(ingress.value ? { ingress: ingress.value } : {}),
      vpcs: vpcs.value ?? [],
      services: principals.found,
      onPremises,
    }),
    unseen: [endpoints, services, ingress, vpcs, principals].flatMap(({ unseen }) => unseen),
  };
};
