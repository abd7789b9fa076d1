/** Reads what forwarders' sources offer, and what the targets hold that forwarders and answers are published to. */
import { describeVpcs } from '../../aws/ec2/network.ts';
import { getHostedZone, listRecords } from '../../aws/route53/hosted-zones.ts';
import {
  getResolverEndpoint,
  getResolverRule,
  listResolverAddresses,
  listResolverRules,
  listRuleVpcs,
} from '../../aws/route53resolver/resolver.ts';
import type { AnswersEntry, Forwarder } from '../../config/types.ts';
import { inTime } from '../../core/in-time.ts';
import type { Unseen } from '../../core/plan.ts';
import { type Found, readEach, readOrUnseen, unseen } from '../../core/read.ts';
import { withBetween } from '../../net/dns-name.ts';
import { namesForeignOwner } from '../record-sets/foreign-owner.ts';
import { ownerMarkName } from '../record-sets/owner-mark.ts';
import { nameReader } from '../record-sets/read-names.ts';
import type { ZoneRecords } from '../record-sets/types.ts';
import { FEW_RULES } from './few-rules.ts';
import { type RecordPublisher, recordKey, sourceKey, type UpdatePublisher, updateKey, updateNames } from './keys.ts';
import type { Primaries } from './primaries.ts';
import { fromConfig, fromEndpoint, fromVpc } from './sources.ts';
import { hasFolder, isOnHost, readText } from './store.ts';
import type { ObservedFile, ObservedPublishing, ObservedRule, ObservedUpdate, PublishClaims, Source } from './types.ts';

/** Of one attempt to ask a primary, and the pause before the second, the last: a run does not wait long for a silent one. */
const TIMEOUT_MS = 2_000;
const PAUSES_MS = [200];

interface Seen {
  readonly publishing: ObservedPublishing;
  readonly unseen: readonly Unseen[];
}

/** What one run asks with; `now` is the clock in ms since the epoch, which signatures carry. */
interface Asking {
  readonly primaries: Primaries;
  readonly now: () => number;
  /** As in `ObservedPublishing`. */
  readonly outside?: boolean;
}

/** The entries are those in scope. What cannot be read is `unseen` under its own key. */
export const observePublishing = async ({ forwarders, answers }: PublishClaims, asking: Asking): Promise<Seen> => {
  const publishers = forwarders.flatMap(({ publish }) => publish);
  const rules = new Set(publishers.flatMap((one) => ('resolverRule' in one ? one.resolverRule : [])));
  const records = publishers.filter((one) => 'record' in one);
  const files = new Set(
    [...publishers, ...answers.flatMap(({ publish }) => publish)].flatMap((one) => ('file' in one ? one.to : [])),
  );
  const [sources, ruled, recorded, filed, updated] = await Promise.all([
    readEachInTime(forwarders, ({ name }) => sourceKey(name), sourceReader()),
    readRules([...rules]),
    readEachInTime(records, recordKey, readRecord),
    readFiles([...files]),
    asking.outside ? { found: [], unseen: [] } : readUpdates(answers, asking),
  ]);
  return {
    publishing: {
      forwarders: forwarders.map(({ name }) => name),
      answers: answers.map(({ name }) => name),
      sources: Object.fromEntries(sources.found),
      rules: ruled.found,
      records: Object.fromEntries(recorded.found),
      files: filed.found,
      updates: updated.found,
      ...(asking.outside ? { outside: true } : {}),
    },
    unseen: [sources, ruled, recorded, filed, updated].flatMap((one) => one.unseen),
  };
};

/** A place that hangs holds up no other. Ms. */
const LIMIT_MS = 8_000;

/** Reads each thing of AWS, none of which holds up another. */
const readEachInTime = <In, Out>(
  things: readonly In[],
  keyOf: (thing: In) => string,
  read: (thing: In) => Promise<Out>,
): Promise<Found<Out>> => readEach(things, keyOf, (thing) => inTime(() => read(thing), { limitMs: LIMIT_MS }));

/** A disk that hangs is left to the next run, as a server outside of AWS is: no queue waits for it. */
const readFiles = (files: readonly string[]): Promise<Found<ObservedFile>> =>
  readEach(
    files,
    (to) => to,
    (to) => inTime(() => readFile(to), { limitMs: LIMIT_MS, retryable: !isOnHost(to) }),
  );

/** Many forwarders may have one source: each endpoint and each VPC is read once. */
const sourceReader = () => {
  const known = new Map<string, Promise<Source>>();
  return async ({ name, from }: Forwarder): Promise<[string, Source]> => {
    if ('addresses' in from) return [name, fromConfig(from.addresses)];
    const id = 'resolverEndpoint' in from ? from.resolverEndpoint : from.vpcResolver;
    const reading = known.get(id) ?? ('resolverEndpoint' in from ? readEndpoint(id) : readVpc(id));
    known.set(id, reading);
    return [name, await reading];
  };
};

const readEndpoint = async (id: string): Promise<Source> => {
  const [endpoint, addresses] = await Promise.all([getResolverEndpoint(id), listResolverAddresses(id)]);
  return fromEndpoint(endpoint, addresses);
};

