/** What happens to firewalls, and to the routes that lead through them. */
import {
  addAlarm,
  addGatewayEndpoint,
  addInstance,
  addInternetGateway,
  addNetworkInterface,
  addRouteTable,
  addSubnet,
  addTransitGatewayAttachment,
} from '@waykeeper/local-cloud/seed';
import type { Account } from '@waykeeper/local-cloud/state';
import { type Scenario, trail } from '../scenario.ts';
import { network, REGION } from './support.ts';

/** Two firewalls, all routes through the first; a table and two routes are nobody's business. */
const firewalls = (): Account => {
  const account = network();
  addInternetGateway(account, { id: 'igw-0edge', vpc: 'vpc-0prod' });
  for (const [at, letter] of ['a', 'b'].entries()) {
    addSubnet(account, {
      id: `subnet-0fw${letter}`,
      vpc: 'vpc-0prod',
      cidr: `10.0.10${at + 1}.0/24`,
      az: REGION + letter,
    });
    addInstance(account, { id: `i-0fw${letter}`, subnet: `subnet-0fw${letter}` });
    addNetworkInterface(account, {
      ...{ id: `eni-0fw${letter}`, subnet: `subnet-0fw${letter}`, instance: `i-0fw${letter}` },
      ...{ privateIp: `10.0.10${at + 1}.10`, publicIp: `203.0.113.${at + 1}`, sourceDestCheck: letter === 'b' },
    });
    addAlarm(account, { name: `fw-${letter}-failover`, state: 'OK' });
    addRouteTable(account, {
      ...{ id: `rtb-0app${letter}`, vpc: 'vpc-0prod', subnets: [`subnet-0${letter}`], tags: { waykeeper: 'app' } },
      routes: [
        { destination: '0.0.0.0/0', target: 'eni-0fwa' },
        { destination: '192.168.0.0/16', target: 'igw-0edge' },
      ],
    });
  }
  const edge = ['10.0.1.0/24', '10.0.2.0/24'].map((destination) => ({ destination, target: 'eni-0fwa' }));
  addRouteTable(account, { id: 'rtb-0edge', vpc: 'vpc-0prod', gateway: 'igw-0edge', routes: edge });
  const foreign = [{ destination: '0.0.0.0/0', target: 'eni-0fwa' }];
  addRouteTable(account, { id: 'rtb-0other', vpc: 'vpc-0prod', subnets: ['subnet-0c'], routes: foreign });
  // Of a claimed table and destination, and yet somebody else's: it points at none of the firewalls.
  const person = [{ destination: '0.0.0.0/0', target: 'igw-0edge' }];
  addRouteTable(account, { id: 'rtb-0person', vpc: 'vpc-0prod', tags: { waykeeper: 'app' }, routes: person });
  addTransitGatewayAttachment(account, {
    ...{ id: 'tgw-attach-0hub', transitGateway: 'tgw-0hub', vpc: 'vpc-0prod', subnets: ['subnet-0c'] },
    applianceMode: true,
  });
  addGatewayEndpoint(account, {
    id: 'vpce-0gw',
    vpc: 'vpc-0prod',
    service: `com.amazonaws.${REGION}.s3`,
    routeTables: ['rtb-0appa', 'rtb-0appb'],
  });
  return account;
};

const group = {
  name: 'edge',
  appliances: [
    { name: 'fw-a', interface: 'eni-0fwa' },
    { name: 'fw-b', interface: 'eni-0fwb' },
  ],
  health: { alarms: ['{appliance}-failover'] },
  legs: [
    { tables: { tags: { waykeeper: 'app' } }, destinations: ['0.0.0.0/0'] },
    { tables: { ids: ['rtb-0edge'] }, destinations: ['10.0.1.0/24', '10.0.2.0/24'] },
  ],
};

const target = (table: string, destination: string): string =>
  `ec2/routeTables/rtb-0${table}/routes/${destination}/target`;

const ROUTES = [
  target('appa', '0.0.0.0/0'),
  target('appb', '0.0.0.0/0'),
  target('edge', '10.0.1.0/24'),
  target('edge', '10.0.2.0/24'),
];

/** Where the tables say that the group moved their routes. CloudTrail's event history tells that, too. */
const moved = (table: string): string => `ec2/routeTables/rtb-0${table}/tags/waykeeper:moved:edge`;

const notes = ['appa', 'appb', 'edge', 'person'].map(moved);

const claimed = [...ROUTES, ...['appa', 'appb', 'edge'].map(moved), 'ec2/networkInterfaces/eni-0fwb/sourceDestCheck'];

const ends = (at: string): Record<string, string> => ({
  ...Object.fromEntries(ROUTES.map((path) => [path, at])),
  [target('other', '0.0.0.0/0')]: 'eni-0fwa',
  [target('person', '0.0.0.0/0')]: 'igw-0edge',
  [target('appa', '192.168.0.0/16')]: 'igw-0edge',
});

/** Without what routes there are, what they would lead to, and what says that the first firewall is dead, nothing can be done. */
const READS = ['DescribeRouteTables', 'DescribeNetworkInterfaces'];

