/** IAM's policies, of which all but the statements is always the same. */

/** What is allowed, and under which condition. */
export const allow = (Action: string | readonly string[], Resource: unknown, Condition?: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});

/** A policy document of these statements. */
export const policyDocument = (Statement: readonly unknown[]) => ({ Version: '2012-10-17', Statement });

/** A policy of a role, under a name of its own. */
export const inlinePolicy = (PolicyName: string, statements: readonly unknown[]) => ({
  PolicyName,
  PolicyDocument: policyDocument(statements),
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
