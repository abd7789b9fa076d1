/**
 * EventBridge event patterns ("Comparison operators for use in event patterns", EventBridge User Guide).
 *
 * Semantics of arrays are those of Event Ruler, the library that EventBridge publishes as its own: a field that is an
 * array in the event matches when one of its elements does, also for `anything-but`; and fields matched inside the
 * objects of an array all have to lie in the same object (Event Ruler README, "JSON Array Matching"). `exists` looks at
 * leaves only: a field that holds an object or an empty array does not exist.
 */
import { type FieldTest, type Pattern, parsePattern } from './pattern/compile.ts';
import { type Field, flatten, type Membership } from './pattern/event.ts';

export { type Pattern, parsePattern };

/** Whether an event, in its full envelope, is matched by a pattern. */
export const matchesPattern = (pattern: Pattern, event: unknown): boolean => {
  const fields = flatten(event);
  return pattern.some((tests) => matchesFields(tests, fields, {}));
};

/** Tries the leaves of the first field one by one, and the other fields with those that lie in the same objects. */
const matchesFields = (
  [test, ...rest]: readonly FieldTest[],
  fields: ReadonlyMap<string, readonly Field[]>,
  membership: Membership,
): boolean => {
  if (!test) return true;
  const found = fields.get(test.path);
  if (!found) return test.values.some(({ absent }) => absent) && matchesFields(rest, fields, membership);
  return found.some(
    (field) =>
      agrees(field.membership, membership) &&
      test.values.some((value) => !value.absent && value.accepts(field.leaf)) &&
      matchesFields(rest, fields, { ...membership, ...field.membership }),
  );
};

const agrees = (one: Membership, other: Membership): boolean =>
  Object.entries(one).every(([array, element]) => other[array] === undefined || other[array] === element);
