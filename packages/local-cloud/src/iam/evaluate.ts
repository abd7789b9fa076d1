/** IAM's decision: do policy documents let an action be done on a resource? */
import type { PolicyDocument, PolicyStatement } from '../services/lambda/state.ts';
import { type Conditions, type Context, conditionsHold, listOf, PolicyFault } from './conditions.ts';
import { isLike } from './match.ts';

/** A request to be decided. */
export interface Request {
  readonly action: string;
  /** One ARN, or `*` for an action that AWS knows no resource of. */
  readonly resource: string;
  /** Of a resource policy: the AWS service that asks, such as `events.amazonaws.com`. */
  readonly service?: string;
  /** Condition keys; one that a statement asks for and that is not here makes the decision throw. */
  readonly context?: Context;
}

/** What came of a request, and the pattern of an action and of a resource by which it was allowed. */
export type Decision =
  | { readonly effect: 'allow'; readonly by: readonly Grant[] }
  | { readonly effect: 'deny' }
  | { readonly effect: 'none' };

/** One pair of what a statement allows, as it is written there. */
export interface Grant {
  readonly statement: PolicyStatement;
  readonly action: string;
  readonly resource: string;
}

/** Elements of statements that are understood here. */
const ELEMENTS = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Principal', 'Condition']);

/** The statements of documents. Throws PolicyFault for an element that would be ignored, such as `NotAction`. */
export const statementsOf = (documents: readonly PolicyDocument[]): readonly PolicyStatement[] => {
  const statements = documents.flatMap(({ Statement }) => listOf<PolicyStatement>(Statement));
  const unknown = statements.flatMap((each) => Object.keys(each)).find((element) => !ELEMENTS.has(element));
  if (unknown !== undefined) throw new PolicyFault(`The policy element ${unknown} is not known to the local cloud.`);
  return statements;
};

const principalMatches = ({ Principal }: PolicyStatement, service: string | undefined): boolean => {
  if (service === undefined) return true;
  if (Principal === undefined) return false;
  if (Principal === '*') return true;
  return listOf<string>(Principal.Service).includes(service) || listOf<string>(Principal.AWS).includes('*');
};

/** The pairs of a statement that cover a request; none where its principal or its conditions do not. */
const grantsOf = (statement: PolicyStatement, request: Request): readonly Grant[] => {
  const { action, resource, service, context = {} } = request;
  const actions = listOf<string>(statement.Action).filter((pattern) =>
    isLike(pattern.toLowerCase(), action.toLowerCase()),
  );
  // A statement of a trust policy has no resource.
  const resources = listOf<string>(statement.Resource ?? '*').filter((pattern) => {
    if (pattern.includes('${')) throw new PolicyFault(`Variables are not known to the local cloud: ${pattern}.`);
    return isLike(pattern, resource);
  });
  if (actions.length === 0 || resources.length === 0 || !principalMatches(statement, service)) return [];
  if (!conditionsHold((statement.Condition ?? {}) as Conditions, context)) return [];
  return actions.flatMap((each) => resources.map((on) => ({ statement, action: each, resource: on })));
};

/** A statement that denies wins over all that allow. Throws PolicyFault for what cannot be decided. */
export const decide = (documents: readonly PolicyDocument[], request: Request): Decision => {
  const found = statementsOf(documents).flatMap((statement) => grantsOf(statement, request));
  if (found.some(({ statement }) => statement.Effect === 'Deny')) return { effect: 'deny' };
  return found.length > 0 ? { effect: 'allow', by: found } : { effect: 'none' };
};

/** Whether the documents together allow a request. Throws PolicyFault for what cannot be decided. */
export const allows = (documents: readonly PolicyDocument[], request: Request): boolean =>
  decide(documents, request).effect === 'allow';
