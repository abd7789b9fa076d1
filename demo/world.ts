/** The world that the demo plays in: a VPC in London with a firewall pair, a private S3 endpoint and an endpoint service. */
import {
  addAlarm,
  addEndpointConnection,
  addEndpointService,
  addHostedZone,
  addInstance,
  addInterfaceEndpoint,
  addInternetGateway,
  addNatGateway,
  addNetworkInterface,
  addOrganization,
  addRole,
  addRouteTable,
  addSubnet,
  addVpc,
} from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';
import { addForwarding } from './forwarding.ts';

export const REGION = 'eu-west-2';
export const VPC = 'vpc-0prod';
export const S3 = `com.amazonaws.${REGION}.s3`;
export const OLD_ENDPOINT = 'vpce-0s3old';
export const ZONE = 'Z0PRIVATES3EUWEST2';
export const SERVICE = 'vpce-svc-0payments';
export const APP_SUBNETS = ['subnet-0appa', 'subnet-0appb'] as const;
/** In a third Availability Zone, which nothing is in yet. */
export const SPARE_SUBNET = 'subnet-0sparec';
export const SPARE_NAT = 'nat-0spare';

const ACCOUNT = '999988887777';

/** Consumers in accounts of their own, by access key: on the list, in an allowed unit, on no list, and blocked. */
export const USERS = {
  AKIALISTED: { accountId: '111122223333', name: 'payments-client' },
  AKIAINUNIT: { accountId: '555566667777', name: 'own-team' },
  AKIAUNLISTED: { accountId: '444455556666', name: 'stranger' },
  AKIABLOCKED: { accountId: '777788889999', name: 'blocked-client' },
} as const;

/** Was a partner once: its connection is still there. */
const FORMER_PARTNER = '888877776666';

const ORGANIZATION = {
  managementAccount: '100000000001',
  units: { 'ou-ab12-11111111': 'root', 'ou-ab12-22222222': 'ou-ab12-11111111', 'ou-ab12-33333333': 'root' },
  accounts: { [ACCOUNT]: 'ou-ab12-11111111', [USERS.AKIAINUNIT.accountId]: 'ou-ab12-22222222' },
} as const;

const AZ_LETTERS = ['a', 'b'] as const;

/** A fresh copy of the world. */
export const world = (): Account => {
  const account = emptyAccount({ id: ACCOUNT, region: REGION });
  addVpc(account, { id: VPC, cidr: '10.0.0.0/16', ipv6Cidr: '2a05:d01c:5e:6d00::/56' });
  addInternetGateway(account, { id: 'igw-0edge', vpc: VPC });
  for (const [at, letter] of AZ_LETTERS.entries()) addAz(account, letter, at + 1);
  addSubnet(account, { id: SPARE_SUBNET, vpc: VPC, cidr: '10.0.3.0/24', az: `${REGION}c` });
  addEdge(account);
  addInterfaceEndpoint(account, {
    id: OLD_ENDPOINT,
    vpc: VPC,
    service: S3,
    tags: { waykeeper: 's3' },
    subnets: [
      { subnet: 'subnet-0appa', ip: '10.0.1.165' },
      { subnet: 'subnet-0appb', ip: '10.0.2.19' },
    ],
  });
  addHostedZone(account, {
    id: ZONE,
    name: `s3.${REGION}.amazonaws.com`,
    private: true,
    vpcs: [{ VPCId: VPC, VPCRegion: REGION }],
  });
  addForwarding(account, VPC);
  addSharing(account);
  return account;
};

/** The endpoint service, a connection from the days of a former partner, and the organization that its rules ask about. */
const addSharing = (account: Account): void => {
  addEndpointService(account, { id: SERVICE, tags: { waykeeper: 'payments' } });
  addEndpointConnection(account, {
    service: SERVICE,
    endpoint: 'vpce-0former',
    owner: FORMER_PARTNER,
    state: 'available',
    createdAt: Date.UTC(2026, 0, 5),
  });
  addOrganization(account, ORGANIZATION);
  addRole(account, { arn: `arn:aws:iam::${ORGANIZATION.managementAccount}:role/organization-reader` });
};

/** One Availability Zone: an application subnet whose traffic leaves through fw-a, and a firewall with its own subnet. */
const addAz = (account: Account, letter: 'a' | 'b', at: number): void => {
  const az = `${REGION}${letter}`;
  addSubnet(account, { id: `subnet-0app${letter}`, vpc: VPC, cidr: `10.0.${at}.0/24`, az });
  addSubnet(account, { id: `subnet-0fw${letter}`, vpc: VPC, cidr: `10.0.10${at}.0/24`, az });
  addInstance(account, { id: `i-0fw${letter}`, subnet: `subnet-0fw${letter}`, tags: { Name: `fw-${letter}` } });
  addNetworkInterface(account, {
    id: `eni-0fw${letter}`,
    subnet: `subnet-0fw${letter}`,
    privateIp: `10.0.10${at}.10`,
    ipv6: `2a05:d01c:5e:6d0${at}::10`,
    publicIp: `203.0.113.${at}`,
    instance: `i-0fw${letter}`,
    sourceDestCheck: false,
  });
  addRouteTable(account, {
    id: `rtb-0app${letter}`,
    vpc: VPC,
    subnets: [`subnet-0app${letter}`],
    tags: { waykeeper: 'app' },
    routes: ['0.0.0.0/0', '::/0'].map((destination) => ({ destination, target: 'eni-0fwa' })),
  });
  addAlarm(account, { name: `fw-${letter}-failover`, state: 'OK' });
};

/** What comes from the internet passes the firewall too, before it reaches an application. */
const addEdge = (account: Account): void => {
  addRouteTable(account, {
    id: 'rtb-0edge',
    vpc: VPC,
    gateway: 'igw-0edge',
    routes: ['10.0.1.0/24', '10.0.2.0/24'].map((destination) => ({ destination, target: 'eni-0fwa' })),
  });
  addRouteTable(account, {
    id: 'rtb-0main',
    vpc: VPC,
    main: true,
    routes: ['0.0.0.0/0', '::/0'].map((destination) => ({ destination, target: 'igw-0edge' })),
  });
  addNatGateway(account, { id: SPARE_NAT, subnet: 'subnet-0fwa', privateIp: '10.0.101.9', publicIp: '203.0.113.9' });
};
