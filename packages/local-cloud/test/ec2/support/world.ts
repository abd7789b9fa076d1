/** A VPC with two AZs, two appliances and the usual gateways, behind a real EC2 client. */
import { EC2 } from '@aws-sdk/client-ec2';
import { emptyAccount } from '../../../src/account.ts';
import { clientConfig, startBareApi } from '../../../src/bare-api.ts';
import type { Emission } from '../../../src/service.ts';
import { ec2 } from '../../../src/services/ec2/index.ts';
import * as build from '../../../src/services/ec2/seed.ts';

export const OWNER = '111122223333';
export const CONSUMER = '444455556666';
export const VPC = 'vpc-0a';
export const [SUBNET_A, SUBNET_B] = ['subnet-0a', 'subnet-0b'];
export const [FIREWALL_A, FIREWALL_B] = ['i-0a', 'i-0b'];
export const [ENI_A, ENI_B] = ['eni-0a', 'eni-0b'];
export const TOPIC = `arn:aws:sns:eu-west-2:${OWNER}:connections`;

/** The account with the network in it. */
const seededAccount = () => {
  const account = emptyAccount();
  build.addVpc(account, { id: VPC, cidr: '10.0.0.0/16', ipv6Cidr: '2001:db8:1::/56', tags: { Name: 'main' } });
  build.addSubnet(account, {
    id: SUBNET_A,
    vpc: VPC,
    cidr: '10.0.1.0/24',
    az: 'eu-west-2a',
    ipv6Cidr: '2001:db8:1:1::/64',
  });
  build.addSubnet(account, {
    id: SUBNET_B,
    vpc: VPC,
    cidr: '10.0.2.0/24',
    az: 'eu-west-2b',
    ipv6Cidr: '2001:db8:1:2::/64',
  });
  build.addInternetGateway(account, { id: 'igw-0a', vpc: VPC });
  build.addNatGateway(account, { id: 'nat-0a', subnet: SUBNET_A, privateIp: '10.0.1.250', publicIp: '203.0.113.250' });
  build.addInstance(account, { id: FIREWALL_A, subnet: SUBNET_A, az: 'eu-west-2a', tags: { role: 'firewall' } });
  build.addInstance(account, { id: FIREWALL_B, subnet: SUBNET_B, tags: { role: 'firewall' } });
  const first = { id: ENI_A, subnet: SUBNET_A, privateIp: '10.0.1.10', instance: FIREWALL_A, publicIp: '203.0.113.10' };
  build.addNetworkInterface(account, { ...first, sourceDestCheck: false, tags: { role: 'firewall' } });
  const second = { id: ENI_B, subnet: SUBNET_B, privateIp: '10.0.2.10', instance: FIREWALL_B };
  build.addNetworkInterface(account, { ...second, sourceDestCheck: false });
  return account;
};

export type SeededAccount = ReturnType<typeof seededAccount>;

/** Starts the API on the network, with whatever `seed` adds to it; stopped after the test. */
export const startWorld = async (seed: (account: SeededAccount, make: typeof build) => void = () => {}) => {
  const account = seededAccount();
  seed(account, build);
  const api = await startBareApi([ec2], account);
  running.push(api.stop);
  const clientOf = (accountId: string, region = 'eu-west-2') =>
    new EC2({ ...clientConfig(api.url, `AKIA${accountId}`), region });
  /** What the calls so far have emitted. */
  const emitted = (): Emission[] => api.finished.flatMap((call) => call.emissions);
  return { account, api, client: clientOf(OWNER), clientOf, emitted };
};

const running: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()));
});

/** The error that a call ends in. */
export const failure = async (
  call: Promise<unknown>,
): Promise<{ name: string; message: string; status: number | undefined }> => {
  const error = await call.then(
    () => undefined,
    (thrown: Error & { $metadata?: { httpStatusCode?: number } }) => thrown,
  );
  if (!error) throw new Error('Expected the call to fail');
  return { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode };
};
