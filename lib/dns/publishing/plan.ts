/** Plans what is published to DNS servers, entry by entry and place by place. Pure. */

import type { AnswersEntry, Forwarder, ZoneClaim } from '../../config/types.ts';
import { type Finding, finding, reason, type Skip, skip, skipUnseen, type Unseen } from '../../core/plan.ts';
import { readPublished } from '../../dns-files/header.ts';
import type { AnswerData } from '../../dns-files/types.ts';
import { withBetween } from '../../net/dns-name.ts';
import { ANSWERS_REMEDY } from '../endpoints/addresses.ts';
import { claimedNames } from '../zones/claims.ts';
import type { ObservedDns, RecordSetChange } from '../zones/types.ts';
import { answersOf } from './answers.ts';
import { answersKey, placeKeys, recordKey, sourceKey, updateKey, updateNames } from './keys.ts';
import { ownerAt, planUpdate } from './targets/dynamic-update.ts';
import { planAnswersFile, planForwarderFile } from './targets/file.ts';
import { planRecord } from './targets/record.ts';
import { planRule } from './targets/resolver-rule.ts';
import type { ObservedFile, PublishChange, Source } from './types.ts';

/** What of the config is published. */
export interface PublishingClaims {
  readonly zones: readonly ZoneClaim[];
  readonly forwarders: readonly Forwarder[];
  readonly answers: readonly AnswersEntry[];
}

type Part = PublishChange | RecordSetChange | Skip | Finding;

/** Entries out of scope are not planned. A place that could not be read is skipped, and holds up no other. */
export const planPublishing = ({ zones, forwarders, answers }: PublishingClaims, observed: ObservedDns): Part[] => [
  ...forwarders
    .filter(({ name }) => observed.publishing.forwarders.includes(name))
    .flatMap(planForwarder(zones, observed)),
  ...answers.filter(({ name }) => observed.publishing.answers.includes(name)).flatMap(planAnswers(observed)),
];

const unreadOf =
  ({ unseen }: ObservedDns) =>
  (key: string): Unseen | undefined =>
    unseen.find((one) => one.key === key);

const planForwarder =
  (zones: readonly ZoneClaim[], observed: ObservedDns) =>
  (entry: Forwarder): Part[] => {
    const places = placeKeys(entry.publish, entry.domains);
    const unread = unreadOf(observed)(sourceKey(entry.name));
    if (unread) return places.map((key) => skipUnseen(key, unread));
    const source = observed.publishing.sources[entry.name];
    if (!source || source.serving.length === 0) return [nothingToAsk(entry)];
    return entry.publish.flatMap((publisher) => planForwarderPlace(entry, publisher, source, zones, observed));
  };

const nothingToAsk = ({ name }: Forwarder): Finding => {
  const why = 'its source has no address that is in service; what was published stays';
  return finding('warning', sourceKey(name), reason('NO_ADDRESSES', why), 'look after the source');
};

const planForwarderPlace = (
  entry: Forwarder,
  publisher: Forwarder['publish'][number],
  source: Source,
  zones: readonly ZoneClaim[],
  observed: ObservedDns,
): Part[] => {
  const { publishing, now } = observed;
  const [key = ''] = placeKeys([publisher], entry.domains);
  const unread = unreadOf(observed)(key);
  if (unread) return [skipUnseen(key, unread)];
  if ('resolverRule' in publisher) {
    return publishing.rules.filter(({ id }) => id === key).map((rule) => planRule(entry, source, rule, now));
  }
  if ('record' in publisher) {
    const found = publishing.records[recordKey(publisher)];
    if (!found) return [];
    const isTwice = zones
      .filter(({ zone }) => zone === publisher.zone)
      .some((claim) =>
        claimedNames(claim, found.zone.name, observed.azs).some(({ name }) => name === publisher.record),
      );
    if (isTwice) return [skip(key, 'CLAIMED_TWICE', 'an entry of dns.zones claims the name, too')];
    return planRecord(entry, source, publisher, found, now);
  }
  const { file: format, adopt, pullSeconds } = publisher;
  const content = { domains: entry.domains, port: entry.port ?? 53 };
  return filesAt(publishing.files, key).map((file) =>
    planForwarderFile({ entry: entry.name, adopt, file, now }, format, source, content, pullSeconds),
  );
};

const filesAt = (files: readonly ObservedFile[], to: string): ObservedFile[] => files.filter((file) => file.to === to);

const planAnswers =
  (observed: ObservedDns) =>
  (entry: AnswersEntry): Part[] => {
    const places = placeKeys(entry.publish, entry.domains);
    const unread = unreadOf(observed)(answersKey(entry.name));
    if (unread) return places.map((key) => skipUnseen(key, unread));
    const answered = answersOf(entry, observed, publishedBy(entry, observed));
    if ('code' in answered) return places.map((key) => ({ key, reason: answered }));
    const { data, doubt } = answered;
    return [
      ...(doubt ? [finding('warning', answersKey(entry.name), doubt, ANSWERS_REMEDY)] : []),
      ...entry.publish.flatMap((publisher) => planAnswersPlace(entry, publisher, data, observed)),
    ];
  };

/** What the entry's places answer with now, once for each place: what others have put there says nothing. */
const publishedBy = ({ name, domains, publish }: AnswersEntry, { publishing }: ObservedDns): string[] => {
  const values = publish.flatMap((publisher): readonly string[] => {
    if ('file' in publisher) {
      const found = filesAt(publishing.files, publisher.to).map((file) => readPublished(file.found?.text ?? ''));
      return found.flatMap((file) => (file?.entry === name ? file.values : []));
    }
    return domains.flatMap((domain) => {
      const at = updateNames(publisher, domain);
      const rrsets = publishing.updates
        .filter(({ key }) => key === updateKey(publisher, domain))
        .flatMap((one) => one.rrsets);
      if (ownerAt(at.mark, rrsets) !== name && !publisher.adopt) return [];
      return rrsets
        .filter(({ type, name: owner }) => type !== 'TXT' && (owner === at.name || owner === at.below))
        .flatMap((set) => set.values);
    });
  });
  return values.sort();
};

const planAnswersPlace = (
  { name, domains }: AnswersEntry,
  publisher: AnswersEntry['publish'][number],
  data: AnswerData,
  observed: ObservedDns,
): Part[] => {
  const { publishing, now } = observed;
  return placeKeys([publisher], domains).flatMap((key): Part[] => {
    const unread = unreadOf(observed)(key);
    if (unread) return [skipUnseen(key, unread)];
    if ('update' in publisher) {
      const domain = withBetween(domains).find((one) => updateKey(publisher, one) === key) ?? '';
      return publishing.updates
        .filter((found) => found.key === key)
        .map((found) => planUpdate(name, publisher, domain, data, found, now));
    }
    const { file: format, adopt, ttl, origin } = publisher;
    const content = { domains, data, ttl, ...(origin === undefined ? {} : { origin }) };
    return filesAt(publishing.files, key).map((file) =>
      planAnswersFile({ entry: name, adopt, file, now }, format, content),
    );
  });
};
