/** The service control policy that keeps the tags by which the config selects in the hands of named principals. Pure. */
import type { Config } from '../lib/config/types.ts';
import { StackError } from './errors.ts';
import { literal } from './iam/permission.ts';
import { policyDocument } from './iam/policy.ts';
import { roleName, type StackNames } from './names.ts';

/** AWS Organizations takes so many characters of one policy ("Quotas for AWS Organizations"). */
const LONGEST = 5_120;

/** A role or user, by ARN; `*` may stand for parts, and not for all of the name. */
const PRINCIPAL = /^arn:aws[a-z-]*:iam::(\d{12}|\*):(role|user)\/(?=.*[A-Za-z0-9])[\w+=,.@*/-]+$/;

/** What begins like this the stack's own functions write. */
const OWN = 'waykeeper:*';

/** Throws StackError for a principal that is none, or that would be everybody, and for a policy that is too long. */
export const tagPolicy = (config: Config, principals: readonly string[], names: StackNames): object => {
  if (principals.length === 0) throw new StackError('--scp: expected the ARN of a role or user who may set the tags');
  const bad = principals.find((principal) => !PRINCIPAL.test(principal));
  if (bad !== undefined) {
    throw new StackError(
      `--scp: expected the ARN of a role or user (arn:aws:iam::111122223333:role/network-admin), found ${JSON.stringify(bad)}`,
    );
  }
  const keys = tagKeys(config);
  const policy = policyDocument([
    ...(keys.length > 0
      ? [
          deny('KeepSelectingTags', ['ec2:CreateTags', 'ec2:DeleteTags'], principals, {
            'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': keys.map(literal) },
          }),
        ]
      : []),
    deny('KeepOwnTags', ['ec2:CreateTags', 'ec2:DeleteTags'], [...principals, ...ownRoles(names)], {
      'ForAnyValue:StringLike': { 'aws:TagKeys': [OWN] },
    }),
    // A call without keys takes all tags away.
    deny('KeepAllTags', ['ec2:DeleteTags'], principals, { Null: { 'aws:TagKeys': 'true' } }),
  ]);
  const { length } = JSON.stringify(policy);
  if (length > LONGEST) {
    throw new StackError(
      `--scp: the policy would have ${length} characters, and AWS Organizations takes ${LONGEST}: select by fewer tag keys (found ${keys.length}), or name fewer principals (found ${principals.length})`,
    );
  }
  return policy;
};

const deny = (Sid: string, Action: readonly string[], principals: readonly string[], condition: object) => ({
  Sid,
  Effect: 'Deny',
  Action,
  Resource: '*',
  Condition: { ...condition, ArnNotLike: { 'aws:PrincipalArn': principals } },
});

/** Who of the stack may set such tags, in whichever account it is deployed. */
const ownRoles = (names: StackNames): string[] =>
  (['routes', 'reconcile'] as const).map((name) => `arn:aws*:iam::*:role/${roleName(names, name)}`);

/** Every key that a selector has, wherever in the config it stands, and the drain tags; sorted. */
const tagKeys = ({ connections, dns, routes, gatewayEndpoints }: Config): string[] => {
  const keys = [...keysIn([connections, dns, routes, gatewayEndpoints]), ...routes.map(({ drain }) => drain.tag)];
  return [...new Set(keys)].sort();
};

const keysIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'tags' && typeof inner === 'object' ? Object.keys(inner as object) : keysIn(inner),
  );
};
