/** Tiny packages as `osls package` leaves them: a template and one zip for each function, in a temporary directory. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { FunctionState } from '../../src/services/lambda/state.ts';
import type { Resource, Template } from '../../src/template/template.ts';

/** A zip of text files by path. The same files make the same zip at any time: else their moment would be in it. */
export const zipOf = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, source]) => [path, strToU8(source)])), {
    mtime: '2026-03-02T09:00:00Z',
  });

/** What a function of a test does: the source of an ES module, whose export `handler` is run. */
export const moduleZip = (source: string): Uint8Array => zipOf({ 'index.mjs': source });

/** A function definition as a deployment installs it. */
export const definitionOf = (
  name: string,
  changes: Partial<FunctionState> = {},
): Omit<FunctionState, 'codeSize' | 'codeSha256'> => ({
  name,
  arn: `arn:aws:lambda:eu-west-2:111122223333:function:${name}`,
  roleArn: `arn:aws:iam::111122223333:role/${name}-role`,
  handler: 'index.handler',
  runtime: 'nodejs24.x',
  architecture: 'arm64',
  memorySizeMb: 256,
  timeoutSeconds: 10,
  environment: {},
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
  lastModified: '2026-01-01T00:00:00.000+0000',
  permissions: [],
  ...changes,
});

const logicalIdOf = (name: string): string => name.replace(/[^A-Za-z0-9]/g, '');

/** A role that Lambda may assume and that may do everything. */
export const anyRole = (name: string, service = 'lambda.amazonaws.com'): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: name,
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'all', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } }],
  },
});

/** `<Name>Function` and its role `<Name>Role`, as resources of a template. */
export const functionResources = (
  name: string,
  properties: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, Resource>> => ({
  [`${logicalIdOf(name)}Role`]: anyRole(`${name}-role`),
  [`${logicalIdOf(name)}Function`]: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: name,
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 256,
      Timeout: 5,
      Role: { 'Fn::GetAtt': [`${logicalIdOf(name)}Role`, 'Arn'] },
      Code: { S3Bucket: 'bucket', S3Key: `serverless/test/dev/1/${name}.zip` },
      ...properties,
    },
  },
});

/** A queue mapped to a function: `<Name>Queue` and `<Name>Mapping`. */
export const queueResources = (
  name: string,
  queue: Readonly<Record<string, unknown>> = {},
  mapping: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, Resource>> => ({
  [`${logicalIdOf(name)}Queue`]: {
    Type: 'AWS::SQS::Queue',
    Properties: { QueueName: queue.FifoQueue ? `${name}.fifo` : name, ...queue },
  },
  [`${logicalIdOf(name)}Mapping`]: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': [`${logicalIdOf(name)}Queue`, 'Arn'] },
      FunctionName: { Ref: `${logicalIdOf(name)}Function` },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...mapping,
    },
  },
});

/** Lets a service send to a queue: `<Name>QueuePolicy`. */
export const queuePolicy = (name: string, service: string): Readonly<Record<string, Resource>> => ({
  [`${logicalIdOf(name)}QueuePolicy`]: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: `${logicalIdOf(name)}Queue` }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: service },
            Action: 'sqs:SendMessage',
            Resource: { 'Fn::GetAtt': [`${logicalIdOf(name)}Queue`, 'Arn'] },
          },
        ],
      },
    },
  },
});

export interface WrittenPackage {
  readonly directory: string;
  remove(): Promise<void>;
}

/** Writes a package; `sources` are ES modules by function name. */
export const writePackage = async (
  resources: Template['Resources'],
  sources: Readonly<Record<string, string>>,
): Promise<WrittenPackage> => {
  const directory = await mkdtemp(join(tmpdir(), 'test-package-'));
  const template = { AWSTemplateFormatVersion: '2010-09-09', Resources: resources };
  await writeFile(join(directory, 'cloudformation-template-update-stack.json'), JSON.stringify(template));
  for (const [name, source] of Object.entries(sources)) {
    await writeFile(join(directory, `${name}.zip`), moduleZip(source));
  }
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
};
