/** Addresses of DNS servers as the config writes them. Pure. */

/** Where name servers listen. */
const PORT = 53;

/** `2001:DB8::2` and `[2001:db8:0::2]:53` name one server, as do `10.0.0.2` and `10.0.0.2:53`; this is its one spelling. */
export const canonicalServer = (server: string): string => {
  const isBareIpv6 = !server.startsWith('[') && server.split(':').length > 2;
  const url = `dns://${isBareIpv6 ? `[${server}]` : server}`;
  if (!URL.canParse(url)) return server.toLowerCase();
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || PORT}`;
};
