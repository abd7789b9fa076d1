/** An event as a flat list of leaves, each with the array elements that it lies in. */
import type { Leaf } from './operators.ts';

/** Which element of which array; arrays are named by their position in the event. */
export type Membership = Readonly<Record<string, number>>;

export interface Field {
  readonly leaf: Leaf;
  readonly membership: Membership;
}

/** Leaves by the path of their field; arrays add nothing to a path. Empty arrays and objects have no leaves. */
export const flatten = (event: unknown): ReadonlyMap<string, readonly Field[]> => {
  const fields = new Map<string, Field[]>();
  const visit = (value: unknown, path: string, position: string, membership: Membership): void => {
    if (Array.isArray(value)) {
      value.forEach((each, index) => {
        // Elements of a list of plain values belong to nobody: the rule that two fields lie in one element is for objects.
        const inner = typeof each === 'object' && each !== null ? { ...membership, [position]: index } : membership;
        visit(each, path, `${position}[${index}]`, inner);
      });
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) {
        visit(each, path ? `${path}.${name}` : name, `${position}.${name}`, membership);
      }
    } else if (value !== undefined) {
      fields.set(path, [...(fields.get(path) ?? []), { leaf: value as Leaf, membership }]);
    }
  };
  visit(event, '', '', {});
  return fields;
};
