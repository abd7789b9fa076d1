/** Puts networks, instances and route tables straight into an account, with ids that the caller chooses. */
import type { Account } from '../../../account.ts';
import { canonicalCidr } from '../addresses.ts';
import { derivedId } from '../derive.ts';
import { findInstance, findSubnet, findVpc } from '../find.ts';
import { localRoutes } from '../routes/tables.ts';
import type { IngressRule } from '../security-group-state.ts';
import type { Instance, InstanceState, NetworkInterface, RouteTable, Tags } from '../state.ts';

/** When seeded things were made unless the seed says otherwise: well before any test or demo begins. */
export const SEED_TIME = Date.parse('2026-01-01T00:00:00Z');

/** What every seed has. */
export interface Seed {
  readonly id: string;
  readonly tags?: Tags;
}

/** A VPC; its route tables, the main one too, are the seed's to add. */
export const addVpc = (account: Account, seed: Seed & { cidr: string; ipv6Cidr?: string }): void => {
  const { id, cidr, ipv6Cidr, tags = {} } = seed;
  account.ec2.vpcs[id] = { id, cidrs: [cidr], ipv6Cidrs: ipv6Cidr ? [ipv6Cidr] : [], tags: { ...tags } };
};

/** `az` is the AZ's name, such as `eu-west-2a`. */
export const addSubnet = (
  account: Account,
  seed: Seed & { vpc: string; cidr: string; az: string; ipv6Cidr?: string },
): void => {
  const { id, vpc, cidr, az, ipv6Cidr, tags = {} } = seed;
  findVpc(account, vpc);
  const ipv6 = ipv6Cidr ? { ipv6Cidr } : {};
  account.ec2.subnets[id] = { id, vpcId: vpc, cidr, ...ipv6, az, tags: { ...tags } };
};

/** A security group; a rule lets everything in where it says no more than from whom. */
export const addSecurityGroup = (
  account: Account,
  { id, vpc, ingress }: { id: string; vpc: string; ingress: readonly Partial<IngressRule>[] },
): void => {
  const rules = ingress.map((rule) => ({ protocol: '-1', from: -1, to: -1, ...rule }));
  account.ec2.securityGroups[id] = { id, vpcId: vpc, ingress: rules };
};

/** A managed prefix list; without an owner the account's own. */
export const addPrefixList = (
  account: Account,
  { id, ownerId = account.id, cidrs }: { id: string; ownerId?: string; cidrs: readonly string[] },
): void => {
  account.ec2.prefixLists[id] = { id, ownerId, cidrs };
};

/** An internet gateway, attached when a VPC is given. */
export const addInternetGateway = (account: Account, { id, vpc, tags = {} }: Seed & { vpc?: string }): void => {
  account.ec2.internetGateways[id] = { id, ...(vpc ? { vpcId: vpc } : {}), tags: { ...tags } };
};

/** A NAT gateway with its own interface; public when it has a public address. */
export const addNatGateway = (
  account: Account,
  seed: Seed & { subnet: string; privateIp: string; publicIp?: string },
): void => {
  const { id, privateIp, publicIp, tags = {} } = seed;
  const subnet = findSubnet(account, seed.subnet);
  const interfaceId = derivedId('eni', id);
  const network = { vpcId: subnet.vpcId, subnetId: subnet.id };
  account.ec2.networkInterfaces[interfaceId] = {
    id: interfaceId,
    ...network,
    type: 'nat_gateway',
    privateIp,
    ipv6: [],
    ...(publicIp ? { publicIp } : {}),
    description: `Interface for NAT Gateway ${id}`,
    groups: [],
    sourceDestCheck: false,
    attachment: { id: derivedId('ela-attach', id), deviceIndex: 1, deleteOnTermination: false, at: SEED_TIME },
    tags: {},
  };
  account.ec2.natGateways[id] = {
    id,
    ...network,
    interfaceId,
    state: 'available',
    createdAt: SEED_TIME,
    tags: { ...tags },
  };
};

/** What addRouteTable needs to know. */
export interface RouteTableSeed extends Seed {
  readonly vpc: string;
  readonly main?: boolean;
  readonly subnets?: readonly string[];
  /** An internet or VPN gateway; makes it an edge table. */
  readonly gateway?: string;
  /** Beside the local routes, which every table has; one with a local route's destination takes its place. */
  readonly routes?: readonly {
    destination: string;
    target: string;
    origin?: 'CreateRoute' | 'EnableVgwRoutePropagation' | 'Advertisement';
  }[];
}