/** One route that AWS refuses keeps no other where it is; nor does a read that tells of something else. */
const partsBy = (source: string): Record<string, string[]> =>
  Object.fromEntries(
    ['appa/routes/0.0.0.0/0/', 'appb/routes/0.0.0.0/0/', 'edge/routes/10.0.1.0/24/', 'edge/routes/10.0.2.0/24/'].map(
      (route) => [
        `ec2/routeTables/rtb-0${route}`,
        [...READS, source, 'ModifyNetworkInterfaceAttribute', `ReplaceRoute rtb-0${route.split('/')[0]}`],
      ],
    ),
  );

const setAlarm = ({ monitoring }: Account, name: string, state: 'OK' | 'ALARM', at: number): void => {
  const alarm = monitoring.alarms[name];
  if (alarm) Object.assign(alarm, { state, stateUpdatedAt: at, stateTransitionedAt: at });
};

const alarmTold = (alarmName: string): object => ({
  ...{ source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change' },
  detail: { alarmName, state: { value: 'ALARM' } },
});

/** Long ago: past every hold-down. */
const LONG_AGO = Date.UTC(2026, 0, 5);

export const routes: readonly Scenario[] = [
  {
    name: 'firewall-fails',
    controller: 'routes',
    config: { routes: [group] },
    world: firewalls,
    happens: (account) => setAlarm(account, 'fw-a-failover', 'ALARM', LONG_AGO),
    events: [alarmTold('fw-a-failover')],
    claimed,
    notes,
    ends: { ...ends('eni-0fwb'), 'ec2/networkInterfaces/eni-0fwb/sourceDestCheck': 'false' },
    parts: partsBy('DescribeAlarms'),
  },
  {
    name: 'firewall-stops',
    controller: 'routes',
    config: { routes: [{ ...group, health: {} }] },
    world: firewalls,
    happens: ({ ec2 }) => {
      const instance = ec2.instances['i-0fwa'];
      if (instance) instance.state = 'stopped';
    },
    events: [
      {
        source: 'aws.ec2',
        'detail-type': 'EC2 Instance State-change Notification',
        detail: { 'instance-id': 'i-0fwa' },
      },
    ],
    claimed,
    notes,
    ends: ends('eni-0fwb'),
    parts: partsBy('DescribeInstances'),
  },
  {
    name: 'brought-back-by-hand',
    controller: 'routes',
    config: { routes: [{ ...group, failback: 'manual' }] },
    world: () => {
      const account = firewalls();
      for (const id of ['appa', 'appb', 'edge']) {
        const table = account.ec2.routeTables[`rtb-0${id}`];
        Object.assign(table?.tags ?? {}, { 'waykeeper:moved:edge': 'from=fw-a to=fw-b at=2026-01-05T00:00:00.000Z' });
        for (const route of table?.routes ?? []) if (route.target === 'eni-0fwa') route.target = 'eni-0fwb';
      }
      return account;
    },
    happens: () => {},
    events: [],
    asks: { mode: 'apply', failback: ['edge'], only: ['edge'] },
    claimed,
    notes,
    ends: { ...ends('eni-0fwa'), [moved('edge')]: undefined },
  },
  {
    name: 'both-firewalls-fail',
    controller: 'routes',
    config: {
      routes: [
        {
          ...{ ...group, whenNoneHealthy: 'bypass' },
          legs: [{ tables: { tags: { waykeeper: 'app' } }, destinations: ['0.0.0.0/0'], bypass: 'igw-0edge' }],
        },
      ],
    },
    world: firewalls,
    happens: (account) => {
      setAlarm(account, 'fw-a-failover', 'ALARM', LONG_AGO);
      setAlarm(account, 'fw-b-failover', 'ALARM', LONG_AGO);
    },
    events: [alarmTold('fw-a-failover'), alarmTold('fw-b-failover')],
    claimed: [...claimed, target('person', '0.0.0.0/0'), moved('person')],
    notes,
    ends: { [target('appa', '0.0.0.0/0')]: 'igw-0edge', [target('appb', '0.0.0.0/0')]: 'igw-0edge' },
  },
  {
    name: 'gateway-endpoint-loses-tables',
    controller: 'routes',
    config: {
      routes: [group],
      gatewayEndpoints: [{ endpoint: { id: 'vpce-0gw' }, tables: { tags: { waykeeper: 'app' } } }],
    },
    world: firewalls,
    happens: (account) => {
      const endpoint = account.ec2.endpoints['vpce-0gw'];
      for (const id of endpoint?.routeTableIds.splice(0) ?? []) {
        const table = account.ec2.routeTables[id];
        if (table) table.routes = table.routes.filter(({ destination }) => !destination.startsWith('pl-'));
      }
      setAlarm(account, 'fw-a-failover', 'ALARM', LONG_AGO);
    },
    events: [trail('ec2', 'ModifyVpcEndpoint', 'vpce-0gw'), alarmTold('fw-a-failover')],
    claimed: [
      ...claimed,
      'ec2/endpoints/vpce-0gw/routeTableIds/',
      'ec2/routeTables/rtb-0appa/',
      'ec2/routeTables/rtb-0appb/',
      'ec2/routeTables/rtb-0person/',
    ],
    notes,
    ends: {
      ...ends('eni-0fwb'),
      'ec2/endpoints/vpce-0gw/routeTableIds/rtb-0appa': 'rtb-0appa',
      'ec2/endpoints/vpce-0gw/routeTableIds/rtb-0appb': 'rtb-0appb',
    },
    parts: partsBy('DescribeAlarms'),
  },
];
