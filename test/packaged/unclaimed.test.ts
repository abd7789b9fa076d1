/** What the code in the bundles could ask of AWS, whoever had written it: with the functions' own credentials, about what is not claimed. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as autoscaling from '@aws-sdk/client-auto-scaling';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as events from '@aws-sdk/client-eventbridge';
import * as organizations from '@aws-sdk/client-organizations';
import * as route53 from '@aws-sdk/client-route-53';
import * as s3 from '@aws-sdk/client-s3';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { writesOf } from '@waykeeper/local-cloud/api';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { resolverCaller } from '@waykeeper/local-cloud/resolver-client';
import type { Account } from '@waykeeper/local-cloud/state';
import { CORP_ZONE, OTHER_RULE } from '../../demo/forwarding.ts';
import { ZONE } from '../../demo/world.ts';
import { packageStack } from '../../scripts/package-stack.ts';
import { EVERYTHING, everythingWorld, GATEWAY, PUBLIC_ZONE } from './support/everything.ts';

const FUNCTIONS = ['connections', 'dns', 'routes', 'probe', 'reconcile'] as const;
const DIST = join(import.meta.dirname, '../../dist/functions');

interface Client {
  send(command: object): Promise<unknown>;
  destroy(): void;
}
type Module = Readonly<Record<string, new (input: object) => object>>;

/** By the name that a bundle has of a client: the client, and its service's signing name. */
const CLIENTS: Readonly<
  Record<string, { readonly service: string; readonly module?: Module; readonly client?: string }>
> = {
  autoscaling: { service: 'autoscaling', module: autoscaling as never, client: 'AutoScalingClient' },
  cloudtrail: { service: 'cloudtrail', module: cloudtrail as never, client: 'CloudTrailClient' },
  cloudwatch: { service: 'monitoring', module: cloudwatch as never, client: 'CloudWatchClient' },
  ec2: { service: 'ec2', module: ec2 as never, client: 'EC2Client' },
  elasticloadbalancingv2: {
    service: 'elasticloadbalancing',
    module: elbv2 as never,
    client: 'ElasticLoadBalancingV2Client',
  },
  eventbridge: { service: 'events', module: events as never, client: 'EventBridgeClient' },
  organizations: { service: 'organizations', module: organizations as never, client: 'OrganizationsClient' },
  route53: { service: 'route53', module: route53 as never, client: 'Route53Client' },
  // None of its calls that the local cloud knows writes.
  route53profiles: { service: 'route53profiles' },
  route53resolver: { service: 'route53resolver' },
  s3: { service: 's3', module: s3 as never, client: 'S3Client' },
  sqs: { service: 'sqs', module: sqs as never, client: 'SQSClient' },
  ssm: { service: 'ssm', module: ssm as never, client: 'SSMClient' },
  sts: { service: 'sts', module: sts as never, client: 'STSClient' },
};

const clientsIn = async (name: string): Promise<string[]> => {
  const files = (await readdir(join(DIST, name))).filter((file) => file.endsWith('.cjs'));
  const texts = await Promise.all(files.map((file) => readFile(join(DIST, name, file), 'utf8')));
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/"com\.amazonaws\.([a-z0-9]+)"/g)].map(([, id = '']) => id))),
  ];
};

const OTHERS = 'arn:aws:sns:eu-west-2:999988887777:others';

