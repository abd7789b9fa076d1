/** Private DNS names of the account's endpoint services, and their verification. */
import {
  DescribeVpcEndpointServiceConfigurationsCommand,
  StartVpcEndpointServicePrivateDnsVerificationCommand,
} from '@aws-sdk/client-ec2';
import { normalName } from '../../net/dns-name.ts';
import { write } from '../clients.ts';
import { readState } from '../states.ts';
import type { PrivateName, Wanted } from '../types.ts';
import { ec2, filtersFor, listAll, tagsOf } from './client.ts';
import { PRIVATE_NAME_STATES, SERVICE_STATES } from './states.ts';

/** The private DNS names of the services that match; services without one are left out. */
export const describePrivateNames = async (wanted: Wanted): Promise<PrivateName[]> => {
  const Filters = filtersFor('service-id', wanted);
  const found = await listAll(
    (page) => new DescribeVpcEndpointServiceConfigurationsCommand({ Filters, ...page }),
    ({ ServiceConfigurations }) => ServiceConfigurations,
  );
  return found.flatMap(({ ServiceId = '', ServiceState, PrivateDnsName, PrivateDnsNameConfiguration: proof, Tags }) => {
    if (!PrivateDnsName) return [];
    return [
      {
        serviceId: ServiceId,
        serviceState: readState(SERVICE_STATES, ServiceState),
        state: readState(PRIVATE_NAME_STATES, proof?.State),
        domain: normalName(PrivateDnsName),
        record: proof?.Name ?? '',
        value: proof?.Value ?? '',
        tags: tagsOf(Tags),
      },
    ];
  });
};

/** Has AWS look for the TXT record; it answers at once and looks later. */
export const startVerification = async (serviceId: string): Promise<void> => {
  await write(ec2.send(new StartVpcEndpointServicePrivateDnsVerificationCommand({ ServiceId: serviceId })));
};
