/** Finds what an input lacks. A structure's schema says in its seventh element how many of its members, the first ones, are required. */
import type { Shape } from './schema.ts';

const REQUIRED_COUNT = 6;

/** How many members are required. */
export const requiredCount = (shape: Shape): number => {
  const schema: unknown = shape.getSchema();
  const count: unknown = Array.isArray(schema) ? schema[REQUIRED_COUNT] : 0;
  return typeof count === 'number' ? count : 0;
};

/** The path of the first required member that is not there, such as `ChangeBatch.Changes.1.Action`. */
export const firstMissing = (shape: Shape, value: unknown, path = ''): string | undefined => {
  const below = (key: string | number) => (path ? `${path}.${key}` : String(key));
  if (typeof value !== 'object' || value === null) return undefined;
  if (shape.isListSchema() && Array.isArray(value)) {
    const item = shape.getValueSchema();
    return firstFound(value.entries(), ([index, element]) => firstMissing(item, element, below(index + 1)));
  }
  if (shape.isMapSchema()) {
    const item = shape.getValueSchema();
    return firstFound(Object.entries(value), ([key, element]) => firstMissing(item, element, below(key)));
  }
  return shape.isStructSchema() ? missingMember(shape, value, below) : undefined;
};

const missingMember = (shape: Shape, value: object, below: (name: string) => string): string | undefined => {
  const required = requiredCount(shape);
  const members = [...shape.structIterator()].entries();
  return firstFound(members, ([index, [name, member]]) => {
    const element: unknown = value[name as keyof typeof value];
    if (index < required && (element === undefined || element === null)) return below(name);
    return firstMissing(member, element, below(name));
  });
};

const firstFound = <T>(items: Iterable<T>, look: (item: T) => string | undefined): string | undefined => {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
};
