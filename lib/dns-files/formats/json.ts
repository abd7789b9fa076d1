/** Forwarders as JSON, for programs. Pure. */
import type { ForwarderContent } from '../types.ts';
import { isIPv6Text } from './printable.ts';

/** `servers` are `address:port`, with IPv6 in brackets; the other members are the same in parts. */
export const jsonForwarders = ({ domains, addresses, port }: ForwarderContent): string => {
  const servers = addresses.map((address) => `${isIPv6Text(address) ? `[${address}]` : address}:${port}`);
  return `${JSON.stringify({ domains, addresses, port, servers }, null, 2)}\n`;
};
