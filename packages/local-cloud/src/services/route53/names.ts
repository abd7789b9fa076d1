/** Domain names in the form in which Route 53 keeps, shows and sorts them. */

const octal = (byte: number): string => `\\${byte.toString(8).padStart(3, '0')}`;

/** `\052` → `*`; an escaped dot stays escaped, since it does not part labels. */
const unescapeName = (name: string): string =>
  name.replace(/\\(\d{3})/g, (escaped, digits: string) => {
    const sign = String.fromCharCode(Number.parseInt(digits, 8));
    return sign === '.' ? escaped : sign;
  });

/** Every byte but letters, digits, `-`, `_` and dots as an octal escape. */
const escapeName = (name: string): string =>
  name.replace(/\\056|[^a-z0-9._-]/g, (sign) => (sign === '\\056' ? sign : [...Buffer.from(sign)].map(octal).join('')));

/** Lower case, with a trailing dot and octal escapes: `*.Example.com` → `\052.example.com.` */
export const normalName = (name: string): string => {
  const lower = escapeName(unescapeName(name).toLowerCase());
  return lower.endsWith('.') ? lower : `${lower}.`;
};

/**
 * The text by which Route 53 sorts names: labels reversed, unescaped, `com.example.www.`. Signs below the dot in ASCII, such
 * as the wildcard's, so come before the names below a name (API reference, ListResourceRecordSets).
 */
export const sortKey = (name: string): string =>
  `${unescapeName(name).split('.').filter(Boolean).reverse().join('.')}.`;

/** Whether a name is the zone's own or below it. */
export const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

/** Whether a text can be a zone's name at all. */
export const isDomainName = (name: string): boolean => {
  const labels = name.replace(/\.$/, '').split('.');
  return name.length <= 255 && labels.every((label) => label.length > 0 && label.length <= 63 && !/\s/.test(label));
};

/** Orders texts by code unit, as ASCII does. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
