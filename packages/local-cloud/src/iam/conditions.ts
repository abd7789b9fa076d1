/** A statement's conditions, with the operators that templates use; what is not known here throws, so that nothing passes unread. */
import { entryOf } from '../find.ts';
import { isArnLike, isLike } from './match.ts';

/** The values of one condition key in a request; undefined: AWS knows the key for this request, and it has no value. */
type ContextValue = string | readonly string[] | undefined;

/**
 * The condition keys that a request has, by name. A name that ends with `/${…}`, such as `aws:ResourceTag/${TagKey}`, stands for one key
 * for each name in its table.
 */
export type Context = Readonly<Record<string, ContextValue | Readonly<Record<string, string | readonly string[]>>>>;

/** A policy that the local cloud cannot decide by: a fault of the policy, or something that is to be added here. */
export class PolicyFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PolicyFault';
  }
}

/** A condition block as it is written: operator, key, values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

interface Operator {
  readonly test: (pattern: string, value: string) => boolean;
  /** True for what holds when no pattern fits. */
  readonly negated: boolean;
}

const caseless = (pattern: string, value: string): boolean => pattern.toLowerCase() === value.toLowerCase();

const TESTS: Readonly<Record<string, Operator['test']>> = {
  StringEquals: (pattern, value) => pattern === value,
  StringEqualsIgnoreCase: caseless,
  StringLike: isLike,
  ArnEquals: isArnLike,
  ArnLike: isArnLike,
  Bool: caseless,
};

const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

const operatorOf = (name: string): Operator => {
  const test = entryOf(TESTS, entryOf(NEGATIONS, name) ?? name);
  if (!test) throw new PolicyFault(`The condition operator ${name} is not known to the local cloud.`);
  return { test, negated: Object.hasOwn(NEGATIONS, name) };
};

/** Values of one key as a list. */
export const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : ([value].flat() as T[]);

/** Names of keys are not case-sensitive, those of tags within them included. Throws PolicyFault for a key that the request cannot have. */
const valuesOf = (context: Context, key: string): readonly string[] | undefined => {
  for (const [name, value] of Object.entries(context)) {
    const [stem, template] = name.split('${');
    if (template === undefined) {
      if (!caseless(name, key)) continue;
      return value === undefined ? undefined : listOf(value as string | readonly string[]);
    }
    if (!key.toLowerCase().startsWith(`${stem}`.toLowerCase())) continue;
    const member = key.slice(`${stem}`.length);
    const entries = Object.entries((value ?? {}) as Readonly<Record<string, string | readonly string[]>>);
    const found = entries.find(([each]) => caseless(each, member));
    return found && listOf<string>(found[1]);
  }
  throw new PolicyFault(`The condition key ${key} is not known to the local cloud for this request.`);
};

const SET = /^(ForAllValues|ForAnyValue):(.+)$/;
const IF_EXISTS = /^(.+)IfExists$/;

const isAbsent = (values: readonly string[] | undefined): boolean => values === undefined || values.length === 0;

const holds = (operator: string, key: string, wanted: readonly string[], values: readonly string[] | undefined) => {
  if (operator === 'Null') return wanted.some((each) => (each === 'true') === isAbsent(values));
  const [, set, rest = operator] = SET.exec(operator) ?? [];
  const [, plain = rest] = IF_EXISTS.exec(rest) ?? [];
  const { test, negated } = operatorOf(plain);
  const fits = (value: string): boolean => wanted.some((pattern) => test(pattern, value)) !== negated;
  if (set === 'ForAllValues') return (values ?? []).every(fits);
  if (isAbsent(values)) return plain !== rest || (set === undefined && negated);
  if (set === 'ForAnyValue') return (values ?? []).some(fits);
  const [value = '', ...others] = values ?? [];
  if (others.length > 0)
    throw new PolicyFault(`${key} has several values: ${operator} needs ForAllValues or ForAnyValue.`);
  return fits(value);
};

/**
 * Whether all conditions hold (IAM User Guide, "Condition operators" and "Multivalued context keys"): of a key that is absent only
 * negations, `…IfExists`, `ForAllValues` and `Null` hold.
 */
export const conditionsHold = (conditions: Conditions, context: Context): boolean =>
  Object.entries(conditions)
    .flatMap(([operator, keys]) => Object.entries(keys).map(([key, wanted]) => ({ operator, key, wanted })))
    .map(({ operator, key, wanted }) => {
      const patterns = listOf<string>(wanted).map(String);
      if (patterns.some((each) => each.includes('${'))) {
        throw new PolicyFault(`Variables in conditions are not known to the local cloud: ${patterns.join(', ')}.`);
      }
      return holds(operator, key, patterns, valuesOf(context, key));
    })
    // Each is looked at, so that one that cannot be read is not hidden by one that fails.
    .every(Boolean);
