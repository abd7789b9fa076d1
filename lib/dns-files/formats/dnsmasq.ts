/** Forwarders and answers of dnsmasq, to be included in dnsmasq.conf. Pure. */
import { ROOT } from '../../net/dns-name.ts';
import type { AnswerContent, ForwarderContent } from '../types.ts';
import { onlyAddresses } from './printable.ts';

/**
 * One line for each domain and address; a server for everything has no domain. Servers with `stop-dns-rebind` drop private
 * answers to all but these names, and for everything there is no such exception.
 */
export const dnsmasqForwarders = ({ domains, addresses, port }: ForwarderContent): string =>
  domains
    .map((domain) => {
      const of = domain === ROOT ? '' : `/${domain}/`;
      const servers = addresses.map((address) => `server=${of}${address}#${port}\n`);
      return `${servers.join('')}${of && `rebind-domain-ok=${of}\n`}`;
    })
    .join('');

/**
 * The addresses of each name and of everything below it. What they do not answer (AAAA where there are only IPv4
 * addresses) dnsmasq would ask upstream and so get the public answer (seen with 2.90): `local` keeps it here. dnsmasq has
 * no TTL of its own for these.
 */
export const dnsmasqAnswers = ({ domains, data }: AnswerContent): string => {
  const addresses = onlyAddresses(data, 'dnsmasq');
  return domains
    .map((domain) => `${addresses.map((address) => `address=/${domain}/${address}\n`).join('')}local=/${domain}/\n`)
    .join('');
};
