/** What the worlds of several scenarios have in common. All lie in account 111122223333, in London. */
import { addInterfaceEndpoint, addSubnet, addVpc } from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';

export const REGION = 'eu-west-2';
export const S3 = `s3.${REGION}.amazonaws.com`;
export const VPC = { VPCId: 'vpc-0prod', VPCRegion: REGION };

const AZS = ['a', 'b', 'c'] as const;

/** A VPC with a subnet in each of three AZs, a second one, and the S3 endpoint vpce-0s3 in the first two AZs. */
export const network = (): Account => {
  const account = emptyAccount({ id: '111122223333', region: REGION });
  addVpc(account, { id: 'vpc-0prod', cidr: '10.0.0.0/16' });
  addVpc(account, { id: 'vpc-0more', cidr: '10.1.0.0/16' });
  for (const [at, letter] of AZS.entries()) {
    const cidr = `10.0.${at + 1}.0/24`;
    addSubnet(account, { id: `subnet-0${letter}`, vpc: 'vpc-0prod', cidr, az: REGION + letter });
  }
  addS3Endpoint(account, 'vpce-0s3', ['10.0.1.165', '10.0.2.19']);
  return account;
};

/** Its addresses say in which subnets it is. */
export const addS3Endpoint = (account: Account, id: string, addresses: readonly string[]): void =>
  addInterfaceEndpoint(account, {
    ...{ id, vpc: 'vpc-0prod', service: `com.amazonaws.${REGION}.s3`, tags: { waykeeper: 's3' } },
    subnets: addresses.map((ip) => ({ ip, subnet: `subnet-0${AZS[Number(ip.split('.')[2]) - 1]}` })),
  });

/** Takes the last of its AZs out of an endpoint. */
export const leaveLastAz = ({ ec2 }: Account, id: string): void => {
  const endpoint = ec2.endpoints[id];
  endpoint?.subnetIds.pop();
  const left = endpoint?.interfaceIds.pop();
  if (left !== undefined) delete ec2.networkInterfaces[left];
};

/** As DeleteVpcEndpoints leaves it. */
export const deleteEndpoint = ({ ec2 }: Account, id: string): void => {
  for (const eni of ec2.endpoints[id]?.interfaceIds ?? []) delete ec2.networkInterfaces[eni];
  delete ec2.endpoints[id];
};
