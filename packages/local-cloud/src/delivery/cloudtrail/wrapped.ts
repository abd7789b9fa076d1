/**
 * EC2's newer actions in CloudTrail, all VpcEndpoint ones among them: wrapped in `<Action>Request`, with the casing of
 * query parameters, and with the lists of an XML-to-JSON conversion that collapse when they hold one element.
 */
import type { Shape } from '../../wire/schema.ts';
import { isMembers, type Members, mapMembers } from './casing.ts';

const xmlns = 'http://ec2.amazonaws.com/doc/2016-11-15/';

const memberOf = (shape: Shape | undefined, name: string): Shape | undefined =>
  shape?.isStructSchema() ? new Map(shape.structIterator()).get(name) : undefined;

/** EC2 query names: the explicit one, else the XML name with a capital, else the member's own. */
const queryNameOf = (member: Shape | undefined, name: string): string => {
  const { ec2QueryName, xmlName } = member?.getMergedTraits() ?? {};
  if (typeof ec2QueryName === 'string') return ec2QueryName;
  return typeof xmlName === 'string' ? xmlName.charAt(0).toUpperCase() + xmlName.slice(1) : name;
};

const xmlNameOf = (member: Shape | undefined, name: string): string => {
  const { xmlName } = member?.getMergedTraits() ?? {};
  return typeof xmlName === 'string' ? xmlName : name;
};

/** The conversion makes true, false and numbers of text that looks like them; a leading zero keeps it text. */
const scalar = (value: unknown): unknown => {
  if (value instanceof Date) return value.toISOString();
  if (value === 'true' || value === 'false') return value === 'true';
  return typeof value === 'string' && /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(value) ? Number(value) : value;
};

const collapse = (items: readonly unknown[]): unknown => (items.length === 1 ? items[0] : items);

/** The request of a wrapped action. */
export const wrappedRequest = (operation: string, shape: Shape | undefined, input: Members): Members => ({
  [`${operation}Request`]: queryMembers(shape, input),
});

const queryMembers = (shape: Shape | undefined, members: Members): Members => {
  const filled = Object.entries(members).filter(([, value]) => !(Array.isArray(value) && value.length === 0));
  return mapMembers(Object.fromEntries(filled), (name, value) => {
    const member = memberOf(shape, name);
    return [queryNameOf(member, name), queryValue(member, value)];
  });
};

const queryValue = (shape: Shape | undefined, value: unknown): unknown => {
  if (Array.isArray(value)) {
    const element = shape?.getValueSchema();
    return collapse(
      value.map((each, index) => ({
        tag: index + 1,
        ...(isMembers(each) ? queryMembers(element, each) : { content: scalar(each) }),
      })),
    );
  }
  return isMembers(value) ? queryMembers(shape, value) : scalar(value);
};

/** The response of a wrapped action. What is a list there and has nothing in it is an empty text. */
export const wrappedResponse = (
  operation: string,
  shape: Shape | undefined,
  output: Members,
  requestId: string,
): Members => {
  const members = shape ? [...shape.structIterator()] : [];
  const empty = Object.fromEntries(members.filter(([, member]) => member.isListSchema()).map(([name]) => [name, []]));
  const result = shape === undefined ? { return: true } : xmlMembers(shape, { ...empty, ...output });
  return { [`${operation}Response`]: { xmlns, requestId, ...result } };
};

const xmlMembers = (shape: Shape | undefined, members: Members): Members =>
  mapMembers(members, (name, value) => {
    const member = memberOf(shape, name);
    return [xmlNameOf(member, name), xmlValue(member, value)];
  });

const xmlValue = (shape: Shape | undefined, value: unknown): unknown => {
  if (Array.isArray(value)) {
    const element = shape?.getValueSchema();
    return value.length === 0 ? '' : { item: collapse(value.map((each) => xmlValue(element, each))) };
  }
  if (!isMembers(value)) return scalar(value);
  const members = xmlMembers(shape, value);
  return Object.keys(members).length === 0 ? '' : members;
};
