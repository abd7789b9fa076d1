/** Plans what is published to DNS servers, entry by entry and target by target. Pure. */
import type { HostedZone } from '../../aws/types.ts';
import type { AnswersEntry, Forwarder } from '../../config/types.ts';
import { type Finding, type Skip, skipUnseen, type Unseen } from '../../core/plan.ts';
import { readPublished } from '../../dns-files/header.ts';
import type { AnswerData } from '../../dns-files/types.ts';
import { withBetween } from '../../net/dns-name.ts';
import { finding, reason, skip } from '../codes.ts';
import type { Indexed } from '../endpoints/indexed.ts';
import { isOf } from '../record-sets/owner-mark.ts';
import type { RecordSetChange } from '../record-sets/types.ts';
import { answersOf } from './answers.ts';
import { answersKey, recordKey, sourceKey, targetKeys, updateKey, updateNames } from './keys.ts';
import { ownerAt, planUpdate } from './targets/dynamic-update.ts';
import { planAnswersFile, planForwarderFile } from './targets/file.ts';
import { planRecord } from './targets/record.ts';
import { planRule } from './targets/resolver-rule.ts';
import type { ObservedFile, ObservedForPublishing, PublishChange, PublishClaims, Source } from './types.ts';

/** Does something else in the config claim this name of a zone? */
type IsTaken = (zone: HostedZone, name: string) => boolean;

type Part = PublishChange | RecordSetChange | Skip | Finding;

/** Entries out of scope are not planned. A target that could not be read is skipped, and holds up no other. */
export const planPublishing = (
  { forwarders, answers }: PublishClaims,
  observed: Indexed<ObservedForPublishing>,
  isTaken: IsTaken,
): Part[] => [
  ...forwarders
    .filter(({ name }) => observed.publishing.forwarders.includes(name))
    .flatMap(planForwarder(isTaken, observed)),
  ...answers.filter(({ name }) => observed.publishing.answers.includes(name)).flatMap(planAnswers(observed)),
];

const unreadOf =
  ({ unseen }: ObservedForPublishing) =>
  (key: string): Unseen | undefined =>
    unseen.find((one) => one.key === key);

const planForwarder =
  (isTaken: IsTaken, observed: Indexed<ObservedForPublishing>) =>
  (entry: Forwarder): Part[] => {
    const targets = targetKeys(entry.publish, entry.domains);
    const unread = unreadOf(observed)(sourceKey(entry.name));
    if (unread) return targets.map((key) => skipUnseen(key, unread));
    const source = observed.publishing.sources[entry.name];
    if (source?.unfit !== undefined) return [unfitSource(entry, source.unfit)];
    if (!source || source.serving.length === 0) return [nothingToAsk(entry)];
    return entry.publish.flatMap((publisher) => planForwarderTarget(entry, publisher, source, isTaken, observed));
  };

const unfitSource = ({ name }: Forwarder, why: string): Finding =>
  finding(sourceKey(name), reason('SOURCE_UNFIT', `${why}; what was published stays`));

const nothingToAsk = ({ name }: Forwarder): Finding => {
  const why = 'its source has no address that is in service; what was published stays';
  return finding(sourceKey(name), reason('NO_ADDRESSES', why));
};

const planForwarderTarget = (
  entry: Forwarder,
  publisher: Forwarder['publish'][number],
  source: Source,
  isTaken: IsTaken,
  observed: Indexed<ObservedForPublishing>,
): Part[] => {
  const { publishing, now, by } = observed;
  const [key = ''] = targetKeys([publisher], entry.domains);
  const unread = unreadOf(observed)(key);
  if (unread) return [skipUnseen(key, unread)];
  if ('resolverRule' in publisher) {
    return publishing.rules.filter(({ id }) => id === key).map((rule) => planRule(entry, source, rule, now));
  }
  if ('record' in publisher) {
    const found = publishing.records[recordKey(publisher)];
    if (!found) return [];
    if (isTaken(found.zone, publisher.record)) {
      return [skip(key, 'CLAIMED_TWICE', 'an entry of dns.zones claims the name, too')];
    }
    return planRecord({ entry: entry.name, by }, source, publisher, found, now);
  }
  const { file: format, adopt, pullSeconds, insecure = false } = publisher;
  const content = { domains: entry.domains, port: entry.port ?? 53, insecure };
  return filesAt(publishing.files, key).map((file) =>
    planForwarderFile({ entry: entry.name, by, adopt, file, now }, format, source, content, pullSeconds),
  );
};

const filesAt = (files: readonly ObservedFile[], to: string): ObservedFile[] => files.filter((file) => file.to === to);

const planAnswers =
  (observed: Indexed<ObservedForPublishing>) =>
  (entry: AnswersEntry): Part[] => {
    const targets = targetKeys(entry.publish, entry.domains);
    const unread = unreadOf(observed)(answersKey(entry.name));
    if (unread) return targets.map((key) => skipUnseen(key, unread));
    const answered = answersOf(entry, observed, publishedBy(entry, observed));
    if ('code' in answered) return targets.map((key) => ({ key, reason: answered }));
    const { data, shortfall } = answered;
    return [
      ...(shortfall ? [finding(answersKey(entry.name), shortfall)] : []),
      ...entry.publish.flatMap((publisher) => planAnswersTarget(entry, publisher, data, observed)),
    ];
  };

/** What the entry's targets answer with now, once for each target: what others have put there says nothing. */
const publishedBy = (
  { name: entry, domains, publish }: AnswersEntry,
  { publishing, by }: ObservedForPublishing,
): string[] => {
  const values = publish.flatMap((publisher): readonly string[] => {
    if ('file' in publisher) {
      const found = filesAt(publishing.files, publisher.to).map((file) => readPublished(file.found?.text ?? ''));
      return found.flatMap((file) => (file && isOf(file, { entry, by }) ? file.values : []));
    }
    return domains.flatMap((domain) => {
      const at = updateNames(publisher, domain);
      const rrsets = publishing.updates
        .filter(({ key }) => key === updateKey(publisher, domain))
        .flatMap((one) => one.rrsets);
      if (!isOf(ownerAt(at.ownerMark, rrsets), { entry, by }) && !publisher.adopt) return [];
      return rrsets
        .filter(({ type, name: owner }) => type !== 'TXT' && (owner === at.name || owner === at.below))
        .flatMap((set) => set.values);
    });
  });
  return values.sort();
};

const OUTSIDE =
  'the server is reached from dns.network alone: the dns function keeps it, which looks again within five minutes';

const planAnswersTarget = (
  { name, domains }: AnswersEntry,
  publisher: AnswersEntry['publish'][number],
  data: AnswerData,
  observed: Indexed<ObservedForPublishing>,
): Part[] => {
  const { publishing, now, by } = observed;
  return targetKeys([publisher], domains).flatMap((key): Part[] => {
    const unread = unreadOf(observed)(key);
    if (unread) return [skipUnseen(key, unread)];
    if ('update' in publisher && publishing.outside) return [skip(key, 'LEFT_TO_DNS_FUNCTION', OUTSIDE)];
    if ('update' in publisher) {
      const domain = withBetween(domains).find((one) => updateKey(publisher, one) === key) ?? '';
      return publishing.updates
        .filter((found) => found.key === key)
        .map((found) => planUpdate({ entry: name, by }, publisher, domain, data, found, now));
    }
    const { file: format, adopt, ttl, origin } = publisher;
    const content = { domains, data, ttl, ...(origin === undefined ? {} : { origin }) };
    return filesAt(publishing.files, key).map((file) =>
      planAnswersFile({ entry: name, by, adopt, file, now }, format, content),
    );
  });
};
