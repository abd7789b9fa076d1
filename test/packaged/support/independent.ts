/** Units of all three controllers, each of which lacks something, and what each of them needs to get it. */
import * as make from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';
import { PARTNER } from './services.ts';

const REGION = 'eu-west-2';
const TARGETS = `arn:aws:elasticloadbalancing:${REGION}:999988887777:targetgroup/fw/0123456789abcdef`;

/** Groups by what their appliances are, or by what else they look at. */
const HEALTH = {
  plain: '{ instanceStatus: false }',
  checked: '{}',
  watched: '{ instanceStatus: false, alarms: ["{appliance}-failover"] }',
  targeted: `{ instanceStatus: false, targetGroups: ["${TARGETS}"] }`,
  zonal: '{ instanceStatus: false }',
  main: '{ instanceStatus: false }',
  nat: '{}',
  balanced: '{}',
} as const;
type Group = keyof typeof HEALTH;
const GROUPS = Object.keys(HEALTH) as Group[];

const ZONES = { Z0ALIAS: 'alias', Z0ADDR: 'addr', Z0ZONAL: 'zonal', Z0FORWARD: 'forward', Z0PROOF: 'proof' } as const;
type Zone = keyof typeof ZONES;

/** What converges, or does not. */
export type Unit = Group | 's3' | Zone | 'accepted' | 'watching' | 'allowed';

const applianceOf = (group: Group, one: string): string => {
  if (group === 'nat') return `natGateway: nat-0${one}`;
  return group === 'balanced' ? `endpoint: vpce-0${one}` : `interface: eni-0${one}`;
};

const groupOf = (name: Group): string => `
  - name: ${name}
    appliances: [${['a', 'b'].map((one) => `{ name: ${name}-${one}, ${applianceOf(name, name + one)} }`).join(', ')}]
    health: ${HEALTH[name]}
    legs: [{ tables: { id: rtb-0${name} }, destinations: ["0.0.0.0/0"] }]${name === 'zonal' ? '\n    choose: az' : ''}`;

const zoneOf = (id: Zone, record: string): string => `
    - { zone: ${id}, endpoint: { id: vpce-0s3if }, records: [${record}] }`;

export const CONFIG = `version: 1
mode: apply
connections:
  - name: open
    services: { id: vpce-svc-0open }
    accept: [{ name: partner, accounts: ["${PARTNER}"] }]
    permissions: add
dns:
  zones:${zoneOf('Z0ALIAS', '{ name: "@" }')}${zoneOf('Z0ADDR', '{ name: a, to: addresses, ttl: 60 }')}${zoneOf(
    'Z0ZONAL',
    '{ name: "{azId}", to: zonal }',
  )}
  forwarders:
    - name: onprem
      domains: [corp.example]
      from: { addresses: ["10.9.0.2"] }
      publish: [{ zone: Z0FORWARD, record: resolvers.forward.example }]
  verifications: [{ zone: Z0PROOF, service: { id: vpce-svc-0named } }]
routes:${GROUPS.map(groupOf).join('')}
gatewayEndpoints: [{ endpoint: { id: vpce-0s3 }, tables: { id: rtb-0plain } }]
`;

/** The first appliance of each group is broken, in the way that the group looks at; nothing of dns and connections is done yet. */
export const account = (): Account => {
  const made = emptyAccount({ id: '999988887777', region: REGION });
  make.addVpc(made, { id: 'vpc-0a', cidr: '10.0.0.0/16' });
  make.addVpc(made, { id: 'vpc-0main', cidr: '10.1.0.0/16' });
  make.addSubnet(made, { id: 'subnet-0fw', vpc: 'vpc-0a', cidr: '10.0.250.0/24', az: `${REGION}a` });
  make.addSubnet(made, { id: 'subnet-0fwmain', vpc: 'vpc-0main', cidr: '10.1.250.0/24', az: `${REGION}a` });
  make.addRouteTable(made, { id: 'rtb-0fwmain', vpc: 'vpc-0main', subnets: ['subnet-0fwmain'] });
  for (const [at, name] of GROUPS.entries()) addGroup(made, name, at);
  Object.assign(made.ec2.natGateways['nat-0nata'] ?? {}, { state: 'failed' });
  Object.assign(made.ec2.endpoints['vpce-0balanceda'] ?? {}, { state: 'failed' });
  make.addGatewayEndpoint(made, { id: 'vpce-0s3', vpc: 'vpc-0a', service: `com.amazonaws.${REGION}.s3` });
  make.addAlarm(made, { name: 'watched-a-failover', state: 'ALARM' });
  make.addAlarm(made, { name: 'watched-b-failover', state: 'OK' });
  const targets = [
    { id: 'i-0targeteda', port: 80, state: 'unhealthy' as const },
    { id: 'i-0targetedb', port: 80, state: 'healthy' as const },
  ];
  make.addTargetGroup(made, { arn: TARGETS, targets });
  addZones(made);
  make.addEndpointService(made, { id: 'vpce-svc-0open' });
  Object.assign(made.ec2.endpointServices['vpce-svc-0open'] ?? {}, { permissions: [] });
  make.addEndpointConnection(made, {
    ...{ service: 'vpce-svc-0open', endpoint: 'vpce-0asks', owner: PARTNER, state: 'pendingAcceptance', createdAt: 0 },
  });
  return made;
};

