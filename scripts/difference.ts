/** What a deployment changes, told from the deployed template and the packaged one. Pure. */
import type { Resources } from '../resources/types.ts';

/** Lines for a person, by what they should look at first. */
export interface Difference {
  /** What roles may do from now on, and could not before. */
  readonly granted: readonly string[];
  /** What they may no longer do. */
  readonly withdrawn: readonly string[];
  /** What wakes the controllers from now on, or otherwise than before. */
  readonly triggers: readonly string[];
  /** All else, by the kind of change. */
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

const EMPTY: Resources = {};

/** From nothing, where `before` is undefined. */
export const differenceOf = (before: Resources = EMPTY, after: Resources): Difference => {
  const [had, has] = [grantsOf(before), grantsOf(after)];
  const ids = Object.keys(after);
  const others = ids.filter((id) => !isPolicy(after[id]) && !isTrigger(after[id]));
  return {
    granted: [...has].filter((grant) => !had.has(grant)),
    withdrawn: [...had].filter((grant) => !has.has(grant)),
    triggers: ids
      .filter((id) => isTrigger(after[id]) && isOther(before[id], after[id]))
      .map((id) => named(id, after[id])),
    added: others.filter((id) => !(id in before)).map((id) => named(id, after[id])),
    changed: others.filter((id) => id in before && isOther(before[id], after[id])).map((id) => named(id, after[id])),
    removed: Object.keys(before)
      .filter((id) => !(id in after) && !isPolicy(before[id]))
      .map((id) => named(id, before[id])),
  };
};

/** True when there is nothing to tell. */
export const isNone = (difference: Difference): boolean =>
  Object.values(difference).every((lines) => lines.length === 0);

type Resource = Resources[string] | undefined;

const isTrigger = (resource: Resource): boolean =>
  ['AWS::Events::Rule', 'AWS::Scheduler::Schedule', 'AWS::SNS::Subscription', 'AWS::Pipes::Pipe'].includes(
    resource?.Type ?? '',
  );

/** Their statements are told one by one. */
const isPolicy = (resource: Resource): boolean => resource?.Type === 'AWS::IAM::ManagedPolicy';

const named = (id: string, resource: Resource): string => {
  const properties = Object(resource?.Properties) as Readonly<Record<string, unknown>>;
  const told =
    properties.Description ?? Object.entries(properties).find(([key]) => /^[A-Z]\w*Name$|^Name$/.test(key))?.[1];
  const type = resource?.Type.replace('AWS::', '').replace('::', ' ') ?? '';
  return typeof told === 'string' ? `${type} ${id} (${told})` : `${type} ${id}`;
};

/** The code's place differs from package to package, whatever is in it. */
const isOther = (before: Resource, after: Resource): boolean => comparable(before) !== comparable(after);

const comparable = (resource: Resource): string => {
  const { Code: _, Policies: __, ...properties } = Object(resource?.Properties) as Readonly<Record<string, unknown>>;
  return JSON.stringify(sorted({ Type: resource?.Type, properties }));
};

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
};

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Each role with each thing that its policies allow or deny, in one line. */
const grantsOf = (resources: Resources): ReadonlySet<string> => {
  const lines = Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== 'AWS::IAM::Role') return [];
    const { ManagedPolicyArns = [], Policies = [] } = Properties as {
      readonly ManagedPolicyArns?: readonly { readonly Ref?: string }[];
      readonly Policies?: readonly unknown[];
    };
    const attached = ManagedPolicyArns.map(({ Ref = '' }) => resources[Ref]?.Properties);
    return [...Policies, ...attached].flatMap(statementsOf).flatMap((statement) => linesOf(id, statement));
  });
  return new Set(lines);
};

const statementsOf = (policy: unknown): readonly Statement[] =>
  (policy as { readonly PolicyDocument?: { readonly Statement: readonly Statement[] } } | undefined)?.PolicyDocument
    ?.Statement ?? [];

const linesOf = (role: string, { Effect, Action, Resource, Condition }: Statement): string[] => {
  const condition = Condition === undefined ? '' : ` if ${JSON.stringify(sorted(Condition))}`;
  return [Action].flat().flatMap((action) =>
    (Array.isArray(Resource) ? Resource : [Resource]).map((resource) => {
      const on = typeof resource === 'string' ? resource : JSON.stringify(resource);
      return `${role}: ${Effect === 'Deny' ? 'not ' : ''}${action} on ${on}${condition}`;
    }),
  );
};
