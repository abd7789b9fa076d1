/** What an alias may point at. */
import { dnsSuffix } from '../../partitions.ts';
import type { Call } from '../../service.ts';
import { isWithin } from './names.ts';
import type { HostedZone, RecordSet } from './state.ts';

const ALIASABLE = ['A', 'AAAA'];

/**
 * The fault of an alias, or undefined. A target in the same zone has to exist with the same type. Any other hosted zone of the
 * account is refused, as AWS refuses it; for zones of AWS the name has to be one of AWS's, in the
 * account's partition. Whether the endpoint exists is not looked at: an alias may name another account's.
 */
export const aliasFault = (
  zone: HostedZone,
  record: RecordSet,
  records: Iterable<RecordSet>,
  { account }: Call,
): string | undefined => {
  const target = record.AliasTarget;
  if (!target) return undefined;
  const tried = `Tried to create an alias that targets ${target.DNSName}, type ${record.Type} in zone ${target.HostedZoneId}, but`;
  if (target.HostedZoneId === zone.id) {
    if (!isWithin(target.DNSName, zone.name))
      return `${tried} the alias target name does not lie within the target zone`;
    const found = [...records].some(({ Name, Type }) => Name === target.DNSName && Type === record.Type);
    return found && target.DNSName !== record.Name ? undefined : `${tried} that target was not found`;
  }
  if (Object.hasOwn(account.route53.zones, target.HostedZoneId)) return `${tried} that target was not found`;
  const suffixes = [dnsSuffix(account.region), 'cloudfront.net', 'awsglobalaccelerator.com'];
  const endsWith = (suffix: string): boolean => target.DNSName.endsWith(`.${suffix}.`);
  if (endsWith(`vpce.${suffixes[0]}`) && !ALIASABLE.includes(record.Type)) return `${tried} that target was not found`;
  return suffixes.some(endsWith) ? undefined : `${tried} the alias target name does not lie within the target zone`;
};