/** Every member that a write needs, about things that exist and that the config does not claim; one input does for all of them. */
const UNCLAIMED = {
  ...{
    RouteTableId: 'rtb-0main',
    DestinationCidrBlock: '0.0.0.0/0',
    NetworkInterfaceId: 'eni-0other',
    VpcId: 'vpc-0spoke',
  },
  ...{
    SubnetId: 'subnet-0appa',
    SecurityGroupIds: ['sg-0'],
    SourceDestCheck: { Value: false },
    InstanceIds: ['i-0fwa'],
  },
  ...{
    InstanceId: 'i-0fwa',
    DeviceIndex: 1,
    AttachmentId: 'eni-attach-0',
    AssociationId: 'rtbassoc-0',
    GatewayId: 'igw-0edge',
  },
  ...{
    ServiceId: 'vpce-svc-0foreign',
    AddAllowedPrincipals: ['*'],
    VpcEndpointIds: ['vpce-0strange'],
    VpcEndpointId: 'vpce-0ec2',
  },
  ...{
    ConnectionNotificationId: 'vpce-nfn-0foreign',
    ConnectionNotificationIds: ['vpce-nfn-0foreign'],
    ConnectionEvents: ['Accept'],
  },
  ...{ ConnectionNotificationArn: OTHERS, ServiceName: 'com.amazonaws.eu-west-2.s3', Resources: ['rtb-0main'] },
  ...{ Tags: [{ Key: 'waykeeper', Value: 'app' }], HostedZoneId: 'Z0FOREIGN', Id: 'Z0FOREIGN', CallerReference: 'x' },
  ...{ VPC: { VPCId: 'vpc-0prod', VPCRegion: 'eu-west-2' }, ResourceType: 'hostedzone', ResourceId: 'Z0FOREIGN' },
  ChangeBatch: changing('www.foreign.example', 'A'),
  ...{ ResolverEndpointId: 'rslvr-in-0prod', ResolverRuleId: OTHER_RULE, VPCId: 'vpc-0spoke', Config: { Name: 'x' } },
  ...{ IpAddress: { SubnetId: 'subnet-0dnsc' }, CreatorRequestId: 'x', RuleType: 'FORWARD', Direction: 'INBOUND' },
  ...{ IpAddresses: [{ SubnetId: 'subnet-0dnsa' }], DomainName: 'x.example' },
  ...{ AlarmName: 'others', AlarmNames: ['others'], StateValue: 'OK', StateReason: 'x', Namespace: 'Others' },
  ...{
    MetricData: [{ MetricName: 'x' }],
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 1,
    AlarmRule: 'TRUE',
    DashboardName: 'others',
    DashboardBody: '{"widgets":[]}',
  },
  ...{ Entries: [{ Source: 'others', DetailType: 'd', Detail: '{}' }], Name: 'others', Rule: 'others', Ids: ['x'] },
  ...{ Targets: [{ Id: 'x', Arn: OTHERS }], EventPattern: '{}', Bucket: 'corp-dns', Key: 'resolv.conf', Body: 'x' },
  ...{ QueueUrl: 'http://localhost/999988887777/others', QueueName: 'others', MessageBody: 'x', ReceiptHandle: 'x' },
  ...{ VisibilityTimeout: 0, Attributes: {}, Value: 'x', Type: 'String' },
  ...{ RoleArn: 'arn:aws:iam::999988887777:role/admin', RoleSessionName: 'x' },
};

function changing(Name: string, Type: string, Action = 'CREATE') {
  return {
    Changes: [{ Action, ResourceRecordSet: { Name, Type, TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] } }],
  };
}

/** Members of one operation that are of another kind than elsewhere. */
const OWN: Readonly<Record<string, object>> = {
  'sqs SendMessageBatch': { Entries: [{ Id: 'x', MessageBody: 'x' }] },
  'sqs DeleteMessageBatch': { Entries: [{ Id: 'x', ReceiptHandle: 'x' }] },
  'sqs ChangeMessageVisibilityBatch': { Entries: [{ Id: 'x', ReceiptHandle: 'x', VisibilityTimeout: 0 }] },
};

/** A claimed thing, and a part of it that is not claimed: another name, type, attribute, table, source or key. */
const BESIDE: readonly (readonly [what: string, client: string, operation: string, input: object])[] = [
  [
    'another name of a claimed zone',
    'route53',
    'ChangeResourceRecordSets',
    { HostedZoneId: ZONE, ChangeBatch: changing('www.s3.eu-west-2.amazonaws.com', 'A') },
  ],
  [
    'another type of a claimed name',
    'route53',
    'ChangeResourceRecordSets',
    { HostedZoneId: ZONE, ChangeBatch: changing('s3.eu-west-2.amazonaws.com', 'MX') },
  ],
  [
    'a claimed name, upserted',
    'route53',
    'ChangeResourceRecordSets',
    { HostedZoneId: ZONE, ChangeBatch: changing('s3.eu-west-2.amazonaws.com', 'A', 'UPSERT') },
  ],
  [
    'a claimed name beside another',
    'route53',
    'ChangeResourceRecordSets',
    {
      HostedZoneId: ZONE,
      ChangeBatch: {
        Changes: [
          ...changing('s3.eu-west-2.amazonaws.com', 'A').Changes,
          ...changing('www.s3.eu-west-2.amazonaws.com', 'A').Changes,
        ],
      },
    },
  ],
  [
    'another name beside a published one',
    'route53',
    'ChangeResourceRecordSets',
    { HostedZoneId: CORP_ZONE, ChangeBatch: changing('www.corp.example', 'A', 'DELETE') },
  ],
  [
    'an address where proofs stand',
    'route53',
    'ChangeResourceRecordSets',
    { HostedZoneId: PUBLIC_ZONE, ChangeBatch: changing('_x.pay.example', 'A') },
  ],
  [
    'another VPC for a claimed zone',
    'route53',
    'AssociateVPCWithHostedZone',
    { HostedZoneId: ZONE, VPC: { VPCId: 'vpc-0other', VPCRegion: 'eu-west-2' } },
  ],
  [
    'security groups of a claimed interface',
    'ec2',
    'ModifyNetworkInterfaceAttribute',
    { NetworkInterfaceId: 'eni-0fwa', Groups: ['sg-0open'] },
  ],
  [
    'an unclaimed table for a claimed endpoint',
    'ec2',
    'ModifyVpcEndpoint',
    { VpcEndpointId: GATEWAY, AddRouteTableIds: ['rtb-0main'] },
  ],
  [
    'a claimed table for an unclaimed endpoint',
    'ec2',
    'ModifyVpcEndpoint',
    { VpcEndpointId: 'vpce-0ec2', AddRouteTableIds: ['rtb-0appa'] },
  ],
  [
    'subnets of a claimed endpoint',
    'ec2',
    'ModifyVpcEndpoint',
    { VpcEndpointId: GATEWAY, AddSubnetIds: ['subnet-0appa'] },
  ],
  [
    'a new route in a claimed table',
    'ec2',
    'CreateRoute',
    { RouteTableId: 'rtb-0edge', DestinationCidrBlock: '10.9.0.0/16', GatewayId: 'igw-0edge' },
  ],
  [
    'the tags that select',
    'ec2',
    'CreateTags',
    { Resources: ['rtb-0main'], Tags: [{ Key: 'waykeeper', Value: 'app' }] },
  ],
  [
    'an event of AWS on the own bus',
    'eventbridge',
    'PutEvents',
    { Entries: [{ Source: 'waykeeper.others', DetailType: 'd', Detail: '{}' }] },
  ],
  ['a claimed file, deleted', 's3', 'DeleteObject', { Bucket: 'corp-dns', Key: 's3.conf' }],
  ['a claimed rule, deleted', 'route53resolver', 'DeleteResolverRule', { ResolverRuleId: 'rslvr-rr-0spokes' }],
];

