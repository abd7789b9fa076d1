/** Domain names as questions and zones are compared: lower case, no trailing dot, no octal escapes but that of a dot. */

export const plainName = (name: string): string =>
  name
    .replace(/\\([0-7]{3})/g, (escaped, octal: string) =>
      octal === '056' ? escaped : String.fromCharCode(Number.parseInt(octal, 8)),
    )
    .replace(/\.$/, '')
    .toLowerCase();

/** Is a name the zone's own or below it? */
export const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

/** The name without its first label; empty at the top. */
export const parentOf = (name: string): string => name.slice(name.indexOf('.') + 1 || name.length);
