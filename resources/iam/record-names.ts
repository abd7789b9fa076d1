/**
 * Names of record sets as IAM's condition keys of Route 53 see them: "all letters lower case, without a trailing dot, and
 * characters other than a to z, 0 to 9, - _ . as octal escapes such as \052" (Route 53 developer guide, "Using IAM policy
 * conditions for fine-grained access control"). Patterns are those of StringLike. Pure.
 */
import { isWhole } from '../../lib/config/record-name.ts';
import type { ZoneClaim } from '../../lib/config/types.ts';
import { fullName, normalName } from '../../lib/net/dns-name.ts';

/** One name in AWS's normal form. A star that is a label becomes an escape, so that it is no wildcard of a pattern. */
export const conditionName = (name: string): string =>
  normalName(name).replace(/\\[0-7]{3}|[^a-z0-9._-]/g, (found) =>
    found.length > 1 ? found : `\\${found.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );

const DIRECTIONS: Readonly<Record<string, string>> = {
  ...{ north: 'n', south: 's', east: 'e', west: 'w', central: 'c', gov: 'g' },
  ...{ northeast: 'ne', northwest: 'nw', southeast: 'se', southwest: 'sw' },
};

/** What the ids of a Region's Availability Zones look like: `euw2-az?`. Where the Region is named in another way, wider. @internal */
export const azIdPattern = (region: string): string => {
  const [area = '', ...rest] = region.split('-');
  const number = rest.pop() ?? '';
  const known = rest.length > 0 && /^[a-z]{2}$/.test(area) && rest.every((part) => part in DIRECTIONS);
  return known ? `${area}${rest.map((part) => DIRECTIONS[part]).join('')}${number}-az?` : '*-az?';
};

/**
 * The patterns that cover what claimed records are named. The zone's name is known only where the config tells it: without
 * it whatever ends the name is taken for it, and for the zone's own name any name.
 */
export const claimedPatterns = (
  records: ZoneClaim['records'],
  zoneName: string | undefined,
  region: string,
): string[] =>
  records.map(({ name }) => {
    if (zoneName !== undefined || isWhole(name)) return filledIn(fullName(name, zoneName ?? ''), region);
    return name === '@' ? '*' : `${filledIn(name, region)}.*`;
  });

/** The zonal placeholders stand for what every Availability Zone of the Region could be called. */
const filledIn = (template: string, region: string): string =>
  template
    .split(/(\{azid\}|\{az\})/i)
    .map((part) => {
      if (/^\{azid\}$/i.test(part)) return azIdPattern(region);
      return /^\{az\}$/i.test(part) ? `${region}?` : conditionName(part);
    })
    .join('');