let dir: string;
let cloud: Cloud;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
  await writeFile(join(dir, 'waykeeper.yml'), EVERYTHING);
  const { dir: packageDir } = await packageStack(join(dir, 'waykeeper.yml'), dir);
  cloud = await startCloud({ account: everythingWorld() });
  await cloud.deploy(packageDir);
  for (const mapping of Object.values(cloud.account.lambda.mappings)) mapping.enabled = false;
});
afterAll(async () => {
  await cloud.stop();
  await rm(dir, { recursive: true });
});

/** Sends one call with the credentials of a function's own code, and answers the code of what came of it. */
const outcomeOf = async (name: string, client: string, operation: string, input: object): Promise<string> => {
  const config = { ...cloud.clientConfig({ function: `waykeeper-prod-${name}` }), maxAttempts: 1 };
  const { module, client: Kind = '' } = CLIENTS[client] ?? {};
  const code = (error: unknown): string => (error as Error).name;
  if (!module) return resolverCaller(config)(operation, input).then(() => 'allowed', code);
  const made = new (module[Kind] as never as new (config: object) => Client)({
    ...{ ...config, forcePathStyle: true, useQueueUrlAsEndpoint: false },
  });
  const Command = module[`${operation}Command`] as new (input: object) => object;
  return made
    .send(new Command(input))
    .then(() => 'allowed', code)
    .finally(() => made.destroy());
};

/** What writes would show in: all but what passes by itself with time. */
const writable = ({ ec2, events, resolver, route53, s3, sns, ssm, sts }: Account): object =>
  structuredClone({ ec2, events, resolver, route53, s3, sns, ssm, sts });

const REFUSED = /^(UnauthorizedOperation|AccessDenied|AccessDeniedException)$/;

describe.each(FUNCTIONS)('the function %s', (name) => {
  it('is refused each write of each SDK client in its bundle to what the config does not claim', async () => {
    const before = writable(cloud.account);
    const clients = await clientsIn(name);
    expect(Object.keys(CLIENTS)).toEqual(expect.arrayContaining(clients));
    const outcomes: string[] = [];
    for (const client of clients) {
      const { service = '' } = CLIENTS[client] ?? {};
      for (const operation of writesOf(service)) {
        const input = { ...UNCLAIMED, ...OWN[`${service} ${operation}`] };
        outcomes.push(`${service} ${operation} ${await outcomeOf(name, client, operation, input)}`);
      }
    }
    expect(outcomes.filter((outcome) => !REFUSED.test(outcome.split(' ')[2] ?? ''))).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(20);
    expect(writable(cloud.account)).toEqual(before);
  });

  it.each(BESIDE)('is refused %s', async (_, client, operation, input) => {
    expect(await outcomeOf(name, client, operation, input)).toMatch(REFUSED);
  });
});
