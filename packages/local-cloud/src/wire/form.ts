/** Form bodies of the query protocols: `Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-0a` to typed input, by schema. */
import type { Bag } from './message.ts';
import type { Shape } from './schema.ts';
import { fromText } from './text.ts';

/** A form as a tree: each dot of a key is one level. */
interface FormNode {
  readonly path: string;
  value?: string;
  readonly children: Map<string, FormNode>;
}

const nodeAt = (path: string): FormNode => ({ path, children: new Map() });

export const formTree = (form: URLSearchParams): FormNode => {
  const root = nodeAt('');
  for (const [key, value] of form) {
    let at = root;
    for (const part of key.split('.')) {
      const next = at.children.get(part) ?? nodeAt(at.path ? `${at.path}.${part}` : part);
      at.children.set(part, next);
      at = next;
    }
    at.value = value;
  }
  return root;
};

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** How a member is called in a form: EC2 has names of its own, else the XML name with a capital. */
export const formKey = (name: string, member: Shape, ec2: boolean): string => {
  const { xmlName = name, ec2QueryName } = member.getMergedTraits();
  if (!ec2) return xmlName;
  return typeof ec2QueryName === 'string' ? ec2QueryName : capital(xmlName);
};

const numbered = (node: FormNode | undefined): FormNode[] =>
  [...(node?.children ?? [])]
    .filter(([key]) => /^\d+$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);

/** The value of `shape` at a node of the form. Throws InvalidParameterValue when a value is not of its kind. */
export const readForm = (shape: Shape, node: FormNode, ec2: boolean): unknown => {
  if (shape.isStructSchema()) return readStruct(shape, node, ec2);
  const flat = ec2 || Boolean(shape.getMergedTraits().xmlFlattened);
  if (shape.isListSchema()) {
    const item = shape.getValueSchema();
    const at = flat ? node : node.children.get(item.getMergedTraits().xmlName ?? 'member');
    return numbered(at).map((child) => readForm(item, child, ec2));
  }
  if (shape.isMapSchema()) return readMap(shape, flat ? node : node.children.get('entry'), ec2);
  return fromText(shape, node.value ?? '', node.path);
};

const readStruct = (shape: Shape, node: FormNode, ec2: boolean): Bag => {
  const struct: Bag = {};
  for (const [name, member] of shape.structIterator()) {
    const child = node.children.get(formKey(name, member, ec2));
    if (child) struct[name] = readForm(member, child, ec2);
  }
  return struct;
};

const readMap = (shape: Shape, entries: FormNode | undefined, ec2: boolean): Bag => {
  const [keyShape, valueShape] = [shape.getKeySchema(), shape.getValueSchema()];
  const keyName = keyShape.getMergedTraits().xmlName ?? 'key';
  const valueName = valueShape.getMergedTraits().xmlName ?? 'value';
  return Object.fromEntries(
    numbered(entries).map((entry) => {
      const value = entry.children.get(valueName);
      return [entry.children.get(keyName)?.value ?? '', value && readForm(valueShape, value, ec2)];
    }),
  );
};
