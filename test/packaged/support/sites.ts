/** Small networks that scenes of routes are played in, each a VPC of its own beside the others in one account. */
import {
  addInstance,
  addInternetGateway,
  addNetworkInterface,
  addRouteTable,
  addSubnet,
  addVpc,
  type NetworkInterfaceSeed,
} from '@waykeeper/local-cloud/seed';
import type { Account } from '@waykeeper/local-cloud/state';

/** The names of things in one network: every id ends with the network's name, and what it is of. */
export interface Site {
  readonly account: Account;
  readonly name: string;
  readonly vpc: string;
  /** The block of its subnet with this number. */
  readonly cidr: (subnet: number) => string;
  readonly ipv6Cidr: (subnet: number) => string;
  /** An id of a thing: `eni`, `a` makes `eni-0<name>a`. */
  readonly id: (kind: string, thing: string | number) => string;
}

/** A network with two subnets of hosts, 1 and 2, and a firewall in each of two Availability Zones, `a` and `b`, that are well. */
export const addSite = (account: Account, name: string, at: number): Site => {
  const id = (kind: string, thing: string | number): string => `${kind}-0${name}${thing}`;
  const cidr = (subnet: number): string => `10.${at}.${subnet}.0/24`;
  const ipv6Cidr = (subnet: number): string => `2001:db8:${at}:${subnet}::/64`;
  const site = { account, name, vpc: `vpc-0${name}`, cidr, ipv6Cidr, id };
  addVpc(account, { id: site.vpc, cidr: `10.${at}.0.0/16`, ipv6Cidr: `2001:db8:${at}::/56` });
  addInternetGateway(account, { id: id('igw', ''), vpc: site.vpc });
  for (const [subnet, az] of [1, 2].entries()) addHosts(site, az, subnet === 0 ? 'a' : 'b');
  addFirewall(site, 'a', 11);
  addFirewall(site, 'b', 12);
  return site;
};

const addHosts = ({ account, vpc, cidr, ipv6Cidr, id }: Site, subnet: number, az: string): void =>
  addSubnet(account, {
    ...{ id: id('subnet', subnet), vpc, cidr: cidr(subnet), ipv6Cidr: ipv6Cidr(subnet), az: `eu-west-2${az}` },
  });

/** An instance in a subnet of its own, with one interface that is fit for everything but what the scene says. */
export const addFirewall = (
  site: Site,
  name: string,
  subnet: number,
  given: Partial<NetworkInterfaceSeed> = {},
): void => {
  const { account, vpc, cidr, ipv6Cidr, id } = site;
  const place = id('subnet', name);
  addSubnet(account, {
    ...{ id: place, vpc, cidr: cidr(subnet), ipv6Cidr: ipv6Cidr(subnet), az: `eu-west-2${name === 'b' ? 'b' : 'a'}` },
  });
  addInstance(account, { id: id('i', name), subnet: place });
  addNetworkInterface(account, {
    ...{ id: id('eni', name), subnet: place, instance: id('i', name), sourceDestCheck: false },
    ...{ privateIp: cidr(subnet).replace('0/24', '10'), ipv6: ipv6Cidr(subnet).replace('/64', '10') },
    ...given,
  });
};

/** The table of a subnet, whose routes lead to things of the site: `{ '0.0.0.0/0': 'eni a' }`. */
export const addTable = (
  { account, vpc, id }: Site,
  subnet: number,
  routes: Readonly<Record<string, string>>,
  tags: Readonly<Record<string, string>> = {},
): void =>
  addRouteTable(account, {
    ...{ id: id('rtb', subnet), vpc, subnets: [id('subnet', subnet)], tags: { ...tags } },
    routes: Object.entries(routes).map(([destination, to]) => {
      const [kind = '', thing = ''] = to.split(' ');
      return { destination, target: id(kind, thing) };
    }),
  });
