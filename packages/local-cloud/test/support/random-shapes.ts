/** Random values of a schema's shape, from a seeded generator, and a form in which values can be compared. */
import type { Bag } from '../../src/wire/message.ts';
import type { Shape } from '../../src/wire/schema.ts';

export type Random = () => number;

/** A linear congruential generator: the same numbers for the same seed on every machine. */
export const seeded = (seed: number): Random => {
  let state = seed & 0x7fffffff;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
};

const MAX_DEPTH = 4;
const TEXTS = ['a<b>&"c\'', 'x/y z', 'ü€', 'plain'];
const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)] as T;

const isHeader = (shape: Shape): boolean => Boolean(shape.getMergedTraits().httpHeader);

const randomText = (shape: Shape, random: Random): string | undefined => {
  if (shape.getMergedTraits().mediaType) return undefined;
  return isHeader(shape) ? `h${Math.floor(random() * 99)}` : pick(TEXTS, random);
};

const randomScalar = (shape: Shape, random: Random): unknown => {
  if (shape.isBlobSchema()) return new Uint8Array([1, 250, 3]);
  if (shape.isTimestampSchema()) return new Date(1.7e12 + Math.floor(random() * 1000) * 1000);
  if (shape.isBooleanSchema()) return random() < 0.5;
  if (shape.isNumericSchema()) return Math.floor(random() * 1000);
  return shape.isStringSchema() ? randomText(shape, random) : undefined;
};

const requiredCount = (shape: Shape): number => {
  const schema: unknown = shape.getSchema();
  return Array.isArray(schema) && typeof schema[6] === 'number' ? schema[6] : 0;
};

/** What a member needs to be written at all: labels, payloads, the status, tokens (which the client would invent), and required ones of an input. */
const isNeeded = (member: Shape): boolean => {
  const { httpLabel, httpPayload, httpResponseCode, idempotencyToken } = member.getMergedTraits();
  return Boolean(httpLabel || httpPayload || httpResponseCode || idempotencyToken);
};

const randomStruct = (shape: Shape, random: Random, depth: number, complete: boolean): Bag | undefined => {
  const members = [...shape.structIterator()];
  const required = complete ? requiredCount(shape) : 0;
  const chosen = shape.isUnionSchema()
    ? [pick(members, random)]
    : members.filter(([, member], index) => index < required || isNeeded(member) || isTaken(member, random, depth));
  const values = chosen.map(([name, member]) => [name, randomMember(member, random, depth, complete)] as const);
  const struct = Object.fromEntries(values.filter(([, value]) => value !== undefined));
  if (Object.keys(struct).length || depth === 0) return struct;
  return complete ? firstMember(members, random, depth) : undefined;
};

/** Half of the optional members, and no further structures below a certain depth. */
const isTaken = (member: Shape, random: Random, depth: number): boolean =>
  random() >= 0.5 && !(depth >= MAX_DEPTH && isDeep(member));

const randomMember = (member: Shape, random: Random, depth: number, complete: boolean): unknown =>
  member.getMergedTraits().httpResponseCode ? 200 : randomValue(member, random, depth + 1, complete);

/** An empty structure cannot be told from none on the wire, so one member has to be there. */
const firstMember = (members: readonly [string, Shape][], random: Random, depth: number): Bag | undefined => {
  for (const [name, member] of members) {
    const value = randomValue(member, random, depth + 1, true);
    if (value !== undefined) return { [name]: value };
  }
  return undefined;
};

const isDeep = (shape: Shape): boolean => shape.isStructSchema() || shape.isListSchema() || shape.isMapSchema();

const randomValue = (shape: Shape, random: Random, depth: number, complete: boolean): unknown => {
  if (depth > 3 * MAX_DEPTH) return undefined;
  if (shape.isStructSchema()) return randomStruct(shape, random, depth, complete);
  if (shape.isListSchema()) {
    const item = shape.getValueSchema();
    const list = [1, 2]
      .map(() => randomValue(item, random, depth + 1, complete))
      .filter((value) => value !== undefined);
    return list.length ? list : undefined;
  }
  if (shape.isMapSchema()) {
    const value = randomValue(shape.getValueSchema(), random, depth + 1, complete);
    return value === undefined ? undefined : { k1: value, 'k&2': value };
  }
  return randomScalar(shape, random);
};

/** A random input that has every required member. */
export const randomInput = (shape: Shape, random: Random): Bag =>
  shape.isStructSchema() ? ((randomValue(shape, random, 0, true) ?? {}) as Bag) : {};

export const randomOutput = (shape: Shape, random: Random): Bag =>
  shape.isStructSchema() ? ((randomValue(shape, random, 0, false) ?? {}) as Bag) : {};

/** A value without what the wire cannot tell apart: absent and empty members, byte array classes, order of keys. */
export const comparable = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(comparable);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  const members = Object.entries(value).map(([key, member]) => [key, comparable(member)] as const);
  return Object.fromEntries(members.filter(([key, member]) => !key.startsWith('$') && !isEmpty(member)));
};

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === 'object' && value !== null && !(value instanceof Date) && !Object.keys(value).length);
