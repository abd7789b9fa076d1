/** Names and values as most services show them in CloudTrail. */

export type Members = Readonly<Record<string, unknown>>;

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** Only the first letter goes down: `TTL` becomes `tTL`, `DNSName` becomes `dNSName`, as in Route 53's real events. */
export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Members that have a value, renamed and converted. */
export const mapMembers = (
  members: Members,
  convert: (name: string, value: unknown) => readonly [string, unknown],
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(members)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => convert(name, value)),
  );

/** A value with all its names in lower camel; dates as `Jan 16, 2018 12:41:43 AM` (Route 53 Developer Guide, CloudTrail). */
export const lowerCamel = (value: unknown): unknown => {
  if (value instanceof Date) return spokenDate(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(lowerCamel);
  return isMembers(value) ? mapMembers(value, (name, each) => [lowerFirst(name), lowerCamel(each)]) : value;
};

const spokenDate = (date: Date): string => {
  const day = date.toLocaleDateString('en-US', { timeZone: 'UTC', dateStyle: 'medium' });
  const time = date.toLocaleTimeString('en-US', { timeZone: 'UTC', timeStyle: 'medium' });
  // The space before AM and PM is a narrow one in newer locale data.
  return `${day} ${time}`.replaceAll('\u202f', ' ');
};
