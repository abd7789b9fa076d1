/** Random forwarders and answers, what their sources offer, and what the targets hold that they are published to. */

import type { RecordSet, ResolverAddress } from '../../../../lib/aws/types.ts';
import type { AnswersEntry, Forwarder } from '../../../../lib/config/types.ts';
import type { DnsClaims, ObservedDns } from '../../../../lib/dns/parts.ts';
import { recordKey, updateKey, updateNames } from '../../../../lib/dns/publishing/keys.ts';
import { fromConfig, fromEndpoint, fromVpc } from '../../../../lib/dns/publishing/sources.ts';
import type {
  ObservedFile,
  ObservedPublishing,
  ObservedRule,
  ObservedUpdate,
  Source,
} from '../../../../lib/dns/publishing/types.ts';
import { ownerMarkName, ownerMarkText } from '../../../../lib/dns/record-sets/owner-mark.ts';
import type { ObservedZone } from '../../../../lib/dns/zones/types.ts';
import { UnprintableError } from '../../../../lib/dns-files/formats/index.ts';
import { composeAnswers, composeForwarders } from '../../../../lib/dns-files/header.ts';
import { ANSWERS_FORMATS, FORWARDER_FORMATS } from '../../../../lib/dns-files/types.ts';
import type { Rrset } from '../../../../lib/dns-update/types.ts';
import { regionalName, secondsAgo } from '../../../support/aws.ts';
import { config } from '../../../support/configs.ts';
import { observedDns, observedZone } from '../../../support/zones.ts';
import { chance, type Draw, oneOf, some, times, whole } from './random.ts';
import { answeringEndpoints } from './random-endpoints.ts';
import { hidden } from './random-unseen.ts';

export interface PublishingWorld {
  readonly claims: DnsClaims;
  readonly observed: ObservedDns;
  /** By forwarder: the state of each address that its source names, or nothing where the source does not tell. */
  readonly states: Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
  /** Keys of targets that hold what somebody else has put there, and that are not to be adopted. */
  readonly foreign: ReadonlySet<string>;
}

type Input = NonNullable<NonNullable<Parameters<typeof config>[0]>['dns']>;
type ForwarderInput = NonNullable<Input['forwarders']>[number];
type AnswersInput = NonNullable<Input['answers']>[number];

/** Addresses of one subnet, and a few of IPv6. */
const POOL = [...times(9, (at) => `10.0.0.${at + 1}`), 'fd00::1', 'fd00::2'];
const STATES = [
  ...(['ATTACHED', 'ATTACHED', 'ATTACHED', 'ATTACHED', 'CREATING', 'REMAP_DETACHING', 'DETACHING'] as const),
  ...(['DELETING', 'FAILED_RESOURCE_GONE', 'FAILED_CREATION', 'unknown (SUSPENDED)'] as const),
];
const DOMAINS = ['s3.eu-west-2.amazonaws.com', 'app.corp.example', 'sqs.eu-west-2.amazonaws.com'];
const OTHER = 'other';

export const publishingWorld = (g: Draw): PublishingWorld => {
  const { dns } = config({
    dns: {
      forwarders: times(whole(g, 0, 2), (at) => randomForwarder(g, at)),
      answers: times(whole(g, 0, 2), (at) => randomAnswers(g, at)),
    },
  });
  const claims: DnsClaims = { ...dns, verifications: [] };
  const foreign = new Set<string>();
  const told = dns.forwarders.map((entry) => [entry.name, randomSource(g, entry)] as const);
  const sources = Object.fromEntries(told.map(([name, { source }]) => [name, source]));
  const publishing: ObservedPublishing = {
    forwarders: some(g, 95, dns.forwarders).map(({ name }) => name),
    answers: some(g, 95, dns.answers).map(({ name }) => name),
    sources,
    rules: dns.forwarders.flatMap((entry) => rulesOf(g, entry)),
    records: Object.fromEntries(dns.forwarders.flatMap((entry) => recordsOf(g, entry, sources[entry.name], foreign))),
    files: [
      ...dns.forwarders.flatMap((entry) => forwarderFiles(g, entry, sources[entry.name], foreign)),
      ...dns.answers.flatMap((entry) => answerFiles(g, entry, foreign)),
    ],
    updates: dns.answers.flatMap((entry) => updatesOf(g, entry, foreign)),
  };
  const states = Object.fromEntries(told.map(([name, one]) => [name, one.states]));
  return {
    claims,
    observed: hidden(g, claims, observedDns({ zones: [], ...answeringEndpoints(g), publishing })),
    states,
    foreign,
  };
};

