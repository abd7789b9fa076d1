/** Reads what callers sent: without schemas nothing was checked before. */
import { AwsError } from '../../wire/error.ts';

export type Input = Readonly<Record<string, unknown>>;

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** What services that validate by their model say. */
export const invalid = (value: unknown, path: string, constraint: string): AwsError => {
  const shown = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  const found = value === undefined || value === null ? 'Value null' : `Value '${shown}'`;
  const message = `1 validation error detected: ${found} at '${path}' failed to satisfy constraint: ${constraint}`;
  return new AwsError('ValidationException', message);
};

const wrongKind = (name: string, expected: string): AwsError =>
  new AwsError('SerializationException', `Expected ${name} to be ${expected}.`);

/** A text that may be missing. Throws SerializationException for what is no text. */
export const optionalText = (input: Input, name: string): string | undefined => {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw wrongKind(name, 'a string');
  return value;
};

/** A text. Throws ValidationException when it is missing. */
export const text = (input: Input, name: string): string => {
  const value = optionalText(input, name);
  if (value === undefined) throw invalid(undefined, lowerFirst(name), 'Member must not be null');
  return value;
};

/** One of some words. Throws ValidationException for any other. */
export const oneOf = <T extends string>(value: string, words: readonly T[], path: string): T => {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw invalid(value, path, `Member must satisfy enum value set: [${words.join(', ')}]`);
};

/** A structure; an empty one when it is missing. */
export const struct = (input: Input, name: string): Input => {
  const value = input[name] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw wrongKind(name, 'a structure');
  return value as Input;
};

/** A list of structures; undefined when it is missing. */
export const structs = (input: Input, name: string): readonly Input[] | undefined => {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw wrongKind(name, 'a list');
  return value.map((each: unknown) => struct({ [name]: each }, name));
};

/** A list of texts; empty when it is missing. */
export const texts = (input: Input, name: string): readonly string[] => {
  const value = input[name] ?? [];
  if (!Array.isArray(value)) throw wrongKind(name, 'a list');
  return value.map((each: unknown) => {
    if (typeof each !== 'string') throw wrongKind(name, 'a list of strings');
    return each;
  });
};

/** A whole number; undefined when it is missing. */
export const optionalNumber = (input: Input, name: string): number | undefined => {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongKind(name, 'a whole number');
  return value;
};
