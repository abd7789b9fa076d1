/** Functions and mappings as Lambda's API shows them. */
import type { EventSourceMappingConfiguration, FunctionConfiguration, Runtime } from '@aws-sdk/client-lambda';
import type { Account } from '../../account.ts';
import type { FunctionState, MappingState } from './state.ts';

export const functionView = (definition: FunctionState): FunctionConfiguration => ({
  FunctionName: definition.name,
  FunctionArn: definition.arn,
  Runtime: definition.runtime as Runtime,
  Role: definition.roleArn,
  Handler: definition.handler,
  CodeSize: definition.codeSize,
  CodeSha256: definition.codeSha256,
  Timeout: definition.timeoutSeconds,
  MemorySize: definition.memorySizeMb,
  LastModified: definition.lastModified,
  Version: '$LATEST',
  PackageType: 'Zip',
  Architectures: [definition.architecture === 'arm64' ? 'arm64' : 'x86_64'],
  State: 'Active',
  LastUpdateStatus: 'Successful',
  Environment: { Variables: { ...definition.environment } },
  ...(definition.deadLetterArn === undefined ? {} : { DeadLetterConfig: { TargetArn: definition.deadLetterArn } }),
});

export const mappingView = (account: Account, mapping: MappingState): EventSourceMappingConfiguration => ({
  UUID: mapping.uuid,
  EventSourceArn: mapping.eventSourceArn,
  FunctionArn: account.lambda.functions[mapping.functionName]?.arn,
  BatchSize: mapping.batchSize,
  MaximumBatchingWindowInSeconds: mapping.batchingWindowSeconds,
  FunctionResponseTypes: mapping.reportBatchItemFailures ? ['ReportBatchItemFailures'] : [],
  LastModified: new Date(mapping.lastModified),
  State: mapping.enabled ? 'Enabled' : 'Disabled',
  StateTransitionReason: 'USER_INITIATED',
  ...(mapping.maximumConcurrency === undefined
    ? {}
    : { ScalingConfig: { MaximumConcurrency: mapping.maximumConcurrency } }),
});