const readVpc = async (id: string): Promise<Source> => {
  const [vpc] = await describeVpcs([id]);
  if (!vpc) throw absent(`there is no VPC ${id} here`, 'InvalidVpcID.NotFound');
  return fromVpc(vpc);
};

/** The error that AWS's own code for it stands for, where a listing lacks what was asked for. */
const absent = (message: string, name: string): Error => Object.assign(new Error(message), { name, retryable: false });

const readRules = (ids: readonly string[]): Promise<Found<ObservedRule>> => {
  const all = ids.length > FEW_RULES ? readAssociated(ids) : undefined;
  return readEachInTime(
    ids,
    (id) => id,
    async (id) => {
      const found = (await (all ?? readAssociated([id]))).find((rule) => rule.id === id);
      if (found) return found;
      throw absent(`there is no rule ${id} here`, 'ResourceNotFoundException');
    },
  );
};

const readAssociated = async (ids: readonly string[]): Promise<ObservedRule[]> => {
  const [one = '', ...more] = ids;
  const [rules, associations] = await Promise.all(
    more.length > 0
      ? [listResolverRules(), listRuleVpcs()]
      : [getResolverRule(one).then((rule) => [rule]), listRuleVpcs(one)],
  );
  const wanted = associations.filter(({ ruleId }) => ids.includes(ruleId));
  const own = await describeVpcs([...new Set(wanted.map(({ vpcId }) => vpcId))]);
  return rules.map((rule) => {
    const vpcIds = wanted.filter(({ ruleId }) => ruleId === rule.id).map(({ vpcId }) => vpcId);
    return { ...rule, vpcIds, cidrs: own.flatMap(({ id, cidrs }) => (vpcIds.includes(id) ? cidrs : [])) };
  });
};

const readRecord = async (publisher: RecordPublisher): Promise<[string, ZoneRecords]> => {
  const { zone: id, record } = publisher;
  const names = [record, ownerMarkName(record)];
  const [zone, records] = await Promise.all([
    getHostedZone(id),
    nameReader((from) => listRecords(id, from)).read(names, namesForeignOwner),
  ]);
  return [recordKey(publisher), { zone, records }];
};

const readFile = async (to: string): Promise<ObservedFile> => {
  const found = await readText(to);
  return { to, ...(found ? { found } : {}), ...(hasFolder(to) ? {} : { homeless: true as const }) };
};

/** All domains that go to one zone of one server are asked for together. */
const readUpdates = async (answers: readonly AnswersEntry[], asking: Asking): Promise<Found<ObservedUpdate>> => {
  const wanted = answers.flatMap(({ publish, domains }) =>
    publish
      .filter((publisher) => 'update' in publisher)
      .flatMap((publisher) => withBetween(domains).map((domain) => ({ publisher, domain }))),
  );
  const together = [
    ...Map.groupBy(wanted, ({ publisher: { server, zone, key } }) => `${server} ${zone} ${key}`).values(),
  ];
  const found = await Promise.all(together.map((some) => readZone(some, asking)));
  return { found: found.flatMap((one) => one.found), unseen: found.flatMap((one) => one.unseen) };
};

interface WantedDomain {
  readonly publisher: UpdatePublisher;
  readonly domain: string;
}

const readZone = async (
  wanted: readonly WantedDomain[],
  { primaries, now }: Asking,
): Promise<Found<ObservedUpdate>> => {
  const [first] = wanted;
  if (!first) return { found: [], unseen: [] };
  const { server, zone, key: ref } = first.publisher;
  const named = wanted.map(({ publisher, domain }) => ({
    key: updateKey(publisher, domain),
    names: Object.values(updateNames(publisher, domain)),
  }));
  const key = await readOrUnseen(
    named.map((one) => one.key),
    () => inTime(() => primaries.key(ref), { limitMs: LIMIT_MS }),
  );
  if (key.value === undefined) return { found: [], unseen: key.unseen };
  const primary = { server, zone, key: key.value, now: now(), timeoutMs: TIMEOUT_MS, pausesMs: PAUSES_MS };
  const groups = named.map(({ names }) => names);
  const read = await readOrUnseen(
    named.map((one) => one.key),
    async () => {
      const { queryGroups } = await import('../../dns-update/lazy/update.ts');
      return primaries.reach(server, () => queryGroups({ ...primary, groups }));
    },
  );
  if (read.value === undefined) return { found: [], unseen: read.unseen.map(leftToTheSweep) };
  const answers = read.value;
  const each = named.map((one, at) => ({ key: one.key, rrsets: answers[at] ?? [] }));
  return {
    found: each.flatMap(({ key: at, rrsets }) => (rrsets instanceof Error ? [] : [{ key: at, rrsets }])),
    unseen: each.flatMap(({ key: at, rrsets }) =>
      rrsets instanceof Error ? [leftToTheSweep(unseen(at, rrsets))] : [],
    ),
  };
};

/** A queue that waits for a dead server would hold up the others. */
const leftToTheSweep = (thing: Unseen): Unseen => ({ ...thing, retryable: false });
