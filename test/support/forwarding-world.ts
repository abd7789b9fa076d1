/** A world in which DNS servers on premises are to reach S3 privately: an endpoint, an inbound Resolver endpoint, and places to publish to. */
import {
  addBucket,
  addHostedZone,
  addInterfaceEndpoint,
  addParameter,
  addResolverEndpoint,
  addResolverRule,
  addRouteTable,
  addSubnet,
  addVpc,
} from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';

export const S3 = 's3.eu-west-2.amazonaws.com';
export const BUCKET = 'corp-dns';
export const ENDPOINT = 'vpce-0s3';
export const INBOUND = 'rslvr-in-0dns';
export const RULE = 'rslvr-rr-0onprem';
export const TSIG_PARAMETER = '/waykeeper/tsig/onprem';

const REGION = 'eu-west-2';

/** The VPC of the inbound endpoint lies on loopback, so that real DNS servers can ask its addresses. */
export const forwardingWorld = (tsig = ''): Account => {
  const account = emptyAccount({ id: '111122223333', region: REGION });
  addVpc(account, { id: 'vpc-0prod', cidr: '10.0.0.0/16' });
  addVpc(account, { id: 'vpc-0dns', cidr: '127.20.0.0/16' });
  for (const [at, zone] of ['a', 'b', 'c'].entries()) {
    const az = `${REGION}${zone}`;
    addSubnet(account, { id: `subnet-0prod${zone}`, vpc: 'vpc-0prod', cidr: `10.0.${at + 1}.0/24`, az });
    addSubnet(account, { id: `subnet-0dns${zone}`, vpc: 'vpc-0dns', cidr: `127.20.${at + 1}.0/24`, az });
  }
  const routes = [{ destination: '10.0.0.0/16', target: 'pcx-0prod' }];
  addRouteTable(account, { id: 'rtb-0dns', vpc: 'vpc-0dns', main: true, routes });
  addInterfaceEndpoint(account, {
    ...{ id: ENDPOINT, vpc: 'vpc-0prod', service: `com.amazonaws.${REGION}.s3`, tags: { waykeeper: 's3' } },
    subnets: [
      { subnet: 'subnet-0proda', ip: '10.0.1.165' },
      { subnet: 'subnet-0prodb', ip: '10.0.2.19' },
    ],
  });
  const vpcs = [{ VPCId: 'vpc-0prod', VPCRegion: 'eu-west-2' as const }];
  addHostedZone(account, { id: 'Z0S3', name: S3, private: true, vpcs });
  addHostedZone(account, { id: 'Z0CORP', name: 'corp.example', private: true, vpcs });
  addResolverEndpoint(account, {
    ...{ id: INBOUND, vpc: 'vpc-0dns' },
    addresses: [
      { subnet: 'subnet-0dnsa', ip: '127.20.1.10' },
      { subnet: 'subnet-0dnsb', ip: '127.20.2.10' },
    ],
  });
  addResolverRule(account, { id: RULE, domain: S3, targets: ['127.20.1.10'] });
  addBucket(account, BUCKET);
  addParameter(account, { name: TSIG_PARAMETER, value: tsig, type: 'SecureString' });
  return account;
};