/** Nothing is checked, so that states which AWS lets arise but not be made (such as blackholes) can be seeded. */
export const addRouteTable = (account: Account, seed: RouteTableSeed): void => {
  const { id, vpc, main, subnets = [], gateway, routes = [], tags = {} } = seed;
  const association = (partner: string) => ({ id: derivedId('rtbassoc', id, partner), main: false });
  const table: RouteTable = {
    id,
    vpcId: vpc,
    routes: localRoutes(findVpc(account, vpc)),
    associations: [
      ...(main ? [{ ...association('main'), main: true }] : []),
      ...subnets.map((subnetId) => ({ ...association(subnetId), subnetId })),
      ...(gateway ? [{ ...association(gateway), gatewayId: gateway }] : []),
    ],
    propagatingVgws: [],
    tags: { ...tags },
  };
  for (const { destination, target, origin = 'CreateRoute' } of routes) {
    const canonical = canonicalCidr(destination) ?? destination;
    const local = table.routes.find((route) => route.destination === canonical && route.origin === 'CreateRouteTable');
    if (local) local.target = target;
    else table.routes.push({ destination: canonical, target, origin });
  }
  account.ec2.routeTables[id] = table;
};

/** What addInstance needs to know. */
export interface InstanceSeed extends Seed {
  readonly subnet: string;
  /** Only to be checked: the subnet says it. */
  readonly az?: string;
  /** In ms since the epoch. */
  readonly launchTime?: number;
  readonly state?: InstanceState;
}

/** An instance without interfaces: give it its first one, which becomes its primary one, with addNetworkInterface. */
export const addInstance = (account: Account, seed: InstanceSeed): void => {
  const { id, az, launchTime = SEED_TIME, state = 'running', tags = {} } = seed;
  const subnet = findSubnet(account, seed.subnet);
  if (az && az !== subnet.az) throw new RangeError(`${id}: subnet ${subnet.id} is in ${subnet.az}, not in ${az}`);
  const instance: Instance = {
    id,
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    type: 'c7gn.large',
    imageId: 'ami-0123456789abcdef0',
    state,
    launchTime,
    ...(state === 'running' ? { runningSince: launchTime } : {}),
    tags: { ...tags },
  };
  account.ec2.instances[id] = instance;
};

/** What addNetworkInterface needs to know. */
export interface NetworkInterfaceSeed extends Seed {
  readonly subnet: string;
  readonly privateIp: string;
  readonly ipv6?: string;
  readonly instance?: string;
  readonly publicIp?: string;
  readonly secondary?: NetworkInterface['secondary'];
  readonly sourceDestCheck?: boolean;
}

/** The first interface of an instance is its primary one, and is deleted with it. */
export const addNetworkInterface = (account: Account, seed: NetworkInterfaceSeed): void => {
  const { id, privateIp, ipv6, publicIp, secondary, instance, sourceDestCheck = true, tags = {} } = seed;
  const subnet = findSubnet(account, seed.subnet);
  const item: NetworkInterface = {
    id,
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    type: 'interface',
    privateIp,
    ipv6: ipv6 ? [ipv6] : [],
    ...(publicIp ? { publicIp } : {}),
    ...(secondary ? { secondary } : {}),
    description: '',
    groups: [],
    sourceDestCheck,
    ...(instance ? { attachment: attachmentTo(account, instance, id) } : {}),
    tags: { ...tags },
  };
  account.ec2.networkInterfaces[id] = item;
};

const attachmentTo = (
  account: Account,
  instanceId: string,
  interfaceId: string,
): NonNullable<NetworkInterface['attachment']> => {
  findInstance(account, instanceId);
  const others = Object.values(account.ec2.networkInterfaces);
  const deviceIndex = others.filter(({ attachment }) => attachment?.instanceId === instanceId).length;
  const id = derivedId('eni-attach', interfaceId);
  return { id, instanceId, deviceIndex, deleteOnTermination: deviceIndex === 0, at: SEED_TIME };
};

/** Makes a check of a running instance fail from `since` (local ms) on. */
export const impairInstance = (
  account: Account,
  id: string,
  since: number,
  check: 'instance' | 'system' | 'ebs' = 'instance',
): void => {
  findInstance(account, id).impaired = { since, check };
};

/** Makes the checks of an instance pass again from `at` (local ms) on; its minutes before keep telling of the failure. */
export const restoreInstance = (account: Account, id: string, at: number): void => {
  const instance = findInstance(account, id);
  if (instance.impaired) instance.failures = [...(instance.failures ?? []), { from: instance.impaired.since, to: at }];
  delete instance.impaired;
};
