/** Two firewalls in two Availability Zones, the subnets behind them, and a subnet that they are probed from. */
import type { SocketAddress } from '@waykeeper/local-cloud/appliances';
import {
  addGatewayEndpoint,
  addInstance,
  addInterfaceEndpoint,
  addInternetGateway,
  addNetworkInterface,
  addRouteTable,
  addSubnet,
  addVpc,
} from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';

const VPC = 'vpc-0edge';
const REGION = 'eu-west-2';

/** Where the process of each firewall listens. */
export const LISTENERS = { 'fw-a': '10.0.101.10:8443', 'fw-b': '10.0.112.10:8443' } as const satisfies Record<
  string,
  SocketAddress
>;

const SUBNETS = [
  { id: 'subnet-0appa', cidr: '10.0.1.0/24', az: `${REGION}a` },
  { id: 'subnet-0appb', cidr: '10.0.2.0/24', az: `${REGION}b` },
  { id: 'subnet-0fwa', cidr: '10.0.101.0/24', az: `${REGION}a` },
  { id: 'subnet-0fwbout', cidr: '10.0.102.0/24', az: `${REGION}b` },
  { id: 'subnet-0fwbin', cidr: '10.0.112.0/24', az: `${REGION}b` },
  { id: 'subnet-0probe', cidr: '10.0.200.0/24', az: `${REGION}a` },
] as const;

/** A fresh copy. All routes lead to fw-a, and only one of the two tables has its route to S3. */
export const firewallWorld = (): Account => {
  const account = emptyAccount({ id: '999988887777', region: REGION });
  addVpc(account, { id: VPC, cidr: '10.0.0.0/16', ipv6Cidr: '2a05:d01c:5e:6d00::/56' });
  addInternetGateway(account, { id: 'igw-0edge', vpc: VPC });
  for (const subnet of SUBNETS) addSubnet(account, { ...subnet, vpc: VPC });
  addFirewalls(account);
  addTables(account);
  addGatewayEndpoint(account, {
    id: 'vpce-0s3gateway',
    vpc: VPC,
    service: `com.amazonaws.${REGION}.s3`,
    routeTables: ['rtb-0appa'],
  });
  for (const [at, service] of ['monitoring', 'ec2'].entries()) {
    addInterfaceEndpoint(account, {
      id: `vpce-0${service}`,
      vpc: VPC,
      service: `com.amazonaws.${REGION}.${service}`,
      privateDns: true,
      subnets: [{ subnet: 'subnet-0probe', ip: `10.0.200.${at + 10}` }],
    });
  }
  return account;
};

const addFirewalls = (account: Account): void => {
  addInstance(account, { id: 'i-0fwa', subnet: 'subnet-0fwa', tags: { Name: 'fw-a' } });
  addInstance(account, { id: 'i-0fwb', subnet: 'subnet-0fwbout', tags: { Name: 'fw-b' } });
  const eni = (id: string, subnet: string, privateIp: string, instance: string, tags = {}): void =>
    addNetworkInterface(account, {
      ...{ id, subnet, privateIp, instance, tags, sourceDestCheck: false },
      ...{ ipv6: `2a05:d01c:5e:6d00::${privateIp.split('.')[2]}`, publicIp: `203.0.113.${privateIp.split('.')[2]}` },
    });
  eni('eni-0fwa', 'subnet-0fwa', '10.0.101.10', 'i-0fwa');
  eni('eni-0fwbout', 'subnet-0fwbout', '10.0.102.10', 'i-0fwb');
  eni('eni-0fwbin', 'subnet-0fwbin', '10.0.112.10', 'i-0fwb', { role: 'fw-b-inside' });
};

const addTables = (account: Account): void => {
  const to = (destinations: readonly string[], target: string) =>
    destinations.map((destination) => ({ destination, target }));
  for (const az of ['a', 'b']) {
    addRouteTable(account, {
      ...{ id: `rtb-0app${az}`, vpc: VPC, subnets: [`subnet-0app${az}`], tags: { waykeeper: 'app' } },
      routes: to(['0.0.0.0/0', '::/0'], 'eni-0fwa'),
    });
  }
  addRouteTable(account, {
    ...{ id: 'rtb-0edge', vpc: VPC, gateway: 'igw-0edge' },
    routes: to(['10.0.1.0/24', '10.0.2.0/24'], 'eni-0fwa'),
  });
  addRouteTable(account, {
    ...{ id: 'rtb-0out', vpc: VPC, subnets: ['subnet-0fwa', 'subnet-0fwbout', 'subnet-0fwbin'] },
    routes: to(['0.0.0.0/0', '::/0'], 'igw-0edge'),
  });
  addRouteTable(account, { id: 'rtb-0probe', vpc: VPC, subnets: ['subnet-0probe'] });
};
