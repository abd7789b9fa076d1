/** The keys under which sources and targets are observed, planned and told of. Pure. */
import type { AnswersPublisher, Forwarder, ForwarderPublisher } from '../../config/types.ts';
import { normalName, withBetween } from '../../net/dns-name.ts';
import { nameKey } from '../record-sets/key.ts';
import { ownerMarkName } from '../record-sets/owner-mark.ts';

/** Answers that are published by dynamic update. */
export type UpdatePublisher = Extract<AnswersPublisher, { readonly update: unknown }>;

/** A forwarder that is published as a record set. */
export type RecordPublisher = Extract<ForwarderPublisher, { readonly record: unknown }>;

/** A forwarder's source. */
export const sourceKey = (forwarder: string): string => `forwarders/${forwarder}`;

/** What an answers entry answers with. */
export const answersKey = (entry: string): string => `answers/${entry}`;

/** The name that a forwarder is published at. */
export const recordKey = ({ zone, record }: RecordPublisher): string => nameKey(zone, record);

/** The name of the owner mark beside it. */
export const ownerMarkKey = ({ zone, record }: RecordPublisher): string => nameKey(zone, ownerMarkName(record));

/** One domain of a dynamic zone. */
export const updateKey = ({ server, zone }: UpdatePublisher, domain: string): string => `${server}/${zone}/${domain}`;

/** The names that a domain is answered under: itself, all that is below it, and the owner mark of both. */
export const updateNames = ({ update, zone }: UpdatePublisher, domain: string) => {
  // In a policy zone (RPZ) the name of what is asked stands below the zone's own.
  const name = update === 'rpz' ? `${domain}.${zone}` : domain;
  return { name, below: `*.${name}`, ownerMark: ownerMarkName(name) };
};

/** Every target of an entry. */
export const targetKeys = (
  publishers: readonly (ForwarderPublisher | AnswersPublisher)[],
  domains: readonly string[],
): string[] =>
  publishers.flatMap((publisher) => {
    if ('resolverRule' in publisher) return [publisher.resolverRule];
    if ('record' in publisher) return [recordKey(publisher)];
    if ('file' in publisher) return [publisher.to];
    return withBetween(domains).map((domain) => updateKey(publisher, domain));
  });

/** The names of a zone, in normal form, that forwarders are published at. */
export const recordNamesIn = (forwarders: readonly Forwarder[], zoneId: string): string[] =>
  forwarders.flatMap(({ publish }) =>
    publish.flatMap((publisher) =>
      'record' in publisher && publisher.zone === zoneId ? normalName(publisher.record) : [],
    ),
  );
