/** Addresses of DNS servers as the config writes them. Pure. */
import { normalName } from './dns-name.ts';
import { parseAddress } from './ip.ts';

/** Where name servers listen (RFC 1035). */
export const DNS_PORT = 53;

/**
 * The one spelling of a server, `host:port`: `2001:DB8::2` and `[2001:db8:0::2]:53` name one server, as do `10.0.0.2` and
 * `10.0.0.2:53` and `10.0.0.2:053`, or `NS1.example.` and `ns1.example:53`.
 */
export const canonicalServer = (server: string): string => {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(server) ?? [];
  // A bare IPv6 address has colons and no brackets, so that it has no port either.
  const host = bracketed ?? plain ?? server;
  const name = parseAddress(host) ?? normalName(host);
  return `${name.includes(':') ? `[${name}]` : name}:${Number(port ?? DNS_PORT)}`;
};
