/** What the public names of interface endpoints answer: AWS keeps them in zones of its own. */
import type { Account } from '../account.ts';
import { isBelowVpce } from '../partitions.ts';
import { dnsEntries } from '../services/ec2/endpoints/names.ts';
import { stateOf } from '../services/ec2/endpoints/state.ts';
import type { Endpoint } from '../services/ec2/state.ts';
import { plainName } from './names.ts';

export type Family = 'A' | 'AAAA';

/** Is it a name that AWS answers for an endpoint, whether or not there is one? */
export const isEndpointName = isBelowVpce;

/**
 * The addresses of an endpoint's name, or nothing when there is no such name. The Regional name leaves out AZs that
 * are withdrawn; a zonal name answers all the same (R, AWS-FACTS D).
 */
export const endpointAddresses = (name: string, family: Family, { ec2 }: Account): string[] | undefined => {
  const asked = plainName(name);
  const found = Object.values(ec2.endpoints)
    .filter((endpoint) => asked.includes(`${endpoint.id}-${endpoint.suffix}`) && stateOf(endpoint, ec2) === 'available')
    .flatMap((endpoint) =>
      dnsEntries(endpoint, ec2).map((entry) => ({ endpoint, name: plainName(entry.DnsName ?? '') })),
    )
    .find((entry) => answersFor(entry.name, asked));
  if (!found) return undefined;
  const { endpoint } = found;
  const az = azOf(found.name, endpoint);
  return addressesOf(endpoint, family, ec2, (one) =>
    az === undefined ? !endpoint.withdrawnAzs?.includes(one) : one === az,
  );
};

/**
 * S3's names begin with a star, for which a bucket's name stands. That the name without the star answers too is a guess;
 * policy zones hold CNAMEs to it, since a star is no name to lead to.
 */
const answersFor = (entry: string, asked: string): boolean =>
  entry === asked || (entry.startsWith('*.') && (asked === entry.slice(2) || asked.endsWith(entry.slice(1))));

const azOf = (name: string, { id, suffix }: Endpoint): string | undefined =>
  new RegExp(`^(?:\\*\\.)?${id}-${suffix}-([^.]+)\\.`).exec(name)?.[1];

/** The addresses of an endpoint's interfaces in the AZs that are let through, in order. */
export const addressesOf = (
  endpoint: Endpoint,
  family: Family,
  ec2: Account['ec2'],
  takes: (az: string) => boolean = () => true,
): string[] => {
  const { dnsRecordIpType, addressType } = endpoint;
  const kind = dnsRecordIpType === 'service-defined' ? addressType : dnsRecordIpType;
  if (kind !== 'dualstack' && (kind === 'ipv6') !== (family === 'AAAA')) return [];
  return endpoint.interfaceIds
    .flatMap((id) => ec2.networkInterfaces[id] ?? [])
    .filter(({ subnetId }) => takes(ec2.subnets[subnetId]?.az ?? ''))
    .flatMap(({ privateIp, ipv6 }) => (family === 'AAAA' ? ipv6 : (privateIp ?? [])))
    .sort();
};
