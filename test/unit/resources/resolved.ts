/** Policies of a stack as IAM gets them: CloudFormation's functions are filled in. */
import type { PolicyDocument } from '@waykeeper/local-cloud/api';
import type { Stack } from '../../../resources/stack.ts';
import { statementsOf } from './support.ts';

export const ACCOUNT = '111122223333';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-2',
  'AWS::AccountId': ACCOUNT,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** What the stack itself makes is known by its logical id. */
const placed = (name: string): string => PSEUDO[name] ?? `arn:aws:made:eu-west-2:${ACCOUNT}:${name}`;

const resolved = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  if ('Fn::Sub' in value) return String(value['Fn::Sub']).replace(/\$\{([\w:]+)\}/g, (_, name: string) => placed(name));
  if ('Ref' in value) return placed(String(value.Ref));
  if ('Fn::GetAtt' in value) return placed([value['Fn::GetAtt']].flat().join('.'));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item)]));
};

/** The documents of a role by the end of its name. */
export const documentsFor = (stack: Stack, role: string): readonly PolicyDocument[] => [
  { Statement: resolved(statementsOf(stack, role)) as PolicyDocument['Statement'] },
];
