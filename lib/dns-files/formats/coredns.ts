/** Server blocks of CoreDNS, to be imported in a Corefile. Pure. */
import { absolute } from '../../net/dns-name.ts';
import type { ForwarderContent } from '../types.ts';
import { isIPv6Text, UnprintableError } from './printable.ts';

/** Most upstreams of CoreDNS's `forward` (coredns.io/plugins/forward). */
export const MOST_UPSTREAMS = 15;

/**
 * One server block for each domain, on the port that CoreDNS listens on anyway. The trailing dot keeps a domain from being
 * read as a directive of the Corefile, such as `import`. Throws `UnprintableError` on more than 15 addresses.
 */
export const corednsForwarders = ({ domains, addresses, port }: ForwarderContent): string => {
  if (addresses.length > MOST_UPSTREAMS) {
    throw new UnprintableError(`at most ${MOST_UPSTREAMS} addresses, as CoreDNS forwards to`, `${addresses.length}`);
  }
  const upstreams = addresses.map((address) => `${isIPv6Text(address) ? `[${address}]` : address}:${port}`).join(' ');
  return domains
    .map((domain) => `${absolute(domain)} {\n    errors\n    cache 30\n    forward . ${upstreams}\n}\n`)
    .join('');
};
