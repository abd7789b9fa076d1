/** CloudFormation's intrinsic functions: from a value with functions in it to a plain one. */

/** What intrinsic functions look up. Each throws an Error that says what is missing. */
export interface Scope {
  /** The value of `Ref`: a parameter, a pseudo parameter or a resource. */
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean;
}

/** The value of `AWS::NoValue`: the property or list entry that holds it disappears. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

/** Replaces all intrinsic functions in a value. Throws an Error that names the function it could not evaluate. */
export const resolve = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value)) return value.map((each) => resolve(each, scope)).filter((each) => each !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? ['', undefined];
  if (entries.length === 1 && isIntrinsic(name)) return evaluate(name, argument, scope);
  const resolved = entries.map(([key, each]) => [key, resolve(each, scope)] as const);
  return Object.fromEntries(resolved.filter(([, each]) => each !== NO_VALUE));
};

/** Evaluates a condition: `Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not`, or the name of another one. */
export const holds = (condition: unknown, scope: Scope): boolean => {
  const [[name, argument] = ['', undefined], ...rest] = Object.entries(record(condition, 'a condition'));
  const evaluateAll = (): boolean[] => list(argument, name).map((each) => holds(each, scope));
  if (rest.length === 0) {
    if (name === 'Condition') return scope.condition(text(argument, name));
    if (name === 'Fn::And') return evaluateAll().every(Boolean);
    if (name === 'Fn::Or') return evaluateAll().some(Boolean);
    if (name === 'Fn::Not') return !evaluateAll()[0];
    if (name === 'Fn::Equals') {
      const [left, right] = list(argument, name).map((each) => resolve(each, scope));
      return JSON.stringify(left) === JSON.stringify(right);
    }
  }
  const found = JSON.stringify(condition);
  throw new Error(`a condition must be one of Condition, Fn::And, Fn::Or, Fn::Not, Fn::Equals; found ${found}`);
};

const isIntrinsic = (name: string): boolean => name === 'Ref' || name.startsWith('Fn::');

const evaluate = (name: string, argument: unknown, scope: Scope): unknown => {
  const intrinsic = intrinsics[name];
  if (intrinsic) return intrinsic(argument, scope);
  throw new Error(`${name} is not supported; supported are ${Object.keys(intrinsics).join(', ')}`);
};

const getAtt: Intrinsic = (argument, scope) => {
  const parts = typeof argument === 'string' ? argument.split('.') : list(argument, 'Fn::GetAtt');
  const [logicalId, ...names] = parts;
  return scope.attribute(
    text(logicalId, 'Fn::GetAtt'),
    names.map((each) => text(resolve(each, scope), 'Fn::GetAtt')).join('.'),
  );
};

const sub: Intrinsic = (argument, scope) => {
  const [template, variables] = typeof argument === 'string' ? [argument, {}] : list(argument, 'Fn::Sub');
  const own = record(resolve(variables ?? {}, scope), 'Fn::Sub');
  return text(template, 'Fn::Sub').replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(own, name)) return scalar(own[name], 'Fn::Sub');
    return scalar(name.includes('.') ? getAtt(name, scope) : scope.ref(name), 'Fn::Sub');
  });
};

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => scope.ref(text(argument, 'Ref')),
  'Fn::GetAtt': getAtt,
  'Fn::Sub': sub,
  'Fn::Join': (argument, scope) => {
    const [separator, values] = list(argument, 'Fn::Join');
    const parts = list(resolve(values, scope), 'Fn::Join').map((each) => scalar(each, 'Fn::Join'));
    return parts.join(text(separator, 'Fn::Join'));
  },
  'Fn::Select': (argument, scope) => {
    const [index, values] = list(resolve(argument, scope), 'Fn::Select');
    const chosen = list(values, 'Fn::Select')[Number(index)];
    if (chosen === undefined) throw new Error(`Fn::Select finds nothing at index ${String(index)}`);
    return chosen;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, value] = list(resolve(argument, scope), 'Fn::Split');
    return text(value, 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
  'Fn::If': (argument, scope) => {
    const [condition, then, otherwise] = list(argument, 'Fn::If');
    return resolve(scope.condition(text(condition, 'Fn::If')) ? then : otherwise, scope);
  },
};

const text = (value: unknown, where: string): string => {
  if (typeof value === 'string') return value;
  throw new Error(`${where} expects text, found ${String(JSON.stringify(value))}`);
};

const scalar = (value: unknown, where: string): string =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : text(value, where);

const list = (value: unknown, where: string): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw new Error(`${where} expects a list, found ${String(JSON.stringify(value))}`);
};

const record = (value: unknown, where: string): Record<string, unknown> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`${where} expects an object, found ${String(JSON.stringify(value))}`);
};
