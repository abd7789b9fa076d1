/** IAM's policies, of which all but the statements is always the same. */

/** Operators, and what each asks of condition keys. */
export type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One statement as it stands in the template: its ARNs may hold CloudFormation's pseudo parameters. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Condition;
}

/** A policy document of these statements. */
export const policyDocument = (Statement: readonly unknown[]) => ({ Version: '2012-10-17', Statement });

/** A policy of a role, under a name of its own. */
export const inlinePolicy = (PolicyName: string, statements: readonly Statement[]) => ({
  PolicyName,
  PolicyDocument: policyDocument(statements),
});

/** What is allowed, under the name `Sid`. */
export const allow = (Sid: string, Action: string | readonly string[], Resource: unknown): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
});

/** Lets an AWS service act as a role. */
export const trust = (service: string, condition?: unknown) =>
  policyDocument([
    {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
      ...(condition === undefined ? {} : { Condition: condition }),
    },
  ]);

/** Holds only for what a service does on behalf of this account. */
export const ON_OUR_BEHALF = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
