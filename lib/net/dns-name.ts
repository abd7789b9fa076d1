/** DNS names as the config writes them. Pure. */

const LABEL = '[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?';

/** The zonal placeholder of a record's name: it stands for an Availability Zone id such as `euw2-az1`. */
export const ZONAL_PLACEHOLDER = '{azId}';

/** Its other form stands for the zone's name in this account, such as `eu-west-2a`. */
const ZONE_NAME_PLACEHOLDER = '{az}';

const TEMPLATE_LABEL = `(${LABEL}|[A-Za-z0-9_-]{0,50}\\{az(?:Id)?\\}[A-Za-z0-9_-]{0,50})`;

/** Is it a template, of which each Availability Zone makes a name of its own? */
export const isTemplate = (name: string): boolean =>
  [ZONAL_PLACEHOLDER, ZONE_NAME_PLACEHOLDER].some((placeholder) => normalName(name).includes(placeholder));

/** A whole domain name of at most 253 characters; a trailing dot is allowed. */
export const DOMAIN = new RegExp(`^(?=.{1,253}\\.?$)${LABEL}(\\.${LABEL})*\\.?$`);

/** A name inside a zone, without the zone's own: `@`, `*`, `app`, `*.app`, `{azId}.app`. */
export const RECORD_NAME = new RegExp(`^(?=.{1,254}$)(@|\\*|(\\*\\.)?${TEMPLATE_LABEL}(\\.${TEMPLATE_LABEL})*)$`);

/** Lower case, without the trailing dot; the zonal placeholder keeps its spelling. */
export const normalName = (name: string): string =>
  name.toLowerCase().replaceAll(ZONAL_PLACEHOLDER.toLowerCase(), ZONAL_PLACEHOLDER).replace(/\.$/, '');

/** Is the name the zone's own, or below it? Both in normal form. */
export const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

/** Longest name that can be written, in characters without the trailing dot (RFC 1035: 255 bytes on the wire). */
export const LONGEST_NAME = 253;
