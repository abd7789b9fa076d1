/** Which routes belong together, each case in a network of its own. */
import { addCoreNetworkAttachment, addTransitGatewayAttachment } from '@waykeeper/local-cloud/seed';
import { A, B, both, contains, legs, OUT, OUT6, one, type Scene } from './scene.ts';
import { addTable, type Site } from './sites.ts';

/** Each subnet on the firewall of its own Availability Zone. */
const zonal = (site: Site): void => {
  addTable(site, 1, { [OUT]: A });
  addTable(site, 2, { [OUT]: B });
};

const ZONAL = () => ({ choose: 'az', failback: 'manual' });

const entered = ({ vpc, id }: Site) => ({ vpc, subnets: [id('subnet', 1), id('subnet', 2)] });

export const OF_PATH_SETS: Readonly<Record<string, Scene>> = {
  unclaimed: {
    title: '1: a return that nobody claims joins nothing, and is told',
    group: (site) => legs(site, [1, [site.cidr(2)]]),
    begins: (site) => {
      addTable(site, 1, { [site.cidr(2)]: A });
      addTable(site, 2, {});
    },
    right: { targets: [A], codes: ['RETURN_UNCLAIMED'], moved: 0 },
  },
  peers: {
    title: '1: subnets that reach each other through the firewall move together',
    group: (site) => legs(site, [1, [site.cidr(2)]], [2, [site.cidr(1)]]),
    begins: (site) => {
      addTable(site, 1, { [site.cidr(2)]: A });
      addTable(site, 2, { [site.cidr(1)]: A });
    },
    stops: ['a'],
    right: { targets: [B, B], moved: 1 },
  },
  apart: {
    title: '1: subnets that share nothing but a firewall are sets of their own',
    begins: both,
    stops: ['a'],
    right: { targets: [B, B], moved: 2 },
  },
  whole: {
    title: '1: all of a group is one decision where the config says so',
    group: () => ({ together: 'group' }),
    begins: both,
    stops: ['a'],
    right: { targets: [B, B], moved: 1 },
  },
  families: {
    title: '1: both families of one way move together',
    group: one(OUT, OUT6),
    begins: (site) => addTable(site, 1, { [OUT]: A, [OUT6]: A }),
    stops: ['a'],
    right: { targets: [B, B], moved: 1 },
  },
  listed: {
    title: '1: a prefix list, of which nobody knows what it holds, moves with all that it might carry',
    group: one(OUT, 'pl-0listed'),
    begins: (site) => addTable(site, 1, { [OUT]: A, 'pl-0listed': A }),
    stops: ['a'],
    right: { targets: [B, B], moved: 1 },
  },
  transit: {
    title: '1: tables by which a transit gateway enters are one set',
    group: ZONAL,
    begins: (site) => {
      zonal(site);
      const { account, id } = site;
      addTransitGatewayAttachment(account, { id: id('tgw-attach', ''), ...entered(site), transitGateway: 'tgw-0a' });
    },
    right: { targets: [A, B], codes: contains('SPLIT'), moved: 0 },
  },
  keeps: {
    title: '1: in appliance mode each of them is one of its own',
    group: ZONAL,
    begins: (site) => {
      zonal(site);
      const seed = { id: site.id('tgw-attach', ''), ...entered(site), transitGateway: 'tgw-0a', applianceMode: true };
      addTransitGatewayAttachment(site.account, seed);
    },
    right: { targets: [A, B], codes: [], moved: 0 },
  },
  cloudwan: {
    title: '1: of a core network nobody tells the appliance mode, so that its tables are one set',
    group: ZONAL,
    begins: (site) => {
      zonal(site);
      const coreNetworkArn = 'arn:aws:networkmanager::999988887777:core-network/core-network-0a';
      addCoreNetworkAttachment(site.account, { id: 'attachment-0a', ...entered(site), coreNetworkArn });
    },
    right: { targets: [A, B], codes: contains('SPLIT'), moved: 0 },
  },
};
