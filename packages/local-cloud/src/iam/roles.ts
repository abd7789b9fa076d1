/** All policies of a role of the account: its own ones and those that are attached. */
import type { Account } from '../account.ts';
import { entryOf } from '../find.ts';
import type { PolicyDocument, PolicyStatement } from '../services/lambda/state.ts';
import { listOf, PolicyFault } from './conditions.ts';
import { type Grant, statementsOf } from './evaluate.ts';
import { awsManagedPolicy } from './managed.ts';

/** The documents that decide what a role may do. Throws PolicyFault for a role or a managed policy that is not there. */
export const documentsOf = ({ lambda }: Account, roleName: string): readonly PolicyDocument[] => {
  const role = entryOf(lambda.roles, roleName);
  if (!role) throw new PolicyFault(`There is no role ${roleName} in the local cloud.`);
  const attached = role.managedPolicyArns.map((arn) => {
    const document = entryOf(lambda.managedPolicies, arn) ?? awsManagedPolicy(arn);
    if (!document) throw new PolicyFault(`The managed policy ${arn} is not known to the local cloud.`);
    return document;
  });
  return [...role.policies.map(({ document }) => document), ...attached];
};

/** Each pair of an action and a resource that documents allow, as it is written there. */
export const grantsIn = (documents: readonly PolicyDocument[]): readonly Grant[] =>
  statementsOf(documents)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap((statement: PolicyStatement) =>
      listOf<string>(statement.Action).flatMap((action) =>
        listOf<string>(statement.Resource).map((resource) => ({ statement, action, resource })),
      ),
    );