const randomForwarder = (g: Draw, at: number): ForwarderInput => ({
  name: `fwd-${at}`,
  domains: [DOMAINS[0] ?? '', ...some(g, 20, DOMAINS.slice(1))],
  from: oneOf<ForwarderInput['from']>(
    g,
    { resolverEndpoint: `rslvr-in-${at}` },
    { resolverEndpoint: `rslvr-in-${at}` },
    { vpcResolver: 'vpc-1' },
    { addresses: some(g, 40, POOL).concat('10.0.0.200') },
  ),
  ...(chance(g, 20) ? { port: 5353 } : {}),
  publish: times(whole(g, 1, 4), (nr) => {
    const adopt = chance(g, 15);
    return oneOf<ForwarderInput['publish'][number]>(
      g,
      { resolverRule: `rslvr-rr-${at}${nr}` },
      { record: `f${at}${nr}.corp.example`, zone: oneOf(g, 'Z1', 'Z2'), ttl: 60, adopt },
      { file: oneOf(g, ...FORWARDER_FORMATS), to: `s3://dns/f${at}${nr}`, pullSeconds: oneOf(g, 0, 60, 300), adopt },
    );
  }),
});

const randomAnswers = (g: Draw, at: number): AnswersInput => {
  const as = oneOf<Pick<AnswersInput['from'], 'as' | 'answering'>>(
    g,
    { as: 'name' },
    { as: 'addresses' },
    { as: 'addresses', answering: true },
  );
  return {
    name: `ans-${at}`,
    domains: [DOMAINS[0] ?? '', ...some(g, 30, DOMAINS.slice(1))],
    from: { endpoint: oneOf(g, { id: 'vpce-1' }, { tags: { waykeeper: 's3' } }), ...as },
    publish: randomAnswerPlaces(g, at, as.as),
  };
};

const randomAnswerPlaces = (g: Draw, at: number, as: AnswersInput['from']['as']): AnswersInput['publish'] =>
  times(whole(g, 1, 3), (nr) => {
    const adopt = chance(g, 15);
    // Those that know addresses alone are a fault of the config beside `as: name`.
    const file = oneOf(g, ...(as === 'name' ? (['rpz', 'unbound'] as const) : ANSWERS_FORMATS));
    const origin = file === 'rpz' ? { origin: 'rpz.corp.example' } : {};
    return oneOf<AnswersInput['publish'][number]>(
      g,
      { file, to: `/etc/dns/a${at}${nr}`, adopt, ...origin },
      { update: oneOf(g, 'rpz', 'zone'), server: `10.10.0.${nr}:53`, zone: `z${at}.example`, key: 'ssm:/tsig', adopt },
    );
  });

/** What a source offers, and the states that this is made from. */
const randomSource = (g: Draw, { from }: Forwarder) => {
  if ('addresses' in from) return { source: fromConfig(from.addresses), states: undefined };
  if ('vpcResolver' in from) {
    const cidrs = chance(g, 90) ? ['10.0.0.0/24'] : ['fd00::/56'];
    return { source: fromVpc({ id: from.vpcResolver, cidrs }), states: undefined };
  }
  const addresses = some(g, 50, POOL).map((ip): ResolverAddress => ({ ip, status: oneOf(g, ...STATES) }));
  const shown = chance(g, 8) ? addresses.filter(({ status }) => status !== 'ATTACHED') : addresses;
  const isWhole = chance(g, 85);
  const source = fromEndpoint(
    {
      ...{ id: from.resolverEndpoint, vpcId: 'vpc-9', direction: 'INBOUND', plainDns: true },
      addressCount: isWhole ? shown.length : shown.length + 1,
    },
    shown,
  );
  return { source, states: isWhole ? Object.fromEntries(shown.map(({ ip, status }) => [ip, status])) : undefined };
};

