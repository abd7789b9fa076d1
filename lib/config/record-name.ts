/** Names of records as the config writes them: relative to a zone, and perhaps a template for Availability Zones. Pure. */
import { isWithin, LABEL, normalName } from '../net/dns-name.ts';

/** The zonal placeholder of a record's name: it stands for an Availability Zone id such as `euw2-az1`. */
export const ZONAL_PLACEHOLDER = '{azId}';

/** Its other form stands for the Availability Zone's name in this account, such as `eu-west-2a`. */
const AZ_NAME_PLACEHOLDER = '{az}';

const TEMPLATE_LABEL = `(${LABEL}|[A-Za-z0-9_-]{0,50}\\{az(?:Id)?\\}[A-Za-z0-9_-]{0,50})`;

/** A name inside a zone, without the zone's own: `@`, `*`, `app`, `*.app`, `{azId}.app`; with a trailing dot a whole one. */
export const RECORD_NAME = new RegExp(`^(?=.{1,254}$)(@|\\*|(\\*\\.)?${TEMPLATE_LABEL}(\\.${TEMPLATE_LABEL})*\\.?)$`);

/** The one spelling of a hosted zone's id, which Route 53's own tools print as `/hostedzone/Z…`. */
export const normalZoneId = (id: string): string => id.replace(/^\/?hostedzone\//, '');

/** Is it a whole name, as a trailing dot says? Otherwise it is relative to its zone. */
export const isWhole = (name: string): boolean => name.endsWith('.');

/** The one spelling of a record's name; the zonal placeholder keeps its capital, a whole name its dot. */
export const normalRecordName = (name: string): string =>
  `${normalName(name).replaceAll(ZONAL_PLACEHOLDER.toLowerCase(), ZONAL_PLACEHOLDER)}${isWhole(name) ? '.' : ''}`;

/** What is wrong with a name in the zone: `instead` is what was probably meant. */
export type NameFault = { readonly kind: 'repeatsZone'; readonly instead: string } | { readonly kind: 'outsideZone' };

/**
 * What is wrong with a record's name in a zone. A relative one that ends with the zone's own name would lie below it twice,
 * where nobody asks; who wants that writes it whole.
 */
export const nameFault = (name: string, zoneName: string): NameFault | undefined => {
  const [own, zone] = [normalName(name), normalName(zoneName)];
  if (isWhole(name)) return isWithin(own, zone) ? undefined : { kind: 'outsideZone' };
  if (!isWithin(own, zone)) return undefined;
  return { kind: 'repeatsZone', instead: own === zone ? '@' : normalRecordName(own.slice(0, -zone.length - 1)) };
};

/** Is it a template, of which each Availability Zone makes a name of its own? */
export const isTemplate = (name: string): boolean =>
  [ZONAL_PLACEHOLDER, AZ_NAME_PLACEHOLDER].some((placeholder) => normalRecordName(name).includes(placeholder));

/**
 * What stands before a published name to make the name of its owner mark: a name of its own, since nothing can stand beside
 * a CNAME. A published name must leave it room.
 */
export const OWNER_MARK_PREFIX = '_waykeeper.';
