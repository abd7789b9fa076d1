/** Private DNS names of the account's endpoint services, and their verification. */
import {
  DescribeVpcEndpointServiceConfigurationsCommand,
  StartVpcEndpointServicePrivateDnsVerificationCommand,
} from '@aws-sdk/client-ec2';
import { allPages, read, write } from '../clients.ts';
import type { PrivateName, Wanted } from '../types.ts';
import { ec2, filtersFor, stateOf, tagsOf } from './client.ts';

const PAGE = 1_000;

/** The private DNS names of the services that match; services without one are left out. */
export const describePrivateNames = async (wanted: Wanted): Promise<PrivateName[]> => {
  const Filters = filtersFor('service-id', wanted);
  const found = await allPages(async (NextToken) => {
    const command = new DescribeVpcEndpointServiceConfigurationsCommand({ Filters, MaxResults: PAGE, NextToken });
    const page = await read(ec2.send(command));
    return { items: page.ServiceConfigurations, next: page.NextToken };
  });
  return found.flatMap(({ ServiceId = '', PrivateDnsName, PrivateDnsNameConfiguration: proof, Tags }) => {
    if (!PrivateDnsName) return [];
    return [
      {
        serviceId: ServiceId,
        state: stateOf(proof?.State),
        domain: PrivateDnsName.toLowerCase(),
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
