/** What stands against a zone's answering in a VPC, and which of its claimed names something else answers there. Pure. */
import type { Endpoint } from '../../aws/types.ts';
import type { ZoneClaim } from '../../config/types.ts';
import type { Reason } from '../../core/plan.ts';
import { isWithin, normalName } from '../../net/dns-name.ts';
import { reason } from '../codes.ts';
import { answererOf, contradicting, type Source } from '../resolution/answerer.ts';
import { outOfReach } from '../resolution/reach.ts';
import type { Surroundings, VpcView } from '../resolution/vpc.ts';
import type { ObservedZone } from './types.ts';

/** A zone, the names that its entries claim there, and the endpoints that these follow. */
export interface Claiming {
  readonly found: ObservedZone;
  readonly names: readonly string[];
  readonly followed: readonly Endpoint[];
  /** The zones that the config keeps: one of them that is more specific is meant to be. */
  readonly kept: ReadonlySet<string>;
}

type Why = Reason<
  'HIDES_NAMES' | 'ANSWERED_ELSEWHERE' | 'PROFILE_UNREADABLE' | 'OUT_OF_REACH' | 'GATEWAY_ENDPOINT_THERE'
>;

/** All of it; nothing where the VPC may be associated. */
export const hindrances = (
  claiming: Claiming,
  entries: readonly ZoneClaim[],
  vpc: VpcView,
  around: Surroundings,
): Why[] => {
  const { found, followed } = claiming;
  const isAcknowledged = entries.some(({ hides, vpcs }) => hides !== undefined && vpcs.includes(vpc.id));
  const hides = isAcknowledged ? undefined : hiding(claiming, around);
  const gateways = isAcknowledged
    ? []
    : vpc.gateways.filter((one) => followed.some(({ serviceName }) => serviceName === one.serviceName));
  const against = contradicting({ id: found.zone.id, domain: found.zone.name }, vpc.sources).filter(
    ({ id }) => !claiming.kept.has(id),
  );
  const far = followed.flatMap((endpoint) => outOfReach(vpc, endpoint, around) ?? []);
  return [
    ...(hides === undefined ? [] : [reason('HIDES_NAMES', hides)]),
    ...against.map((one) =>
      reason('ANSWERED_ELSEWHERE', `in ${vpc.id} ${spoken(one)} answers ${one.domain} and what lies below`),
    ),
    ...vpc.unnamed.map((one) =>
      reason(
        'PROFILE_UNREADABLE',
        `in ${vpc.id} ${spoken(one)} answers names that nobody can tell here, since it is another account's: names of ${found.zone.name} may be among them`,
      ),
    ),
    ...far.map((why) =>
      reason('OUT_OF_REACH', `${why}: the names of ${found.zone.name} would lead clients there nowhere`),
    ),
    ...gateways.map(({ id, serviceName }) =>
      reason(
        'GATEWAY_ENDPOINT_THERE',
        `gateway endpoint ${id} of ${serviceName} stands in ${vpc.id}: what leads there by ${found.zone.name} would come by another endpoint, which policies of aws:SourceVpce refuse`,
      ),
    ),
  ];
};

/** What the zone would hide, beside what it answers rightly. */
const hiding = ({ found, names, followed }: Claiming, { offered }: Surroundings): string | undefined => {
  const { name } = found.zone;
  const lacking = [name, `*.${name}`].filter((one) => !names.includes(one));
  if (lacking.length > 0)
    return `the zone would hide ${name} and every public name below it, and the config does not claim ${lacking.join(' and ')}`;
  const services = [...new Set(followed.map(({ serviceName }) => serviceName))];
  if (services.some((service) => offered[service]?.includes(name))) return undefined;
  return `the zone would answer ${name} and every public name below it with endpoints of ${services.join(', ')}, of which AWS does not list it as a private DNS name`;
};

const WORDS = { rule: 'Resolver rule', zone: 'zone', privateDns: 'private DNS of endpoint' } as const;

const spoken = ({ kind, id, profile }: Pick<Source, 'kind' | 'id' | 'profile'>): string =>
  `${WORDS[kind]} ${id}${profile === undefined ? '' : ` of Profile ${profile}`}`;

/** The names at which NS sets below the zone's own name hand over to other servers, as far as they were read. */
const delegationsIn = ({ zone, records }: ObservedZone): string[] =>
  records
    .filter(({ type }) => type === 'NS')
    .map(({ name }) => normalName(name))
    .filter((name) => name !== zone.name && isWithin(name, zone.name));

/** By claimed name: who answers it in place of the zone, in words. `vpcs` are those in which the zone answers. */
export const hiddenNames = (
  { found, names }: Pick<Claiming, 'found' | 'names'>,
  vpcs: readonly VpcView[],
): ReadonlyMap<string, string> => {
  const own: Source = { kind: 'zone', id: found.zone.id, domain: found.zone.name, delegations: delegationsIn(found) };
  const by = (name: string): string | undefined => {
    const { delegation } = answererOf(name, [own]);
    if (delegation !== undefined) return `an NS set at ${delegation} hands it over to other name servers`;
    const others = vpcs.flatMap((vpc) => {
      const { source } = answererOf(name, [own, ...vpc.sources.filter(({ id }) => id !== own.id)]);
      return source && source.id !== own.id ? [`in ${vpc.id} ${spoken(source)} for ${source.domain}`] : [];
    });
    return others.length > 0 ? `it is answered ${others.join(', ')}` : undefined;
  };
  return new Map(
    names.flatMap((name) => [by(name)].flatMap((why) => (why === undefined ? [] : [[name, why] as const]))),
  );
};
