/** What people reported of who takes over and who moves back, each case in a network of its own. */
import {
  addAlarm,
  addGatewayLoadBalancerEndpoint,
  addInstance,
  addNatGateway,
  addNetworkInterface,
  impairInstance,
} from '@waykeeper/local-cloud/seed';
import { A, B, both, contains, lacks, legs, OUT, OUT6, one, type Scene, says } from './scene.ts';
import { addFirewall, addTable, type Site } from './sites.ts';

/** A tag that says that Waykeeper moved the routes from fw-a to fw-b. */
const moved = ({ name }: Site) => ({ [`waykeeper:moved:${name}`]: 'from=fw-a to=fw-b at=2026-01-02T00:00:00.000Z' });

const byAlarm = () => ({ health: { alarms: ['{appliance}-{group}'] } });

export const OF_CHOICES: Readonly<Record<string, Scene>> = {
  last: {
    title: '2: of two that have the tags nobody knows which is meant: as a target they come last, and none is touched',
    group: (site) => ({
      appliances: [
        { name: 'fw-a', interface: site.id('eni', 'a') },
        { name: 'fw-twice', interface: { tags: { twice: site.name } } },
        { name: 'fw-c', interface: site.id('eni', 'c') },
      ],
    }),
    begins: (site) => {
      both(site);
      const tags = { twice: site.name };
      addFirewall(site, 'd', 14, { tags, sourceDestCheck: true });
      addFirewall(site, 'e', 15, { tags, sourceDestCheck: true });
      addFirewall(site, 'c', 13, { sourceDestCheck: true });
    },
    stops: ['a'],
    right: {
      targets: ['eni c', 'eni c'],
      codes: contains('SEVERAL_INTERFACES'),
      told: says(/2 interfaces have these tags: /),
    },
  },
  twin: {
    title: '2: two interfaces of one instance are never a target',
    group: (site) => ({
      appliances: [
        { name: 'fw-a', interface: site.id('eni', 'a') },
        { name: 'fw-twin', interface: { tags: { twin: site.name } } },
      ],
    }),
    begins: (site) => {
      both(site);
      const [tags, { account, id, cidr }] = [{ twin: site.name }, site];
      addInstance(account, { id: id('i', 'c'), subnet: id('subnet', 'b') });
      for (const nr of [21, 22]) {
        const place = {
          subnet: id('subnet', 'b'),
          privateIp: cidr(12).replace('0/24', `${nr}`),
          instance: id('i', 'c'),
        };
        addNetworkInterface(account, { id: id('eni', nr), ...place, tags, sourceDestCheck: false });
      }
    },
    stops: ['a'],
    right: { targets: [A, A], codes: contains('NONE_HEALTHY'), moved: 0 },
  },
  nat: {
    title: '4: NAT64 goes to NAT gateways, and moves with the rest',
    group: (site) => ({
      ...one(OUT, '64:ff9b::/96')(site),
      appliances: ['a', 'b'].map((name) => ({ name: `nat-${name}`, natGateway: site.id('nat', name) })),
    }),
    begins: (site) => {
      for (const [at, name] of ['a', 'b'].entries()) {
        const privateIp = site.cidr(11 + at).replace('0/24', '20');
        addNatGateway(site.account, { id: site.id('nat', name), subnet: site.id('subnet', name), privateIp });
      }
      addTable(site, 1, { [OUT]: 'nat a', '64:ff9b::/96': 'nat a' });
    },
    happens: ({ account, id }) =>
      void Object.assign(account.ec2.natGateways[id('nat', 'a')] ?? {}, { state: 'failed' }),
    right: { targets: ['nat b', 'nat b'], codes: lacks('NO_IPV6'), moved: 1 },
  },
  window: {
    title: '6: outside of its window failback waits, though the tag says that the move was ours',
    group: () => ({ failback: { window: 'Sun 02:00-02:01 Europe/London' } }),
    begins: (site) => {
      addTable(site, 1, { [OUT]: B }, moved(site));
      addTable(site, 2, { [OUT]: B }, moved(site));
    },
    right: { targets: [B, B], moved: 0 },
  },
  back: {
    title: '6: what the tag says was ours comes back',
    begins: (site) => {
      addTable(site, 1, { [OUT]: B }, moved(site));
      addTable(site, 2, { [OUT]: B }, moved(site));
    },
    right: { targets: [A, A], moved: 2 },
  },
  mended: {
    title: '6: a split set is mended towards where the tag says that it was moved',
    group: (site) => ({ ...one(OUT, OUT6)(site), failback: 'manual' }),
    begins: (site) => addTable(site, 1, { [OUT]: A, [OUT6]: B }, moved(site)),
    right: { targets: [B, B], moved: 1 },
  },
  unsure: {
    title: '6: without a tag and without a word of its last writers a split set stays',
    group: one(OUT, OUT6),
    begins: (site) => addTable(site, 1, { [OUT]: A, [OUT6]: B }),
    right: {
      targets: [A, B],
      codes: contains('SPLIT'),
      told: says(/failback/),
      moved: 0,
      published: contains('SPLIT'),
    },
  },
  same: {
    title: '7: two appliances that are one are said to be',
    group: () => ({
      appliances: ['one', 'other'].map((name) => ({ name: `fw-${name}`, interface: { tags: { [name]: 'same' } } })),
    }),
    begins: (site) => {
      Object.assign(site.account.ec2.networkInterfaces[site.id('eni', 'a')] ?? {}, {
        tags: { one: 'same', other: 'same' },
      });
      both(site);
    },
    right: { targets: [A, A], codes: contains('SAME_TARGET') },
  },
  silent: {
    title: '7: a standby whose alarm has had no data for long is told before it is needed',
    group: byAlarm,
    begins: (site) => {
      both(site);
      addAlarm(site.account, { name: `fw-a-${site.name}`, state: 'OK' });
      addAlarm(site.account, { name: `fw-b-${site.name}` });
    },
    right: { targets: [A, A], before: contains('UNKNOWN_LONG') },
  },
  volume: {
    title: '7: the check of attached volumes counts, too',
    begins: (site) => {
      both(site);
      impairInstance(site.account, site.id('i', 'a'), 0, 'ebs');
    },
    right: { targets: [B, B], moved: 2 },
  },
  retired: {
    title: '7: what AWS has scheduled for a standby is told',
    begins: (site) => {
      both(site);
      const event = { code: 'instance-retirement', description: 'degraded hardware', notBefore: Date.UTC(2099, 0) };
      Object.assign(site.account.ec2.instances[site.id('i', 'b')] ?? {}, { events: [event] });
    },
    right: { targets: [A, A], before: contains('SCHEDULED_EVENT') },
  },
  balanced: {
    title: '7: that AWS takes no prefix list to an endpoint is told, as the guess that it is',
    group: (site) => ({
      ...one('pl-0balanced')(site),
      appliances: ['c', 'd'].map((name) => ({ name: `fw-${name}`, endpoint: site.id('vpce', name) })),
    }),
    begins: (site) => {
      for (const [at, name] of ['c', 'd'].entries()) {
        addGatewayLoadBalancerEndpoint(site.account, {
          ...{ id: site.id('vpce', name), vpc: site.vpc, service: 'com.amazonaws.vpce.eu-west-2.vpce-svc-0a' },
          placement: { subnet: site.id('subnet', 'a'), ip: site.cidr(11).replace('0/24', `${30 + at}`) },
        });
      }
      addTable(site, 1, { 'pl-0balanced': 'vpce c' });
    },
    right: { targets: ['vpce c'], before: contains('PREFIX_LIST_ENDPOINT') },
  },
  none: {
    title: '7, 8: with none healthy each is named with its reason, and people are told',
    begins: both,
    stops: ['a', 'b'],
    right: {
      ...{ targets: [A, A], codes: contains('NONE_HEALTHY'), moved: 0, published: contains('NONE_HEALTHY') },
      told: says(/fw-a is unhealthy .*stopp.*; fw-b is unhealthy .*stopp/),
    },
  },
  shared: {
    title: '7: an instance that is not seen, with an alarm that is OK, is a last resort',
    group: byAlarm,
    begins: (site) => {
      both(site);
      for (const name of ['a', 'b']) addAlarm(site.account, { name: `fw-${name}-${site.name}`, state: 'OK' });
      delete site.account.ec2.instances[site.id('i', 'b')];
    },
    stops: ['a'],
    right: { targets: [B, B], moved: 2 },
  },
  drained: {
    title: '7: a drained firewall that is well takes over before nobody does',
    begins: (site) => {
      addTable(site, 1, { [OUT]: B });
      addTable(site, 2, { [OUT]: B });
      Object.assign(site.account.ec2.networkInterfaces[site.id('eni', 'a')]?.tags ?? {}, { 'waykeeper-drain': 'yes' });
    },
    stops: ['b'],
    right: { targets: [A, A], moved: 2 },
  },
  foreign: {
    title: '7: the remedy of a split set is the command that mends it',
    group: one(OUT, OUT6),
    begins: (site) => addTable(site, 1, { [OUT]: A, [OUT6]: 'igw ' }),
    right: {
      ...{ targets: [A, 'igw '], codes: contains('SPLIT'), moved: 0 },
      told: says(
        /aws ec2 replace-route --route-table-id rtb-0foreign1 --destination-ipv6-cidr-block ::\/0 --network-interface-id eni-0foreigna/,
      ),
    },
  },
  wide: {
    title: '7: a route that a wider one stands in for is no split set',
    group: (site) => legs(site, [1, [OUT, OUT6, '10.0.0.0/8']]),
    begins: (site) => addTable(site, 1, { [OUT]: A, [OUT6]: A }),
    right: { targets: [A, A], codes: lacks('SPLIT'), moved: 0 },
  },
};