/** Where published addresses are said to be from: the source, another one that was there before, or it is not said. */
const randomOrigin = (g: Draw, source: Source | undefined): string[] =>
  oneOf(g, [source?.id ?? 'config'], [source?.id ?? 'config'], [source?.id ?? 'config', 'rslvr-in-old'], []);

/** A short while ago, or long ago. */
const randomTime = (g: Draw): number => secondsAgo(oneOf(g, 0, 30, 60, 200, 300, 86_400));

const publishersOf = <Entry extends Forwarder | AnswersEntry, Key extends string>({ publish }: Entry, kind: Key) =>
  (publish as readonly Entry['publish'][number][]).filter(
    (one): one is Extract<Entry['publish'][number], Readonly<Record<Key, unknown>>> => kind in one,
  );

const rulesOf = (g: Draw, entry: Forwarder): ObservedRule[] =>
  publishersOf(entry, 'resolverRule').map(({ resolverRule: id }) => {
    const inside = chance(g, 10);
    const how = oneOf(g, { port: 53 }, { port: 53 }, { port: 443, protocol: 'DoH', serverName: 'dns.corp.example' });
    return {
      ...{ id, ownerId: '111122223333', modifiedAt: randomTime(g) },
      domain: chance(g, 92) ? (entry.domains[0] ?? '') : 'else.example',
      type: chance(g, 95) ? 'FORWARD' : 'SYSTEM',
      status: oneOf(g, 'COMPLETE', 'COMPLETE', 'COMPLETE', 'COMPLETE', 'UPDATING', 'FAILED'),
      share: chance(g, 95) ? 'NOT_SHARED' : 'SHARED_WITH_ME',
      targets: some(g, 45, POOL)
        .slice(0, 6)
        .map((ip) => ({ ip, ...how })),
      vpcIds: inside ? [oneOf(g, 'vpc-1', 'vpc-9')] : [],
      cidrs: inside ? ['10.0.0.0/29'] : [],
    };
  });

/** What stands at a target: ours, ours in disorder, somebody else's, or nothing. */
const randomOwner = (g: Draw) => oneOf(g, 'ours', 'ours', 'ours', 'edited', 'theirs', 'other', 'nothing');

const recordsOf = (
  g: Draw,
  entry: Forwarder,
  source: Source | undefined,
  foreign: Set<string>,
): [string, ObservedZone][] =>
  publishersOf(entry, 'record').map((publisher) => {
    const { record: name, zone: id, adopt } = publisher;
    const owner = randomOwner(g);
    const strangers = owner === 'theirs' && chance(g, 50);
    const set = (type: string, values: readonly string[], at = name): RecordSet[] =>
      values.length === 0 ? [] : [{ name: `${at}.`, type, ttl: oneOf(g, 60, 60, 300), values }];
    const named = [...(source?.serving ?? []), ...(source?.doubtful ?? []), ...(source?.leaving ?? [])];
    const present = owner === 'theirs' ? ['192.0.2.1'] : some(g, 45, owner === 'edited' ? named : POOL);
    const sets = [
      ...set('A', present.filter(isIPv4)),
      ...set(
        'AAAA',
        present.filter((ip) => !isIPv4(ip)),
      ),
    ];
    const ownerMark = (of: string) =>
      set(
        'TXT',
        [`"${ownerMarkText({ entry: of, at: randomTime(g), from: randomOrigin(g, source) })}"`],
        ownerMarkName(name),
      );
    const stranger = set('TXT', ['"heritage=external-dns,external-dns/owner=k8s"'], `a-${name}`);
    const cname = owner === 'theirs' && chance(g, 30);
    if (strangers || (!adopt && (owner === 'theirs' || owner === 'other'))) foreign.add(recordKey(publisher));
    const records = {
      ours: [...sets, ...ownerMark(entry.name)],
      // Made by hand: nothing says whose it is.
      edited: sets,
      theirs: [...(cname ? set('CNAME', ['else.example']) : sets), ...(strangers ? stranger : [])],
      other: [...sets, ...ownerMark(OTHER)],
      nothing: [],
    }[owner];
    return [recordKey(publisher), observedZone(records, { id })];
  });

