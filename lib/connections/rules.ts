/** Does a rule match a connection? Yes, no, or unknown while what it asks for cannot be read. Pure. */
import { isUnlisted } from '../aws/states.ts';
import type { EndpointConnection } from '../aws/types.ts';
import type { AcceptRule, RejectRule } from '../config/types.ts';
import { isOver } from '../std/days.ts';
import type { Facts, Situation } from './types.ts';

/** Whether a rule matches. With `unknown` nothing is accepted, rejected or revoked. */
type Match = 'yes' | 'no' | 'unknown';

/** A reject or an accept rule; its name holds the name of its rule set. */
export type Rule = AcceptRule | RejectRule;

type Condition = (rule: Rule, connection: EndpointConnection, facts: Facts) => Match;

const listed = (values: readonly string[], value: string): Match => (values.includes(value) ? 'yes' : 'no');

const isRoot = (unit: string): boolean => unit.startsWith('r-');

/** Does the rule say which organization it means, by its id or by its root? */
export const meansOrganization = ({ organization, organizationalUnits = [] }: Rule): boolean =>
  organization !== undefined || organizationalUnits.some(isRoot);

/** Does the rule mean another organization than the one that was asked? */
export const meansAnother = (rule: Rule, { organization }: Pick<Facts, 'organization'>): Match => {
  if (!meansOrganization(rule)) return 'no';
  if (!organization) return 'unknown';
  const { id, rootId } = organization;
  const roots = (rule.organizationalUnits ?? []).filter(isRoot);
  return (rule.organization ?? id) !== id || roots.some((root) => root !== rootId) ? 'yes' : 'no';
};

/** Which organization the rule means, and which was asked. */
export const describeAnother = (
  { name, organization, organizationalUnits = [] }: Rule,
  facts: Pick<Facts, 'organization'>,
): string => {
  const meant = [...(organization ? [organization] : []), ...organizationalUnits.filter(isRoot)].join(', ');
  const { id, rootId } = facts.organization ?? { id: 'unknown', rootId: 'unknown' };
  return `rule ${name} means the organization of ${meant}, and the one that is asked is ${id} with the root ${rootId}: the rule decides nothing`;
};

/** What another organization would say decides nothing: it is not known. */
const inUnits = (rule: Rule, owner: string, facts: Facts): Match => {
  const found = facts.units[owner] ?? 'unknown';
  if (found === 'unknown' || meansAnother(rule, facts) !== 'no') return 'unknown';
  const wanted = rule.organizationalUnits ?? [];
  return found !== 'outside' && found.some((unit) => wanted.includes(unit)) ? 'yes' : 'no';
};

/** One condition for each key that a rule may have. Without the key it holds. */
const CONDITIONS: readonly Condition[] = [
  ({ accounts }, { owner }) => (accounts ? listed(accounts, owner) : 'yes'),
  ({ endpoints }, { endpointId }) => (endpoints ? listed(endpoints, endpointId) : 'yes'),
  ({ regions }, connection, facts) => (regions ? listed(regions, regionOf(connection, facts)) : 'yes'),
  ({ ipAddressTypes }, { addressType }) => {
    if (!ipAddressTypes) return 'yes';
    return isUnlisted(addressType) ? 'unknown' : listed(ipAddressTypes, addressType);
  },
  (rule, { owner }, facts) => (rule.organizationalUnits ? inUnits(rule, owner, facts) : 'yes'),
  (rule, _, facts) => (hasEnded(rule, facts) ? 'no' : 'yes'),
];

/** Is the last day over on which the rule holds? */
export const hasEnded = ({ until }: Rule, { now }: Situation): boolean => until !== undefined && isOver(until, now);

/** AWS names no Region for a consumer in the service's own. */
const regionOf = ({ region }: EndpointConnection, facts: Facts): string => region ?? facts.region;

/** A rule matches when all of its conditions hold. One that does not hold settles it, whatever could not be read. */
export const matchOf = (rule: Rule, connection: EndpointConnection, facts: Facts): Match => {
  const matches = CONDITIONS.map((condition) => condition(rule, connection, facts));
  if (matches.includes('no')) return 'no';
  return matches.includes('unknown') ? 'unknown' : 'yes';
};

/** Would the rule match if it had not ended? */
export const matchedBefore = (rule: Rule, connection: EndpointConnection, facts: Facts): Match =>
  hasEnded(rule, facts) ? matchOf({ ...rule, until: undefined }, connection, facts) : 'no';

/** Does the rule's match depend on where the account lies in the organization? */
export const asksForUnits = (rule: Rule, connection: EndpointConnection, { region, now }: Situation): boolean =>
  rule.organizationalUnits !== undefined && matchOf(rule, connection, { region, now, units: {} }) === 'unknown';

/** What of the connection a matching rule matched, in words: `account 111122223333, Region eu-west-2`. */
export const describeMatch = (rule: Rule, connection: EndpointConnection, facts: Facts): string => {
  const { owner, endpointId, addressType } = connection;
  const { [owner]: units } = facts.units;
  const unit = Array.isArray(units) ? rule.organizationalUnits?.find((wanted) => units.includes(wanted)) : undefined;
  return [
    ...(rule.anyone ? [`account ${owner} (anyone)`] : [`account ${owner}${unit ? ` in ${unit}` : ''}`]),
    ...(rule.endpoints ? [`endpoint ${endpointId}`] : []),
    ...(rule.regions ? [`Region ${regionOf(connection, facts)}`] : []),
    ...(rule.ipAddressTypes ? [addressType] : []),
    ...(rule.reason ? [`reason: ${rule.reason}`] : []),
  ].join(', ');
};
