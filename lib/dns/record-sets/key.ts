/** The keys under which record sets and their names are planned, observed and told of. Pure. */
import type { RecordSet } from '../../aws/types.ts';
import { normalName } from '../../net/dns-name.ts';

/** All record sets of one name: `<zone id>/<name>`. */
export const nameKey = (zoneId: string, name: string): string => `${zoneId}/${normalName(name)}`;

/** One record set: `<zone id>/<name>/<type>`. */
export const recordSetKey = (zoneId: string, { name, type }: Pick<RecordSet, 'name' | 'type'>): string =>
  `${nameKey(zoneId, name)}/${type}`;

/** What tells one record set of a zone from another: several of one name and type differ in their set identifier. */
export const identityOf = ({ name, type, setIdentifier = '' }: RecordSet): string =>
  JSON.stringify([normalName(name), type, setIdentifier]);
