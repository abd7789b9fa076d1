/**
 * EC2's older actions in CloudTrail: flat lower camel, lists as `…Set` with `items`. Names come from the XML names of
 * the SDK's schemas, which are those of EC2's own responses; newer members have none and get their first letter lowered.
 */
import type { Shape } from '../../wire/schema.ts';
import { isMembers, lowerFirst, type Members, mapMembers } from './casing.ts';

/** Lists that are named after what they hold, and the member that a plain value becomes (real CloudTrail logs). */
const requestLists: Readonly<Record<string, { readonly set: string; readonly item?: string }>> = {
  Groups: { set: 'groupSet', item: 'groupId' },
  InstanceIds: { set: 'instancesSet', item: 'instanceId' },
  NetworkInterfaceIds: { set: 'networkInterfaceIdSet', item: 'networkInterfaceId' },
  Resources: { set: 'resourcesSet', item: 'resourceId' },
  Tags: { set: 'tagSet' },
  TagSpecifications: { set: 'tagSpecificationSet' },
};

/** What CloudTrail shows beside what the API answers. */
const extras: Readonly<Record<string, Members>> = {
  DisassociateRouteTable: { associationState: { state: 'disassociating' } },
};

const xmlNameOf = (shape: Shape | undefined): string | undefined => {
  const { xmlName } = shape?.getMergedTraits() ?? {};
  return typeof xmlName === 'string' && /^[a-z]/.test(xmlName) ? xmlName : undefined;
};

const memberOf = (shape: Shape | undefined, name: string): Shape | undefined =>
  shape?.isStructSchema() ? new Map(shape.structIterator()).get(name) : undefined;

/** The request of a flat action. */
export const flatRequest = (shape: Shape | undefined, input: Members): Members =>
  mapMembers(input, (name, value) => {
    const member = memberOf(shape, name);
    if (!Array.isArray(value)) return [xmlNameOf(member) ?? lowerFirst(name), flatValue(member, value)];
    const { set = `${xmlNameOf(member) ?? lowerFirst(name)}Set`, item = lowerFirst(name.replace(/s$/, '')) } =
      requestLists[name] ?? {};
    const items = value.map((each) =>
      isMembers(each) ? flatRequest(member?.getValueSchema(), each) : { [item]: each },
    );
    return [set, items.length === 0 ? {} : { items }];
  });

/** The response of a flat action; an action without a result (`shape` is undefined) answers `_return`. */
export const flatResponse = (
  operation: string,
  shape: Shape | undefined,
  output: Members,
  requestId: string,
): Members => {
  const { return: done, ...members } = flatMembers(shape, output) as { return?: unknown } & Members;
  const result = done !== undefined || shape === undefined ? { _return: done ?? true } : {};
  return { requestId, ...members, ...extras[operation], ...result };
};

const flatMembers = (shape: Shape | undefined, members: Members): Members =>
  mapMembers(members, (name, value) => {
    const member = memberOf(shape, name);
    const key = xmlNameOf(member) ?? lowerFirst(name);
    if (!Array.isArray(value)) return [key, flatValue(member, value)];
    const items = value.map((each) => flatValue(member?.getValueSchema(), each));
    // The one list that real logs show with `item`.
    const list = key === 'privateIpAddressesSet' ? 'item' : 'items';
    return [key, items.length === 0 ? {} : { [list]: items }];
  });

const flatValue = (shape: Shape | undefined, value: unknown): unknown => {
  if (value instanceof Date) return value.getTime();
  return isMembers(value) ? flatMembers(shape, value) : value;
};
