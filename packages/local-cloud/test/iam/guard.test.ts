import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTagsCommand, DescribeVpcsCommand, EC2Client, ReplaceRouteCommand } from '@aws-sdk/client-ec2';
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListParentsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { resolverCaller } from '../../src/resolver-client.ts';
import { addNetworkInterface, addRouteTable, addSubnet, addVpc } from '../../src/services/ec2/seed.ts';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';
import { anyRole, functionResources } from '../support/package.ts';

const TAGGED = { 'aws:ResourceTag/role': 'edge' };
const LOGS = { Sid: 'Logs', Effect: 'Allow', Action: 'logs:*', Resource: '*' };

let cloud: TestCloud;
const clients: { destroy(): void }[] = [];
beforeEach(async () => {
  cloud = await startTestCloud();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
});

/** A stack whose one function has a role with these statements, and one that lets Lambda write its log. */
const deployWith = (...statements: readonly object[]) => {
  const role = anyRole('f-role');
  const policy = { PolicyName: 'own', PolicyDocument: { Statement: [LOGS, ...statements] } };
  return cloud.deployStack(
    { ...functionResources('f'), fRole: { ...role, Properties: { ...role.Properties, Policies: [policy] } } },
    { f: 'export const handler = async () => 1;' },
  );
};

interface Client {
  destroy(): void;
}

/** A client with the credentials of the function's own code, which asks once. */
const own = <C extends Client>(Kind: new (config: object) => C): C => {
  const client = new Kind({ ...cloud.clientConfig({ function: 'f' }), maxAttempts: 1, forcePathStyle: true });
  clients.push(client);
  return client;
};

const failure = (call: Promise<unknown>): Promise<Error & { $metadata?: { httpStatusCode?: number } }> =>
  call.then(
    () => new Error('it was allowed'),
    (error) => error,
  );

const seedTable = (): void => {
  addVpc(cloud.account, { id: 'vpc-1', cidr: '10.0.0.0/16' });
  addSubnet(cloud.account, { id: 'subnet-1', vpc: 'vpc-1', cidr: '10.0.0.0/24', az: 'eu-west-2a' });
  addNetworkInterface(cloud.account, { id: 'eni-1', subnet: 'subnet-1', privateIp: '10.0.0.5' });
  const routes = [{ destination: '0.0.0.0/0', target: 'eni-1' }];
  addRouteTable(cloud.account, { id: 'rtb-1', vpc: 'vpc-1', routes });
};

const replaceRoute = () =>
  new ReplaceRouteCommand({
    RouteTableId: 'rtb-1',
    DestinationCidrBlock: '0.0.0.0/0',
    NetworkInterfaceId: 'eni-1',
  });

