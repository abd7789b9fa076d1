/**
 * The stack as one plain CloudFormation template, for StackSets and pipelines that know no osls: the same resources, with what
 * osls adds to functions written out, and the place of their code as parameters. Pure.
 */
import { ANY_REGION } from './names.ts';
import { functionId } from './outputs.ts';
import type { Stack } from './stack.ts';
import { tagged } from './tags.ts';
import type { FunctionDefinition, Resources } from './types.ts';

/** What serverless.yml says of all functions; a test compares the two templates. */
const PROVIDER = { Runtime: 'nodejs24.x', Architectures: ['arm64'] } as const;
const LOG_DAYS = 90;

/** A template as CloudFormation takes it. */
export interface PlainTemplate {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description: string;
  readonly Parameters: Readonly<Record<string, unknown>>;
  readonly Resources: Resources;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

/** The template of a stack; `keys` has the S3 key of each function's code, by the function's key in the stack. */
export const plainTemplate = (stack: Stack, keys: Readonly<Record<string, string>>): PlainTemplate => {
  const functions = Object.entries(stack.functions);
  const resources = {
    ...stack.resources.Resources,
    ...Object.assign({}, ...functions.map(([key, definition]) => functionResources(key, definition))),
  };
  return inWhichRegion({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Waykeeper keeps the private ways into an AWS account open.',
    Parameters: {
      CodeBucket: { Type: 'String', Description: 'The S3 bucket, in the Region of the stack, that holds the code.' },
      ...Object.fromEntries(functions.map(([key]) => [codeKey(key), codeParameter(key, keys[key])])),
    },
    Resources: tagged(resources, stack.tags),
    Outputs: stack.resources.Outputs,
  });
};

const capital = (key: string): string => key.replace(/^./, (first) => first.toUpperCase());
const codeKey = (key: string): string => `${capital(key)}CodeKey`;

const codeParameter = (key: string, Default: string | undefined) => ({
  Type: 'String',
  Description: `The S3 key of the code of ${key}: it holds the digest of its content.`,
  Default,
});

const functionResources = (key: string, definition: FunctionDefinition): Resources => {
  const id = functionId(key);
  return {
    [`${capital(key)}LogGroup`]: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: `/aws/lambda/${definition.name}`, RetentionInDays: LOG_DAYS },
    },
    [id]: lambdaFunction(key, definition),
    ...Object.assign({}, ...(definition.events ?? []).map(({ sqs }) => mapping(key, definition, sqs))),
    ...(definition.maximumRetryAttempts === undefined ? {} : invokeConfig(key, definition)),
  };
};

/** It waits for its log group, which Lambda would make without an end to its retention otherwise. */
const lambdaFunction = (key: string, definition: FunctionDefinition) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: { Ref: 'CodeBucket' }, S3Key: { Ref: codeKey(key) } },
    Handler: definition.handler,
    ...PROVIDER,
    FunctionName: definition.name,
    MemorySize: definition.memorySize,
    Timeout: definition.timeout,
    Environment: { Variables: definition.environment },
    Role: { 'Fn::GetAtt': [definition.role, 'Arn'] },
    ...(definition.vpc && {
      VpcConfig: { SubnetIds: definition.vpc.subnetIds, SecurityGroupIds: definition.vpc.securityGroupIds },
    }),
  },
  DependsOn: [`${capital(key)}LogGroup`, definition.role],
});

type QueueEvent = NonNullable<FunctionDefinition['events']>[number]['sqs'];

const mapping = (key: string, { role }: FunctionDefinition, sqs: QueueEvent): Resources => ({
  [`${capital(key)}EventSourceMappingSQS${sqs.arn['Fn::GetAtt'][0]}`]: {
    Type: 'AWS::Lambda::EventSourceMapping',
    DependsOn: [role],
    Properties: {
      BatchSize: sqs.batchSize,
      EventSourceArn: sqs.arn,
      FunctionName: { 'Fn::GetAtt': [functionId(key), 'Arn'] },
      Enabled: true,
      FunctionResponseTypes: [sqs.functionResponseType],
    },
  } as Resources[string],
});

const invokeConfig = (key: string, { maximumRetryAttempts }: FunctionDefinition): Resources => ({
  [`${capital(key)}LambdaEvConf`]: {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
      FunctionName: { Ref: functionId(key) },
      MaximumRetryAttempts: maximumRetryAttempts,
      Qualifier: '$LATEST',
    },
  },
});

/** Names that hold the Region are made by CloudFormation. */
const inWhichRegion = <T>(value: T): T => withRegion(value) as T;

/** CloudFormation's own, which Fn::Sub fills in. */
const REGION = `\${AWS::Region}`;

const withRegion = (value: unknown): unknown => {
  if (typeof value === 'string') {
    return value.includes(ANY_REGION) ? { 'Fn::Sub': value.replaceAll(ANY_REGION, REGION) } : value;
  }
  if (Array.isArray(value)) return value.map(withRegion);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === 'Fn::Sub' && typeof each === 'string' ? each.replaceAll(ANY_REGION, REGION) : withRegion(each),
    ]),
  );
};
