/** What happens to endpoints, and to the zones that lead to them. Each zone holds a record of somebody else's. */
import { addEndpointService, addHostedZone } from '@waykeeper/local-cloud/seed';
import type { Account } from '@waykeeper/local-cloud/state';
import { type Scenario, trail } from '../scenario.ts';
import { addS3Endpoint, deleteEndpoint, leaveLastAz, network, REGION, S3, VPC } from './support.ts';

/** Three private zones, two of which the config claims names of. */
const zones = (): Account => {
  const account = network();
  const foreign = { Name: 'www.corp.example', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] };
  const vpcs = [VPC];
  addHostedZone(account, { id: 'Z0S3', name: S3, private: true, vpcs });
  addHostedZone(account, { id: 'Z0CORP', name: 'corp.example', private: true, vpcs, records: [foreign] });
  const other = { ...foreign, Name: 'www.other.example' };
  addHostedZone(account, { id: 'Z0OTHER', name: 'other.example', private: true, vpcs, records: [other] });
  return account;
};

const needs = (zone: string, ...reads: readonly string[]): string[] => [
  ...['DescribeVpcEndpoints', ...reads],
  ...['GetHostedZone', 'ListResourceRecordSets', 'ChangeResourceRecordSets'].map((name) => `${name} ${zone}`),
];

const INTERFACES = 'DescribeNetworkInterfaces';
const AZS = 'DescribeAvailabilityZones';

const endpoint = { tags: { waykeeper: 's3' } };
const addresses = 'route53/Z0CORP/records/s3.corp.example. A/ResourceRecords';

/** The set of addresses that the config claims, and the mark that tells whose it is. */
const OWN_SET = [
  'route53/Z0CORP/records/s3.corp.example. A/',
  'route53/Z0CORP/records/_waykeeper.s3.corp.example. TXT/',
] as const;

export const dns: readonly Scenario[] = [
  {
    name: 'endpoint-comes',
    controller: 'dns',
    config: {
      dns: {
        zones: [
          { zone: 'Z0S3', endpoint: { id: 'vpce-0new' } },
          { zone: 'Z0CORP', endpoint: { id: 'vpce-0new' }, records: [{ name: 's3', to: 'addresses', ttl: 60 }] },
        ],
      },
    },
    world: zones,
    happens: (account) => addS3Endpoint(account, 'vpce-0new', ['10.0.1.20', '10.0.3.20']),
    events: [trail('ec2', 'CreateVpcEndpoint', 'vpce-0new')],
    claimed: ['route53/Z0S3/records/', ...OWN_SET],
    ends: { [`${addresses}/10.0.1.20/Value`]: '10.0.1.20', [`${addresses}/10.0.3.20/Value`]: '10.0.3.20' },
    parts: { 'route53/Z0S3/': needs('Z0S3'), 'route53/Z0CORP/': needs('Z0CORP', INTERFACES) },
  },
  {
    name: 'endpoint-leaves-an-az',
    controller: 'dns',
    config: {
      dns: {
        zones: [
          { zone: 'Z0S3', endpoint, records: [{ name: '{azId}', to: 'zonal' }] },
          { zone: 'Z0CORP', endpoint, records: [{ name: 's3', to: 'addresses', ttl: 60 }] },
        ],
      },
    },
    world: zones,
    happens: (account) => leaveLastAz(account, 'vpce-0s3'),
    events: [trail('ec2', 'ModifyVpcEndpoint', 'vpce-0s3')],
    claimed: ['route53/Z0S3/records/euw2-az', ...OWN_SET],
    ends: { [`${addresses}/10.0.1.165/Value`]: '10.0.1.165', [`${addresses}/10.0.2.19/Value`]: undefined },
    parts: { 'route53/Z0S3/': needs('Z0S3', AZS), 'route53/Z0CORP/': needs('Z0CORP', INTERFACES) },
  },
  {
    name: 'endpoint-replaced',
    controller: 'dns',
    config: {
      dns: {
        zones: [
          { zone: 'Z0S3', endpoint, staleAliases: 'delete' },
          { zone: 'Z0CORP', endpoint, records: [{ name: 's3' }] },
        ],
      },
    },
    world: zones,
    happens: (account) => {
      deleteEndpoint(account, 'vpce-0s3');
      addS3Endpoint(account, 'vpce-0new', ['10.0.1.20', '10.0.2.20']);
    },
    events: [trail('ec2', 'DeleteVpcEndpoints', 'vpce-0s3'), trail('ec2', 'CreateVpcEndpoint', 'vpce-0new')],
    claimed: ['route53/Z0S3/records/', ...OWN_SET],
    ends: {},
    parts: { 'route53/Z0S3/': needs('Z0S3'), 'route53/Z0CORP/': needs('Z0CORP') },
  },
  {
    name: 'records-and-vpc-lost',
    controller: 'dns',
    config: {
      dns: {
        zones: [
          { zone: 'Z0S3', endpoint, vpcs: ['vpc-0prod', 'vpc-0more'] },
          { zone: 'Z0CORP', endpoint, records: [{ name: 's3' }] },
        ],
      },
    },
    world: zones,
    happens: ({ route53 }) => {
      for (const zone of [route53.zones.Z0S3, route53.zones.Z0CORP]) {
        if (!zone) continue;
        zone.records = zone.records.filter(({ AliasTarget }) => !AliasTarget);
        zone.vpcs = [VPC];
      }
    },
    events: [
      trail('route53', 'ChangeResourceRecordSets', 'Z0S3'),
      trail('route53', 'ChangeResourceRecordSets', 'Z0CORP'),
    ],
    claimed: ['route53/Z0S3/', ...OWN_SET],
    ends: { 'route53/Z0S3/vpcs/vpc-0more/VPCRegion': REGION },
    parts: { 'route53/Z0S3/records/': needs('Z0S3'), 'route53/Z0CORP/': needs('Z0CORP') },
  },
  {
    name: 'service-to-be-verified',
    controller: 'dns',
    config: {
      dns: {
        verifications: [{ service: { tags: { waykeeper: 'pay' } }, zone: 'Z0PUBLIC' }],
        zones: [{ zone: 'Z0CORP', endpoint, records: [{ name: 's3' }] }],
      },
    },
    world: () => {
      const account = zones();
      addHostedZone(account, { id: 'Z0PUBLIC', name: 'pay.example', private: false });
      return account;
    },
    happens: (account) => {
      addEndpointService(account, {
        id: 'vpce-svc-0pay',
        tags: { waykeeper: 'pay' },
        privateDnsName: 'api.pay.example',
      });
      const corp = account.route53.zones.Z0CORP;
      if (corp) corp.records = corp.records.filter(({ AliasTarget }) => !AliasTarget);
    },
    events: [],
    claimed: ['route53/Z0PUBLIC/records/', ...OWN_SET, 'ec2/endpointServices/vpce-svc-0pay/'],
    ends: {},
    parts: { 'route53/Z0CORP/': needs('Z0CORP') },
  },
];