describe('a role that allows nothing', () => {
  afterEach(() => cloud.stop());
  const who = 'arn:aws:sts::111122223333:assumed-role/f-role/f-role';
  const no = (action: string, resource: string): string =>
    `User: ${who} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  const bus = 'arn:aws:events:eu-west-2:111122223333:event-bus/default';

  it("is refused by each service with its own error and AWS's words, and the journal has it", async () => {
    await deployWith();
    const refusals = [
      [own(EC2Client).send(new DescribeVpcsCommand()), 'UnauthorizedOperation', 403, 'ec2:DescribeVpcs', '*'],
      [
        own(Route53Client).send(new GetHostedZoneCommand({ Id: 'Z1' })),
        ...['AccessDenied', 403, 'route53:GetHostedZone', 'arn:aws:route53:::hostedzone/Z1'],
      ],
      [
        own(EventBridgeClient).send(
          new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'd', Detail: '{}' }] }),
        ),
        ...['AccessDeniedException', 400, 'events:PutEvents', bus],
      ],
      [
        own(CloudWatchClient).send(new PutMetricDataCommand({ Namespace: 'n', MetricData: [{ MetricName: 'm' }] })),
        ...['AccessDenied', 403, 'cloudwatch:PutMetricData', '*'],
      ],
      [
        own(ElasticLoadBalancingV2Client).send(new DescribeTargetHealthCommand({ TargetGroupArn: 'a' })),
        ...['AccessDenied', 403, 'elasticloadbalancing:DescribeTargetHealth', '*'],
      ],
      [
        own(LambdaClient).send(new InvokeCommand({ FunctionName: 'f' })),
        ...['AccessDeniedException', 403, 'lambda:InvokeFunction', 'arn:aws:lambda:eu-west-2:111122223333:function:f'],
      ],
      [
        own(OrganizationsClient).send(new ListParentsCommand({ ChildId: '111122223333' })),
        ...['AccessDeniedException', 403, 'organizations:ListParents'],
        'arn:aws:organizations::111122223333:account/o-none000000/111122223333',
      ],
      [
        own(S3Client).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })),
        ...['AccessDenied', 403, 's3:GetObject', '"arn:aws:s3:::b/k"'],
      ],
      [
        own(SNSClient).send(new PublishCommand({ TopicArn: 'arn:aws:sns:eu-west-2:111122223333:t', Message: 'm' })),
        ...['AuthorizationErrorException', 403, 'sns:Publish', 'arn:aws:sns:eu-west-2:111122223333:t'],
      ],
      [
        own(SQSClient).send(new SendMessageCommand({ QueueUrl: cloud.queueUrl('q'), MessageBody: 'm' })),
        ...['AccessDenied', 403, 'sqs:SendMessage', 'arn:aws:sqs:eu-west-2:111122223333:q'],
      ],
      [
        own(SSMClient).send(new GetParameterCommand({ Name: '/a/b' })),
        ...['AccessDeniedException', 400, 'ssm:GetParameter', 'arn:aws:ssm:eu-west-2:111122223333:parameter/a/b'],
      ],
      [
        own(STSClient).send(
          new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::444455556666:role/r', RoleSessionName: 's' }),
        ),
        ...['AccessDenied', 403, 'sts:AssumeRole', 'arn:aws:iam::444455556666:role/r'],
      ],
    ] as const;
    for (const [call, code, status, action, resource] of refusals as unknown as [
      Promise<unknown>,
      string,
      number,
      string,
      string,
    ][]) {
      const error = await failure(call);
      const message = `${code === 'UnauthorizedOperation' ? 'You are not authorized to perform this operation. ' : ''}${no(action, resource)}`;
      expect({ action, code: error.name, message: error.message, status: error.$metadata?.httpStatusCode }).toEqual({
        ...{ action, code, message, status },
      });
      expect(cloud.entries('call').some(({ error: journalled }) => code.startsWith(String(journalled)))).toBe(true);
    }
    const head = await failure(own(S3Client).send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' })));
    expect(head.$metadata?.httpStatusCode).toBe(403);
  });

  it('may ask who it is', async () => {
    await deployWith({ Effect: 'Deny', Action: 'sts:*', Resource: '*' });
    const { Arn } = await own(STSClient).send(new GetCallerIdentityCommand());
    expect(Arn).toBe(who);
  });
});

describe('a role with a condition on tags', () => {
  afterEach(() => cloud.stop());
  const onTagged = {
    Sid: 'Tagged',
    Effect: 'Allow',
    Action: 'ec2:ReplaceRoute',
    Resource: 'arn:aws:ec2:eu-west-2:111122223333:route-table/*',
    Condition: { StringEquals: TAGGED },
  };

  it('may write what has the tag now, and no more once the tag is gone', async () => {
    await deployWith(onTagged);
    seedTable();
    const client = own(EC2Client);
    const operator = new EC2Client(cloud.clientConfig());
    clients.push(operator);
    expect(await failure(client.send(replaceRoute()))).toMatchObject({ name: 'UnauthorizedOperation' });
    await operator.send(new CreateTagsCommand({ Resources: ['rtb-1'], Tags: [{ Key: 'role', Value: 'edge' }] }));
    await client.send(replaceRoute());
    await operator.send(new CreateTagsCommand({ Resources: ['rtb-1'], Tags: [{ Key: 'role', Value: 'core' }] }));
    expect(await failure(client.send(replaceRoute()))).toMatchObject({ name: 'UnauthorizedOperation' });
  });

  it('changes nothing where it is refused, and a dry run tells of the permission', async () => {
    await deployWith(onTagged);
    seedTable();
    const before = structuredClone(cloud.account.ec2);
    const client = own(EC2Client);
    await failure(client.send(replaceRoute()));
    expect(cloud.account.ec2).toEqual(before);
    const dry = new ReplaceRouteCommand({ ...replaceRoute().input, DryRun: true });
    expect(await failure(client.send(dry))).toMatchObject({ name: 'UnauthorizedOperation' });
    if (cloud.account.ec2.routeTables['rtb-1']) cloud.account.ec2.routeTables['rtb-1'].tags = { role: 'edge' };
    expect(await failure(client.send(dry))).toMatchObject({ name: 'DryRunOperation' });
  });

  it('is used by what it allowed, and by what Lambda does in its name', async () => {
    await deployWith(onTagged, { Sid: 'Idle', Effect: 'Allow', Action: 's3:GetObject', Resource: '*' });
    seedTable();
    if (cloud.account.ec2.routeTables['rtb-1']) cloud.account.ec2.routeTables['rtb-1'].tags = { role: 'edge' };
    await own(EC2Client).send(replaceRoute());
    const used = cloud.used().map(({ role, statement, action }) => `${role} ${statement.Sid} ${action}`);
    expect(used.toSorted()).toEqual(['f-role Logs logs:*', 'f-role Tagged ec2:ReplaceRoute']);
  });
});

describe('a policy that denies', () => {
  afterEach(() => cloud.stop());

  it("wins, and by lambda:SourceFunctionArn against the function's own code", async () => {
    const functionArn = 'arn:aws:lambda:eu-west-2:111122223333:function:f';
    await deployWith(
      { Effect: 'Allow', Action: '*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: 'ec2:DescribeVpcs',
        Resource: '*',
        Condition: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
      },
    );
    expect(await failure(own(EC2Client).send(new DescribeVpcsCommand()))).toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringMatching(
        /ec2:DescribeVpcs on resource: \* with an explicit deny in an identity-based policy$/,
      ),
    });
  });
});

describe('Resolver, which has no client of its own', () => {
  afterEach(() => cloud.stop());

  it('refuses a role with AccessDeniedException', async () => {
    await deployWith();
    const call = resolverCaller(cloud.clientConfig({ function: 'f' }));
    expect(await failure(call('GetResolverRule', { ResolverRuleId: 'rslvr-rr-1' }))).toMatchObject({
      message: expect.stringContaining('route53resolver:GetResolverRule on resource: arn:aws:route53resolver:'),
    });
  });
});

describe('a policy that the local cloud cannot decide by', () => {
  it('fails the call, and the cloud when it stops', async () => {
    await deployWith({
      Effect: 'Allow',
      Action: 'ec2:*',
      Resource: '*',
      Condition: { StringEquals: { 'ec2:Sesame': 'x' } },
    });
    const { error } = console;
    const printed: unknown[] = [];
    console.error = (line) => void printed.push(line);
    expect(await failure(own(EC2Client).send(new DescribeVpcsCommand()))).toMatchObject({ name: 'InternalFailure' });
    console.error = error;
    expect(printed).toEqual([expect.objectContaining({ name: 'PolicyFault' })]);
    await expect(cloud.stop()).rejects.toThrow('ec2:Sesame');
  });
});
