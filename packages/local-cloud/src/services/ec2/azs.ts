/** The Region's Availability Zones, as this account sees them. */
const DIRECTIONS: Readonly<Record<string, string>> = {
  north: 'n',
  northeast: 'ne',
  east: 'e',
  southeast: 'se',
  south: 's',
  southwest: 'sw',
  west: 'w',
  northwest: 'nw',
  central: 'c',
  gov: 'g',
};

/** The names of a Region's three AZs in this account. */
export const azNames = (region: string): string[] => ['a', 'b', 'c'].map((letter) => region + letter);

/** `eu-west-2` → `euw2`, as in AZ IDs. */
const shortRegion = (region: string): string => {
  const parts = region.split('-');
  return parts.map((part) => DIRECTIONS[part] ?? part).join('');
};

/**
 * The AZ ID of an AZ's name. Letters and numbers differ on purpose (a → az2, b → az3, c → az1): in a real account they
 * need not agree (AWS-FACTS D), and code that mixes them up must show it.
 */
export const azId = (az: string): string => {
  const letter = az.charCodeAt(az.length - 1) - 'a'.charCodeAt(0);
  const number = letter < 3 ? ((letter + 1) % 3) + 1 : letter + 1;
  return `${shortRegion(az.slice(0, -1))}-az${number}`;
};
