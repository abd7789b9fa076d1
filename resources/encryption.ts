/** The key of the config, `encryption.key`, on what lies in queues and topics: without one SQS encrypts queues with its own. */
import type { Target } from './iam/permission.ts';
import type { Statement } from './iam/policy.ts';

/** What makes a queue or topic encrypted with the key. */
export const encrypted = (key: string | undefined) => (key === undefined ? {} : { KmsMasterKeyId: key });

/** What is done with the key of queues by whoever sends to them or reads from them ("Key management", Amazon SQS developer guide). */
export const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'] as const;

/** A policy names no alias as a resource: whatever key the alias leads to is meant then (`kms:ResourceAliases`, AWS KMS developer guide). */
export const keyTargets = (key: string | undefined): readonly Target[] => {
  if (key === undefined) return [];
  const [prefix = '', alias] = key.split(':alias/');
  const viaSqs = { 'kms:ViaService': { 'Fn::Sub': `sqs.\${AWS::Region}.\${AWS::URLSuffix}` } };
  if (alias === undefined) return [{ resources: [key], condition: { StringEquals: viaSqs } }];
  const named = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': `alias/${alias}` } };
  return [{ resources: [`${prefix}:key/*`], condition: { StringEquals: viaSqs, ...named } }];
};

/** Lets a role use queues that are encrypted with the key. */
export const keyStatements = (key: string | undefined): readonly Statement[] =>
  keyTargets(key).map(({ resources, condition }) => ({
    Sid: 'UseKeyOfQueues',
    Effect: 'Allow',
    Action: KEY_ACTIONS,
    Resource: resources,
    ...(condition === undefined ? {} : { Condition: condition }),
  }));
