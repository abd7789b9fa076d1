/** The targets of a Resolver rule. Pure. */
import { BlockList, isIPv6 } from 'node:net';
import { judge } from '../../../aws/states.ts';
import { MOST_RULE_TARGETS, type ResolverTarget } from '../../../aws/types.ts';
import type { Forwarder } from '../../../config/types.ts';
import type { Finding, Skip } from '../../../core/plan.ts';
import { canonicalAddress } from '../../../net/ip.ts';
import { DNS_PORT } from '../../../net/server.ts';
import { finding, reason, skip } from '../../codes.ts';
import { ageOf, describeNext, makeBeforeBreak, withinLimit } from '../make-before-break.ts';
import type { ObservedRule, PublishChange, Source } from '../types.ts';

/** Nothing caches the targets of a rule: this only outlasts queries that are on their way. Ms. */
const DRAIN_MS = 60_000;

type Entry = Pick<Forwarder, 'name' | 'domains' | 'port'>;

/** Keeps a rule's targets equal to what the source serves; what the entry does not state stays as it is. */
export const planRule = (
  entry: Entry,
  source: Source,
  rule: ObservedRule,
  now: number,
): PublishChange | Skip | Finding => {
  const wrong = faultOf(entry, source, rule);
  if (wrong) return wrong;
  if (rule.targets.some(({ ip }) => ip === '')) {
    return skip(rule.id, 'TARGET_UNSEEN', 'AWS tells no address of one of its targets; they stay');
  }
  const present = addressesOf(rule.targets);
  const current = { values: present, at: rule.modifiedAt };
  const hasDrained = ageOf(current, now) >= DRAIN_MS;
  const wanted = makeBeforeBreak(source, current, now, DRAIN_MS);
  // A served address may be asked in two ways, each of which takes a place.
  const more = rule.targets.length - present.length;
  const next = withinLimit(wanted, present, MOST_RULE_TARGETS - more, hasDrained);
  const targets = targetsFor(next.values, rule.targets, entry.port);
  const said = describeNext(present, next);
  if (sameTargets(targets, rule.targets)) {
    const code = next.deferred.length > 0 ? 'NO_ROOM' : 'IN_ORDER';
    return skip(rule.id, code, said === '' ? `its targets are those of forwarder ${entry.name}` : said);
  }
  const what = said === '' ? `asked on port ${entry.port}` : said;
  if (!takesChanges(rule.status)) {
    return skip(rule.id, 'RULE_BUSY', `the rule is ${rule.status} and takes no change now; then ${what}`);
  }
  const isMoved = next.values.join() !== present.join();
  return {
    action: 'publish',
    key: rule.id,
    target: { kind: 'rule', ruleId: rule.id, targets },
    before: isMoved ? { values: present } : { values: rule.targets.map(describeTarget) },
    after: isMoved ? { values: next.values } : { values: targets.map(describeTarget) },
    late: isMoved && !next.adds,
    reason: reason(isMoved ? 'ADDRESSES_CHANGED' : 'TARGET_CHANGED', `forwarder ${entry.name}: ${what}`),
  };
};

/** Of a status that is not listed nobody can tell, and the rule is left until it has another. */
const takesChanges = judge<ObservedRule['status']>()(
  { COMPLETE: true, FAILED: true, UPDATING: false, DELETING: false },
  false,
);

/** Is the rule this account's to change? */
const isOwn = judge<ObservedRule['share']>()({ NOT_SHARED: true, SHARED_BY_ME: true, SHARED_WITH_ME: false }, false);

