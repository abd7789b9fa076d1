import type { Use } from '../src/iam/guard.ts';
import { checkGrants } from '../src/template/grants.ts';
import { readStack } from '../src/template/stack.ts';
import type { Resource, Template } from '../src/template/template.ts';
import { anyRole, functionResources, queuePolicy, queueResources } from './support/package.ts';

const SITE = { accountId: '111122223333', region: 'eu-west-2', stackName: 'stack', queueBase: 'http://cloud' };

const grants = (Resources: Template['Resources'], used: (use: Use) => void = () => {}): readonly string[] =>
  checkGrants(readStack({ Resources }, SITE), SITE, used).map(({ at, message }) => `${at}: ${message}`);
const unlogged = ['logs:CreateLogStream', 'logs:PutLogEvents'].map(
  (action) =>
    `fFunction: fRole has no permission for ${action} on arn:aws:logs:eu-west-2:111122223333:log-group:/aws/lambda/f:log-stream:any`,
);

describe('the permissions inside a stack', () => {
  const rule = (target: Readonly<Record<string, unknown>> = {}): Resource => ({
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: { source: ['aws.ec2'] },
      Targets: [{ Id: 't', Arn: { 'Fn::GetAtt': ['fQueue', 'Arn'] }, ...target }],
    },
  });
  const complete = { ...functionResources('f'), ...queueResources('f'), ...queuePolicy('f', 'events.amazonaws.com') };

  it('are complete when every queue lets its senders in and every role reaches its queue', () => {
    expect(grants({ ...complete, R: rule() })).toEqual([]);
  });

  it('lack a queue policy for a rule', () => {
    const { fQueuePolicy: _, ...without } = complete;
    expect(grants({ ...without, R: rule() })).toEqual([
      'R: events.amazonaws.com has no permission for sqs:SendMessage on fQueue (arn:aws:sqs:eu-west-2:111122223333:f)',
    ]);
  });

  it('lack one when the policy is for another rule', () => {
    const policy = {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'fQueue' }],
        PolicyDocument: {
          Statement: {
            Effect: 'Allow',
            Principal: { Service: ['events.amazonaws.com'] },
            Action: 'sqs:*',
            Resource: '*',
            Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-west-2:111122223333:rule/other' } },
          },
        },
      },
    };
    expect(grants({ ...complete, fQueuePolicy: policy, R: rule() })).toEqual([
      expect.stringContaining('R: events.amazonaws.com has no permission'),
    ]);
  });

  it('lack a role that may receive from the queue', () => {
    const role = { ...anyRole('f-role'), Properties: { ...anyRole('f-role').Properties, Policies: [] } };
    expect(grants({ ...complete, fRole: role })).toEqual([
      ...unlogged,
      'fMapping: fRole has no permission for sqs:ReceiveMessage on arn:aws:sqs:eu-west-2:111122223333:f',
      'fMapping: fRole has no permission for sqs:DeleteMessage on arn:aws:sqs:eu-west-2:111122223333:f',
      'fMapping: fRole has no permission for sqs:GetQueueAttributes on arn:aws:sqs:eu-west-2:111122223333:f',
    ]);
  });

  it('lack a role by which Lambda may write the log, and reach into the VPC', () => {
    const role = { ...anyRole('f-role'), Properties: { ...anyRole('f-role').Properties, Policies: [] } };
    const inVpc = functionResources('f', { VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] } });
    expect(grants({ ...inVpc, fRole: role })).toEqual([
      ...unlogged,
      ...[
        'ec2:CreateNetworkInterface on arn:aws:ec2:eu-west-2:111122223333:network-interface/*',
        'ec2:CreateNetworkInterface on arn:aws:ec2:eu-west-2:111122223333:subnet/subnet-1',
        'ec2:CreateNetworkInterface on arn:aws:ec2:eu-west-2:111122223333:security-group/sg-1',
        'ec2:AssignPrivateIpAddresses on arn:aws:ec2:eu-west-2:111122223333:*/*',
        'ec2:DeleteNetworkInterface on arn:aws:ec2:eu-west-2:111122223333:*/*',
        'ec2:UnassignPrivateIpAddresses on arn:aws:ec2:eu-west-2:111122223333:*/*',
        'ec2:DescribeNetworkInterfaces on *',
        'ec2:DescribeSubnets on *',
      ].map((lacking) => `fFunction: fRole has no permission for ${lacking}`),
    ]);
  });

  it('are satisfied by managed policies of the stack and of AWS, attached to them', () => {
    const published = 'arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole';
    const logs = {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }] } },
    };
    const role = (ManagedPolicyArns: readonly unknown[]) => ({
      ...anyRole('f-role'),
      Properties: { ...anyRole('f-role').Properties, Policies: [], ManagedPolicyArns },
    });
    expect(grants({ ...complete, fRole: role([published]) })).toEqual([]);
    expect(grants({ ...functionResources('f'), fRole: role([{ Ref: 'Logs' }]), Logs: logs })).toEqual([]);
  });

  it('tell by what of their policies AWS acts in the names of their roles', () => {
    const used: string[] = [];
    const role = (name: string, statement: object) => ({
      ...anyRole(name),
      Properties: {
        ...anyRole(name).Properties,
        Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [statement] } }],
      },
    });
    const statement = { Effect: 'Allow', Action: ['logs:Create*', 'logs:Put*', 'sqs:*'], Resource: '*' };
    grants({ ...complete, fRole: role('f-role', statement) }, (use) =>
      used.push(`${use.role}: ${use.action} on ${use.resource}`),
    );
    expect(new Set(used)).toEqual(
      new Set(['f-role: logs:Create* on *', 'f-role: logs:Put* on *', 'f-role: sqs:* on *']),
    );
  });

  it('hold a policy element, an operator or a condition key that is not known to be a fault', () => {
    const odd = (statement: object) => ({
      ...anyRole('f-role'),
      Properties: {
        ...anyRole('f-role').Properties,
        Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] } }],
      },
    });
    const rest = { Action: 'logs:*', Resource: '*' };
    const of = (statement: object) => grants({ ...functionResources('f'), fRole: odd(statement) });
    expect(of({ NotAction: 's3:*', Resource: '*' })).toEqual([expect.stringContaining('element NotAction')]);
    expect(of({ ...rest, Condition: { NumericEquals: { 'aws:PrincipalArn': '1' } } })).toEqual([
      expect.stringContaining('operator NumericEquals'),
    ]);
    expect(of({ ...rest, Condition: { StringEquals: { 'aws:Sesame': 'open' } } })).toEqual([
      expect.stringContaining('key aws:Sesame'),
    ]);
  });

  it('lack a topic policy for endpoint connection notifications', () => {
    expect(
      grants({
        T: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 't' } },
        N: {
          Type: 'AWS::EC2::VPCEndpointConnectionNotification',
          Properties: {
            ServiceId: 'vpce-svc-1',
            ConnectionEvents: ['Connect'],
            ConnectionNotificationArn: { Ref: 'T' },
          },
        },
      }),
    ).toEqual(['N: vpce.amazonaws.com has no permission for sns:Publish on T (arn:aws:sns:eu-west-2:111122223333:t)']);
  });

  it('lack a permission of a function for a rule, and a role that the scheduler may assume', () => {
    const schedule = {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(5 minutes)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: { 'Fn::GetAtt': ['fQueue', 'Arn'] }, RoleArn: { 'Fn::GetAtt': ['fRole', 'Arn'] } },
      },
    };
    const toFunction = rule({ Arn: { 'Fn::GetAtt': ['fFunction', 'Arn'] } });
    expect(grants({ ...complete, R: toFunction, S: schedule })).toEqual([
      expect.stringMatching(/^R: events.amazonaws.com has no permission for lambda:InvokeFunction on fFunction/),
      'S: scheduler.amazonaws.com may not assume fRole',
    ]);
  });

  it('say which target is not declared', () => {
    expect(grants({ ...complete, R: rule({ Arn: 'arn:aws:sqs:eu-west-2:111122223333:gone' }) })).toEqual([
      'R: its target arn:aws:sqs:eu-west-2:111122223333:gone is not declared in the template',
    ]);
  });
});

