/** What happens to endpoints, zones, and what other DNS servers are told of them. */
import {
  addBucket,
  addHostedZone,
  addInterfaceEndpoint,
  addResolverEndpoint,
  addResolverRule,
  addSubnet,
  addVpc,
} from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';
import { type Scenario, trail } from '../scenario.ts';

const REGION = 'eu-west-2';
const S3 = `com.amazonaws.${REGION}.s3`;

/** A VPC in three AZs, and the endpoint vpce-0s3 in the first two of them. */
const network = (): Account => {
  const account = emptyAccount({ id: '111122223333', region: REGION });
  addVpc(account, { id: 'vpc-0prod', cidr: '10.0.0.0/16' });
  for (const [at, letter] of ['a', 'b', 'c'].entries()) {
    const cidr = `10.0.${at + 1}.0/24`;
    addSubnet(account, { id: `subnet-0${letter}`, vpc: 'vpc-0prod', cidr, az: REGION + letter });
  }
  addEndpoint(account, 'vpce-0s3');
  const vpcs = [{ VPCId: 'vpc-0prod', VPCRegion: REGION }];
  addHostedZone(account, { id: 'Z0S3', name: `s3.${REGION}.amazonaws.com`, private: true, vpcs });
  const other = { Name: 'www.corp.example', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] };
  addHostedZone(account, { id: 'Z0CORP', name: 'corp.example', private: true, vpcs, records: [other] });
  return account;
};

const addEndpoint = (account: Account, id: string, ips: readonly string[] = ['10.0.1.165', '10.0.2.19']): void =>
  addInterfaceEndpoint(account, {
    ...{ id, vpc: 'vpc-0prod', service: S3, tags: { waykeeper: 's3' } },
    subnets: ips.map((ip) => ({ ip, subnet: `subnet-0${'abc'[Number(ip.split('.')[2]) - 1]}` })),
  });

const endpoint = { tags: { waykeeper: 's3' } };

export const dns: readonly Scenario[] = [
  {
    name: 'endpoint-comes',
    controller: 'dns',
    config: {
      dns: {
        zones: [
          { zone: 'Z0S3', endpoint: { id: 'vpce-0new' }, records: [{ name: '@' }, { name: '*' }] },
          { zone: 'Z0CORP', endpoint: { id: 'vpce-0new' }, records: [{ name: 's3', to: 'addresses', ttl: 60 }] },
        ],
      },
    },
    world: network,
    happens: (account) => addEndpoint(account, 'vpce-0new', ['10.0.1.20', '10.0.3.20']),
    events: [trail('ec2', 'CreateVpcEndpoint', 'vpce-0new')],
    claimed: ['route53/Z0S3/records/', 'route53/Z0CORP/records/s3.corp.example. A/'],
    ends: { 'route53/Z0CORP/records/s3.corp.example. A/ResourceRecords/10.0.3.20/Value': '10.0.3.20' },
    parts: { 'route53/Z0S3/': ['DescribeVpcEndpoints', 'GetHostedZone Z0S3', 'ListResourceRecordSets Z0S3', 'ChangeResourceRecordSets Z0S3'] },
  },
];
void [addBucket, addResolverEndpoint, addResolverRule, endpoint];
