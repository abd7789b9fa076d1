import { checkGrants } from '../src/template/grants.ts';
import type { StackResource } from '../src/template/kinds.ts';
import { readStack } from '../src/template/stack.ts';
import { stepsOf } from '../src/template/steps.ts';
import { parseTemplate, type Resource, type Template, TemplateError } from '../src/template/template.ts';
import { anyRole, functionResources, queuePolicy, queueResources } from './support/package.ts';

const SITE = { accountId: '111122223333', region: 'eu-west-2', stackName: 'stack', queueBase: 'http://cloud' };

const read = (Resources: Template['Resources'], rest: Partial<Template> = {}): readonly StackResource[] =>
  readStack({ ...rest, Resources }, SITE);
const faultsOf = (work: () => unknown): readonly string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof TemplateError) return error.faults.map(({ at, message }) => `${at}: ${message}`);
    throw error;
  }
  return [];
};
const grants = (Resources: Template['Resources']): readonly string[] =>
  checkGrants(read(Resources), SITE.accountId).map(({ at, message }) => `${at}: ${message}`);
const queue = (properties: Readonly<Record<string, unknown>> = {}): Resource => ({
  Type: 'AWS::SQS::Queue',
  Properties: properties,
});

describe('reading a template', () => {
  it('fills in references to resources, parameters and pseudo parameters', () => {
    const [first, second] = read(
      {
        B: queue({ QueueName: { 'Fn::Sub': `\${AWS::StackName}-\${Name}` } }),
        P: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            Queues: [{ Ref: 'B' }],
            PolicyDocument: { Statement: [{ Resource: { 'Fn::GetAtt': ['B', 'Arn'] } }] },
          },
        },
      },
      { Parameters: { Name: { Type: 'String', Default: 'work' } } },
    );
    expect(first?.attributes).toEqual({
      Arn: 'arn:aws:sqs:eu-west-2:111122223333:stack-work',
      QueueName: 'stack-work',
      QueueUrl: 'http://cloud/111122223333/stack-work',
    });
    expect(second?.properties).toEqual({
      Queues: ['http://cloud/111122223333/stack-work'],
      PolicyDocument: { Statement: [{ Resource: 'arn:aws:sqs:eu-west-2:111122223333:stack-work' }] },
    });
  });

  it('puts what is referred to first, whatever the order in the template', () => {
    const resources = read({
      Late: queue({ RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 } }),
      Dead: queue(),
    });
    expect(resources.map(({ logicalId }) => logicalId)).toEqual(['Dead', 'Late']);
  });

  it('makes up names as CloudFormation does, with .fifo for FIFO queues', () => {
    const [made] = read({ Work: queue({ FifoQueue: true }) });
    expect(made?.attributes.QueueName).toMatch(/^stack-Work-[0-9A-F]{12}\.fifo$/);
  });

  it('leaves out resources whose condition is false', () => {
    const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
    expect(read({ A: { ...queue(), Condition: 'Never' }, B: queue() }, { Conditions })).toHaveLength(1);
  });

  it('reports all faults at once, each with its logical id', () => {
    const faults = faultsOf(() =>
      read({
        Table: { Type: 'AWS::DynamoDB::Table' },
        A: queue({ QueueName: { Ref: 'Missing' }, Colour: 'red' }),
        B: queue({ QueueName: 'b', VisibilityTimeout: { 'Fn::GetAZs': '' } }),
      }),
    );
    expect(faults).toEqual([
      expect.stringMatching(
        /^Table: AWS::DynamoDB::Table is not supported by the local cloud; supported are AWS::SQS::Queue, /,
      ),
      expect.stringMatching(/^A\.Colour: not supported; AWS::SQS::Queue knows QueueName, /),
      'A.QueueName: there is no parameter or resource Missing',
      'A: there is no parameter or resource Missing',
      expect.stringMatching(/^B\.VisibilityTimeout: Fn::GetAZs is not supported/),
    ]);
  });

  it('reports a circle', () => {
    const faults = faultsOf(() => read({ A: { ...queue(), DependsOn: 'B' }, B: { ...queue(), DependsOn: ['A'] } }));
    expect(faults).toEqual(['A: circular dependency A → B → A']);
  });

  it('reports a parameter without a default', () => {
    const Parameters = { Name: { Type: 'String' } };
    expect(faultsOf(() => read({ A: queue({ DelaySeconds: { Ref: 'Name' } }) }, { Parameters }))).toEqual([
      'A.DelaySeconds: the parameter Name has no default',
    ]);
  });

  it.each([
    ['{', 'expected JSON'],
    ['{}', 'expected an object with Resources'],
    ['{"Resources":{"A":{}}}', 'expected a resource with a Type'],
  ])('refuses %s', (text, message) => {
    expect(() => parseTemplate(text)).toThrow(message);
  });
});

describe('the steps that create a resource', () => {
  it('turns a rule into the calls that CloudFormation makes', () => {
    const [rule] = read({
      R: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: 'r',
          EventPattern: { source: ['aws.ec2'] },
          Targets: [{ Id: 't', Arn: 'arn:aws:sqs:x:1:q' }],
        },
      },
    });
    expect(rule && stepsOf(rule)).toEqual([
      {
        do: 'call',
        service: 'events',
        operation: 'PutRule',
        input: { Name: 'r', EventPattern: '{"source":["aws.ec2"]}' },
      },
      {
        do: 'call',
        service: 'events',
        operation: 'PutTargets',
        input: { Rule: 'r', Targets: [{ Id: 't', Arn: 'arn:aws:sqs:x:1:q' }] },
      },
    ]);
  });

  it('names the property that is wrong', () => {
    const [, subject] = read(functionResources('f', { Timeout: 'soon' }));
    expect(() => subject && stepsOf(subject)).toThrow('Timeout must be a whole number, found "soon"');
  });
});

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
      'fMapping: fRole has no permission for sqs:ReceiveMessage on arn:aws:sqs:eu-west-2:111122223333:f',
      'fMapping: fRole has no permission for sqs:DeleteMessage on arn:aws:sqs:eu-west-2:111122223333:f',
      'fMapping: fRole has no permission for sqs:GetQueueAttributes on arn:aws:sqs:eu-west-2:111122223333:f',
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