const addGroup = (made: Account, name: Group, at: number): void => {
  const [vpc, subnet, net] =
    name === 'main' ? ['vpc-0main', 'subnet-0fwmain', '10.1'] : ['vpc-0a', 'subnet-0fw', '10.0'];
  make.addSubnet(made, { id: `subnet-0${name}`, vpc, cidr: `${net}.${at}.0/24`, az: `${REGION}a` });
  for (const [nr, one] of [`${name}a`, `${name}b`].entries()) {
    const place = { subnet, privateIp: `${net}.250.${at * 2 + nr + 10}` };
    if (name === 'nat') make.addNatGateway(made, { id: `nat-0${one}`, ...place });
    else if (name === 'balanced') {
      const service = `com.amazonaws.vpce.${REGION}.vpce-svc-0gwlb`;
      make.addGatewayLoadBalancerEndpoint(made, {
        id: `vpce-0${one}`,
        vpc,
        service,
        placement: { subnet, ip: place.privateIp },
      });
    } else {
      const stopped = nr === 0 && !['watched', 'targeted'].includes(name);
      make.addInstance(made, { id: `i-0${one}`, subnet, state: stopped ? 'stopped' : 'running' });
      make.addNetworkInterface(made, { id: `eni-0${one}`, ...place, instance: `i-0${one}`, sourceDestCheck: false });
    }
  }
  const target = { nat: 'nat-0nata', balanced: 'vpce-0balanceda' }[name as string] ?? `eni-0${name}a`;
  const isMain = name === 'main';
  make.addRouteTable(made, {
    ...{ id: `rtb-0${name}`, vpc, routes: [{ destination: '0.0.0.0/0', target }] },
    ...(isMain ? { main: true } : { subnets: [`subnet-0${name}`] }),
  });
};

const addZones = (made: Account): void => {
  make.addInterfaceEndpoint(made, {
    ...{ id: 'vpce-0s3if', vpc: 'vpc-0a', service: `com.amazonaws.${REGION}.s3` },
    subnets: [{ ip: '10.0.250.200', subnet: 'subnet-0fw' }],
  });
  for (const [id, name] of Object.entries(ZONES)) {
    const isPrivate = id !== 'Z0PROOF';
    const vpcs = isPrivate ? { vpcs: [{ VPCId: 'vpc-0a', VPCRegion: REGION }] } : {};
    make.addHostedZone(made, { id, name: `${name}.example`, private: isPrivate, ...vpcs });
  }
  make.addEndpointService(made, { id: 'vpce-svc-0named', privateDnsName: 'api.proof.example' });
};

/** What has converged. */
export const doneIn = ({ ec2, route53 }: Account): Unit[] => [
  ...GROUPS.filter((name) =>
    ec2.routeTables[`rtb-0${name}`]?.routes.some((route) => /^(?:eni|nat|vpce)-0\w+b$/.test(route.target)),
  ),
  ...(ec2.endpoints['vpce-0s3']?.routeTableIds.includes('rtb-0plain') ? ['s3' as const] : []),
  ...(Object.keys(ZONES) as Zone[]).filter((id) =>
    route53.zones[id]?.records.some(({ Type = '' }) => ['A', 'TXT'].includes(Type)),
  ),
  ...(ec2.endpointConnections['vpce-0asks']?.state === 'pendingAcceptance' ? [] : ['accepted' as const]),
  ...(Object.values(ec2.connectionNotifications).some(({ serviceId }) => serviceId === 'vpce-svc-0open')
    ? ['watching' as const]
    : []),
  ...(JSON.stringify(ec2.endpointServices['vpce-svc-0open']?.permissions).includes(PARTNER)
    ? ['allowed' as const]
    : []),
];