describe('queues that AWS would refuse or never deliver to', () => {
  it('are hidden for less than the function may take', () => {
    expect(grants({ ...functionResources('f', { Timeout: 60 }), ...queueResources('f') })).toEqual([
      'fMapping: Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds',
    ]);
  });

  it('are FIFO and have no message group, or serve a rule as FIFO dead-letter queue', () => {
    const resources = {
      ...functionResources('f'),
      ...queueResources('f', { FifoQueue: true }),
      ...queuePolicy('f', 'events.amazonaws.com'),
      R: {
        Type: 'AWS::Events::Rule',
        Properties: {
          ScheduleExpression: 'rate(1 minute)',
          Targets: [
            {
              Id: 't',
              Arn: { 'Fn::GetAtt': ['fQueue', 'Arn'] },
              DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['fQueue', 'Arn'] } },
            },
          ],
        },
      },
    };
    expect(grants(resources)).toEqual([
      'R: a target that is a FIFO queue needs SqsParameters.MessageGroupId',
      'R: the dead-letter queue of a rule must be a standard queue',
    ]);
  });

  it('get batches that are larger than their kind allows', () => {
    expect(grants({ ...functionResources('f'), ...queueResources('f', {}, { BatchSize: 100 }) })).toEqual([
      expect.stringContaining('a batch size of 100 needs a standard queue and a batching window'),
    ]);
  });
});
