/** What record sets hold: compared, and as messages show it. Pure. */
import type { AliasTarget, RecordSet } from '../../aws/types.ts';
import { normalName } from '../../net/dns-name.ts';
import { canonicalAddress } from '../../net/ip.ts';

/** Do two sets of addresses hold the same, whatever their order and spelling? */
export const sameSet = (a: RecordSet, b: RecordSet): boolean =>
  a.ttl === b.ttl && spelled(a) === spelled(b) && a.healthCheckId === b.healthCheckId;

const spelled = ({ values }: RecordSet): string => (values ?? []).map(canonicalAddress).sort().join(' ');

/** Do two aliases lead to the same name, whether or not with an eye to its health? */
export const sameTarget = (a: AliasTarget, b: AliasTarget): boolean =>
  a.zoneId === b.zoneId && normalName(a.name) === normalName(b.name);

/** Do two aliases lead to the same name in the same way? */
export const sameAlias = (a: AliasTarget, b: AliasTarget): boolean =>
  sameTarget(a, b) && a.evaluateTargetHealth === b.evaluateTargetHealth;

/** A set as a message shows it. */
export const describeSet = ({ type, values, alias, setIdentifier }: RecordSet): string => {
  const content = alias ? `alias to ${alias.name}` : (values ?? []).join(' ');
  return `${type} ${content}${setIdentifier === undefined ? '' : ` (set ${setIdentifier})`}`;
};