const isIPv4 = (ip: string): boolean => !ip.includes(':');

const forwarderFiles = (g: Draw, entry: Forwarder, source: Source | undefined, foreign: Set<string>): ObservedFile[] =>
  publishersOf(entry, 'file').map(({ to, file, adopt }) => {
    const content = { domains: entry.domains, addresses: some(g, 45, POOL).concat('10.0.0.1'), port: entry.port ?? 53 };
    const compose = (of: string): string =>
      printed(() => composeForwarders(of, chance(g, 90) ? file : 'bind', content, randomOrigin(g, source)));
    return randomFile(g, { entry: entry.name, to, adopt, compose }, foreign);
  });

const answerFiles = (g: Draw, entry: AnswersEntry, foreign: Set<string>): ObservedFile[] =>
  publishersOf(entry, 'file').map(({ to, file, adopt, ttl, origin = 'rpz.corp.example' }) => {
    const addresses = { addresses: some(g, 50, ['10.0.1.1', '10.0.1.2', '10.0.2.1']).concat('10.0.2.2') };
    const data = entry.from.as === 'name' ? { cname: regionalName(oneOf(g, 'vpce-1', 'vpce-2')) } : addresses;
    const content = { domains: entry.domains, data, ttl, ...(file === 'rpz' ? { origin } : {}) };
    const compose = (of: string): string => printed(() => composeAnswers(of, file, content, undefined, randomTime(g)));
    return randomFile(g, { entry: entry.name, to, adopt, compose }, foreign);
  });

/** What a format cannot say was never written. */
const printed = (compose: () => string): string => {
  try {
    return compose();
  } catch (error) {
    if (error instanceof UnprintableError) return '';
    throw error;
  }
};

interface FileInput {
  readonly entry: string;
  readonly to: string;
  readonly adopt: boolean;
  readonly compose: (entry: string) => string;
}

const randomFile = (g: Draw, { entry, to, adopt, compose }: FileInput, foreign: Set<string>): ObservedFile => {
  const owner = randomOwner(g);
  const mine = compose(entry);
  const text = {
    ours: mine,
    edited: mine === '' ? '' : `${mine}\n`,
    theirs: 'server:\n',
    other: compose(OTHER),
    nothing: oneOf(g, '', ' \n', undefined),
  }[owner];
  if (text === undefined) return { to };
  if (!adopt && text.trim() !== '' && (owner === 'theirs' || owner === 'other')) foreign.add(to);
  return { to, found: { text, version: '1', modifiedAt: randomTime(g) } };
};

const updatesOf = (g: Draw, entry: AnswersEntry, foreign: Set<string>): ObservedUpdate[] =>
  publishersOf(entry, 'update').flatMap((publisher) =>
    entry.domains.map((domain) => {
      const key = updateKey(publisher, domain);
      const { name, below, ownerMark } = updateNames(publisher, domain);
      const owner = randomOwner(g);
      const set = (at: string, type: Rrset['type'], values: readonly string[]): Rrset[] =>
        values.length === 0 ? [] : [{ name: at, type, ttl: oneOf(g, 60, 60, 300), values }];
      const ownerMarked = (of: string) => set(ownerMark, 'TXT', [ownerMarkText({ entry: of, at: randomTime(g) })]);
      const cname = chance(g, 50) ? [regionalName(oneOf(g, 'vpce-1', 'vpce-2'))] : [];
      const sets = [name, ...(owner === 'edited' ? [] : [below])].flatMap((at) =>
        cname.length > 0 ? set(at, 'CNAME', cname) : set(at, 'A', ['10.0.1.1', '10.0.1.2']),
      );
      if (!publisher.adopt && (owner === 'theirs' || owner === 'other')) foreign.add(key);
      const rrsets = {
        ours: [...sets, ...ownerMarked(entry.name)],
        edited: [...sets, ...ownerMarked(entry.name)],
        theirs: set(below, 'A', ['192.0.2.1']),
        other: [...some(g, 50, sets), ...ownerMarked(OTHER)],
        nothing: [],
      }[owner];
      return { key, rrsets };
    }),
  );
