/** What stands for IPv4 addresses in IPv6, so that NAT gateways can translate it (RFC 6052, the well-known prefix). */
import { inCidr } from '../services/ec2/addresses.ts';

const PREFIX = '64:ff9b::/96';

/** The IPv4 address in an IPv6 one, if it is of the kind. */
export const embeddedIn = (address: string): string | undefined => {
  if (!inCidr(PREFIX, address)) return undefined;
  const [high = '0', low = '0'] =
    new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')[1]?.split(':').slice(-2) ?? [];
  return [high, low].flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]).join('.');
};

/** The IPv6 address that stands for an IPv4 one. */
export const embedded = (address: string): string => `${PREFIX.split('/')[0]}${address}`;
