/** DNS names as they are compared: lower case, no trailing dot, Route 53's octal escapes undone. Pure. */

/** An escaped dot or backslash is part of a label: undoing it would make another name. */
const KEPT = new Set(['056', '134']);

/** `\052.Corp.Example.` and `*.corp.example` are the same name; this is its one spelling. */
export const normalName = (name: string): string =>
  name
    .replace(/\\([0-7]{3})/g, (escaped, octal: string) =>
      KEPT.has(octal) ? escaped : String.fromCharCode(Number.parseInt(octal, 8)),
    )
    .replace(/\.$/, '')
    .toLowerCase();

/** The full name of a claimed record: `@` is the zone itself, everything else lies below it. */
export const fullName = (name: string, zoneName: string): string =>
  normalName(name === '@' ? zoneName : `${name}.${zoneName}`);

/** Route 53's order: by labels from the right, so that a zone's own name comes first. */
export const compareNames = (a: string, b: string): number => {
  const [left, right] = [a, b].map((name) => normalName(name).split('.').reverse().join('\0')) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
};
