/** Forward zones of BIND, to be included in named.conf. Pure. */
import type { ForwarderContent } from '../types.ts';

/** One forward zone for each domain. `forward only`: when no forwarder answers, BIND does not ask the internet instead. */
export const bindForwarders = ({ domains, addresses, port }: ForwarderContent): string => {
  const forwarders = addresses.map((address) => `${address} port ${port};`).join(' ');
  return domains
    .map(
      (domain) => `zone "${domain}" {\n    type forward;\n    forward only;\n    forwarders { ${forwarders} };\n};\n`,
    )
    .join('');
};
