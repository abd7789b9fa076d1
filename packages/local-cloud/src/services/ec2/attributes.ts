/** The attributes that a call sets, as conditions name them. */
import type { Context } from '../../iam/conditions.ts';

const textsOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsOf);
  return [String(value)];
};

/**
 * `ec2:Attribute` and `ec2:Attribute/NAME` of all members of an input that are no address of it (EC2 User Guide, "Policy condition
 * keys"): a call that sets two attributes has two names.
 */
export const attributesIn = (input: object, others: readonly string[]): Context => {
  const set = Object.entries(input).filter(([name, value]) => value !== undefined && !others.includes(name));
  return {
    'ec2:Attribute': set.map(([name]) => name),
    'ec2:Attribute/${AttributeName}': Object.fromEntries(set.map(([name, value]) => [name, textsOf(value)])),
  };
};
