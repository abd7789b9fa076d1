/** What happens to inbound Resolver endpoints and to endpoints whose addresses other DNS servers are told. */
import { addBucket, addHostedZone, addObject, addResolverEndpoint, addResolverRule } from '@waykeeper/local-cloud/seed';
import type { Account } from '@waykeeper/local-cloud/state';
import { type Scenario, trail } from '../scenario.ts';
import { leaveLastAz, network, S3, VPC } from './support.ts';

const INBOUND = 'rslvr-in-0dns';
const RULE = 'rslvr-rr-0onprem';

/** An inbound endpoint with two addresses, and what else the account holds of rules and files. */
const resolvers = (): Account => {
  const account = network();
  const address = (letter: string, ip: string) => ({ subnet: `subnet-0${letter}`, ip });
  addResolverEndpoint(account, {
    id: INBOUND,
    vpc: 'vpc-0prod',
    addresses: [address('a', '10.0.1.10'), address('b', '10.0.2.10')],
  });
  addResolverRule(account, { id: RULE, domain: S3, targets: ['10.0.1.10', '10.0.2.10'] });
  addResolverRule(account, { id: 'rslvr-rr-0other', domain: 'other.example', targets: ['10.0.1.10'] });
  addHostedZone(account, { id: 'Z0CORP', name: 'corp.example', private: true, vpcs: [VPC] });
  addBucket(account, 'corp-dns');
  addObject(account, { bucket: 'corp-dns', key: 'other.conf', body: '# not ours' });
  return account;
};

const forwarder = {
  ...{ name: 'onprem', domains: [S3], from: { resolverEndpoint: INBOUND } },
  publish: [
    { resolverRule: RULE },
    { record: 's3.forwarders.corp.example', zone: 'Z0CORP', ttl: 60 },
    { file: 'bind' as const, to: 's3://corp-dns/s3.conf' },
    { file: 'json' as const, to: 's3://corp-dns/s3.json' },
  ],
};

const SOURCE = ['GetResolverEndpoint', 'ListResolverEndpointIpAddresses'];

const parts = {
  [`resolver/rules/${RULE}/`]: [
    ...SOURCE,
    'GetResolverRule',
    'ListResolverRules',
    'ListResolverRuleAssociations',
    'UpdateResolverRule',
  ],
  'route53/Z0CORP/': [...SOURCE, 'GetHostedZone', 'ListResourceRecordSets', 'ChangeResourceRecordSets'],
  's3/corp-dns/objects/s3.conf/': [...SOURCE, 'GetObject s3.conf', 'PutObject s3.conf'],
  's3/corp-dns/objects/s3.json/': [...SOURCE, 'GetObject s3.json', 'PutObject s3.json'],
};

const claimed = [
  `resolver/rules/${RULE}/targets/`,
  `resolver/rules/${RULE}/status`,
  'route53/Z0CORP/records/s3.forwarders.corp.example. ',
  'route53/Z0CORP/records/_waykeeper.s3.forwarders.corp.example. ',
  's3/corp-dns/objects/s3.',
];

export const forwarders: readonly Scenario[] = [
  {
    name: 'resolver-address-comes',
    controller: 'dns',
    config: { dns: { forwarders: [forwarder] } },
    world: resolvers,
    happens: ({ resolver }) => {
      const endpoint = resolver.endpoints[INBOUND];
      const [first] = endpoint?.addresses ?? [];
      if (first) endpoint?.addresses.push({ ...first, id: 'rni-0new', subnetId: 'subnet-0c', ip: '10.0.3.10' });
    },
    events: [trail('route53resolver', 'AssociateResolverEndpointIpAddress', INBOUND)],
    claimed,
    ends: { [`resolver/rules/${RULE}/targets/10.0.3.10/Ip`]: '10.0.3.10' },
    parts,
  },
  {
    name: 'resolver-address-goes',
    controller: 'dns',
    config: { dns: { forwarders: [forwarder] } },
    world: resolvers,
    happens: ({ resolver }) => void resolver.endpoints[INBOUND]?.addresses.pop(),
    events: [trail('route53resolver', 'DisassociateResolverEndpointIpAddress', INBOUND)],
    claimed,
    ends: { [`resolver/rules/${RULE}/targets/10.0.2.10/Ip`]: undefined },
    parts,
    sweeps: 4,
  },
  {
    name: 'answers-change',
    controller: 'dns',
    config: {
      dns: {
        answers: [
          {
            ...{ name: 'rpz', domains: [S3], from: { endpoint: { id: 'vpce-0s3' }, as: 'addresses' } },
            publish: [
              { file: 'rpz', to: 's3://corp-dns/rpz.zone', origin: 'rpz.corp.example' },
              { file: 'unbound', to: 's3://corp-dns/s3.conf' },
            ],
          },
        ],
      },
    },
    world: resolvers,
    happens: (account) => leaveLastAz(account, 'vpce-0s3'),
    events: [trail('ec2', 'ModifyVpcEndpoint', 'vpce-0s3')],
    claimed: ['s3/corp-dns/objects/s3.', 's3/corp-dns/objects/rpz.'],
    ends: {},
    parts: {
      's3/corp-dns/objects/s3.conf/': [
        'DescribeVpcEndpoints',
        'DescribeNetworkInterfaces',
        'GetObject s3.conf',
        'PutObject s3.conf',
      ],
      's3/corp-dns/objects/rpz.zone/': [
        'DescribeVpcEndpoints',
        'DescribeNetworkInterfaces',
        'GetObject rpz.zone',
        'PutObject rpz.zone',
      ],
    },
    sweeps: 3,
  },
];
