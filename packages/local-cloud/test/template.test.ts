import type { StackResource } from '../src/template/kinds.ts';
import { readStack } from '../src/template/stack.ts';
import { stepsOf } from '../src/template/steps.ts';
import { parseTemplate, type Resource, type Template, TemplateError } from '../src/template/template.ts';
import { functionResources } from './support/package.ts';

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
