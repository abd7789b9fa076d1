/** IAM policies as far as a stack's own wiring needs them: does a document let a principal act on a resource? */
import type { PolicyDocument, PolicyStatement } from '../services/lambda/state.ts';

/** A request to be decided. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  /** Of a resource policy: the AWS service that asks, such as `events.amazonaws.com`. */
  readonly service?: string;
  /** Condition keys, such as `aws:SourceArn`. */
  readonly context?: Readonly<Record<string, string>>;
}

const lists = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : ([value].flat() as T[]);

const matches = (pattern: string, value: string): boolean => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
};

const operators: Readonly<Record<string, (pattern: string, value: string) => boolean>> = {
  ArnEquals: matches,
  ArnLike: matches,
  StringEquals: (pattern, value) => pattern === value,
  StringLike: matches,
};

const conditionHolds = ({ Condition = {} }: PolicyStatement, context: Readonly<Record<string, string>>): boolean =>
  Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, patterns]) => {
      const value = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
      const test = operators[operator];
      return (
        test !== undefined && value !== undefined && lists<string>(patterns).some((pattern) => test(pattern, value))
      );
    }),
  );

const principalMatches = ({ Principal }: PolicyStatement, service: string | undefined): boolean => {
  if (service === undefined) return true;
  if (Principal === undefined) return false;
  if (Principal === '*') return true;
  return lists<string>(Principal.Service).includes(service) || lists<string>(Principal.AWS).includes('*');
};

const applies = (statement: PolicyStatement, { action, resource, service, context = {} }: Request): boolean =>
  lists<string>(statement.Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
  (statement.Resource === undefined ||
    lists<string>(statement.Resource).some((pattern) => matches(pattern, resource))) &&
  principalMatches(statement, service) &&
  conditionHolds(statement, context);

/**
 * Whether the documents together allow a request: some statement does and none denies it. A condition that is not understood counts as
 * not met, so that a doubtful permission is reported instead of assumed.
 */
export const allows = (documents: readonly PolicyDocument[], request: Request): boolean => {
  const effects = documents
    .flatMap(({ Statement }) => lists<PolicyStatement>(Statement))
    .filter((statement) => applies(statement, request))
    .map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
};