const faultOf = ({ name, domains }: Entry, source: Source, rule: ObservedRule): Finding | undefined => {
  if (rule.type !== 'FORWARD') {
    return finding(
      rule.id,
      reason('RULE_NOT_FORWARD', `only a FORWARD rule has targets, and this one is of type ${rule.type}`),
    );
  }
  if (!isOwn(rule.share)) {
    const why = `the rule is ${rule.share} and belongs to account ${rule.ownerId}, which alone can change it`;
    return finding(
      rule.id,
      reason('RULE_SHARED', why),
      `have forwarder ${name} published by a Waykeeper of that account`,
    );
  }
  if (!domains.includes(rule.domain)) {
    const why = `the rule is for ${rule.domain}, and forwarder ${name} for ${domains.join(', ')}; its targets stay`;
    return finding(
      rule.id,
      reason('RULE_DOMAIN_DIFFERS', why),
      `add ${rule.domain} to the domains, or name another rule`,
    );
  }
  if (source.serving.length > MOST_RULE_TARGETS) {
    const why = `forwarder ${name} has ${source.serving.length} addresses, and a rule takes ${MOST_RULE_TARGETS}; its targets stay`;
    return finding(rule.id, reason('TOO_MANY_ADDRESSES', why));
  }
  const looping = loopOf(source, rule);
  if (looping === undefined) return undefined;
  const why = `${looping} lies in a VPC that the rule is associated with: queries would go round in a loop; its targets stay`;
  return finding(rule.id, reason('RESOLVER_LOOP', why));
};

/** AWS's best practices for Resolver: a rule must not lead into a VPC that follows it. */
const loopOf = ({ serving, vpcId }: Source, { vpcIds, cidrs }: ObservedRule): string | undefined => {
  if (vpcId !== undefined && vpcIds.includes(vpcId)) return serving.join(' ');
  const ranges = new BlockList();
  for (const cidr of cidrs) {
    const [base = '', bits = ''] = cidr.split('/');
    ranges.addSubnet(base, Number(bits), familyOf(base));
  }
  return serving.find((ip) => ranges.check(ip, familyOf(ip)));
};

const familyOf = (ip: string): 'ipv4' | 'ipv6' => (isIPv6(ip) ? 'ipv6' : 'ipv4');

const addressesOf = (targets: readonly ResolverTarget[]): string[] =>
  [...new Set(targets.map(({ ip }) => canonicalAddress(ip)))].sort();

/** An address and all that says how it is asked: two targets may share the first. */
const describeTarget = ({ ip, port, protocol, serverName }: ResolverTarget): string =>
  [`${canonicalAddress(ip)} port ${port}`, protocol, serverName].filter((part) => part !== undefined).join(' ');

const sameTargets = (a: readonly ResolverTarget[], b: readonly ResolverTarget[]): boolean =>
  a.map(describeTarget).sort().join() === b.map(describeTarget).sort().join();

/** The targets of these addresses: those that are there, on the port that the entry may state, and new ones. */
const targetsFor = (
  addresses: readonly string[],
  present: readonly ResolverTarget[],
  port: number | undefined,
): ResolverTarget[] => {
  const targets = addresses.flatMap((ip) => {
    const same = present.filter((target) => canonicalAddress(target.ip) === ip);
    if (same.length === 0) return [newTarget(ip, present, port)];
    return port === undefined ? same : same.map((target) => ({ ...target, port }));
  });
  return [...new Map(targets.map((target) => [describeTarget(target), target])).values()];
};

/** A new target is asked as all the others are; where these differ in how plain DNS is meant, plainly, and said so. */
const newTarget = (ip: string, present: readonly ResolverTarget[], port: number | undefined): ResolverTarget => {
  const common = <Key extends keyof ResolverTarget>(key: Key): ResolverTarget[Key] | undefined =>
    new Set(present.map((target) => target[key])).size === 1 ? present[0]?.[key] : undefined;
  const isMixed = new Set(present.map(({ protocol }) => protocol)).size > 1;
  if (isMixed) return { ip, port: port ?? DNS_PORT, protocol: 'Do53' };
  const [protocol, serverName] = [common('protocol'), common('serverName')];
  return {
    ip,
    port: port ?? common('port') ?? DNS_PORT,
    ...(protocol === undefined ? {} : { protocol }),
    ...(serverName === undefined ? {} : { serverName }),
  };
};
