/** What becomes of the targets that forwarders and answers are published to: each refuses what the real one refuses. */

import { type DnsChange, type ObservedDns, planDns } from '../../../../lib/dns/parts.ts';
import { targetKeys } from '../../../../lib/dns/publishing/keys.ts';
import type { ObservedUpdate, PublishChange, PublishTarget } from '../../../../lib/dns/publishing/types.ts';
import { ownerMarkName, readOwnerMark } from '../../../../lib/dns/record-sets/owner-mark.ts';
import { isRecordSetChange, type ZoneRecords } from '../../../../lib/dns/record-sets/types.ts';
import { readPublished } from '../../../../lib/dns-files/header.ts';

import type { Prerequisite, Rrset } from '../../../../lib/dns-update/types.ts';
import { normalName } from '../../../../lib/net/dns-name.ts';
import { written } from './random-dns.ts';
import type { PublishingWorld } from './random-publishing.ts';

/** What a forwarder's target holds: since when (ms), and how long (ms) clients may still use what they took from it. */
export interface Current {
  readonly entry: string;
  readonly values: readonly string[];
  /** Ids of the sources that they are said to be from. */
  readonly from: readonly string[];
  readonly at: number;
  readonly drainMs: number;
  readonly isRule: boolean;
}

/** What the targets of the forwarders hold, by key. A target that could not be read, or is not ours, is left out. */
export const currentByKey = (
  { claims, foreign }: PublishingWorld,
  { publishing, now }: ObservedDns,
): Map<string, Current> =>
  new Map(
    claims.forwarders.flatMap(({ name: entry, publish, domains }) =>
      publish.flatMap((publisher): [string, Current][] => {
        const [key = ''] = targetKeys([publisher], domains);
        if (foreign.has(key)) return [];
        if ('resolverRule' in publisher) {
          const rule = publishing.rules.find(({ id }) => id === key);
          const values = (rule?.targets ?? []).map(({ ip }) => ip).sort();
          return rule ? [[key, { entry, values, at: rule.modifiedAt, drainMs: 60_000, from: [], isRule: true }]] : [];
        }
        if ('record' in publisher) {
          const found = publishing.records[key];
          return found ? [[key, { ...currentOfRecord(found, publisher, now), entry, isRule: false }]] : [];
        }
        const file = publishing.files.find(({ to }) => to === key);
        const { values = [], from = [] } = readPublished(file?.found?.text ?? '') ?? {};
        const at = file?.found?.modifiedAt ?? 0;
        return file ? [[key, { entry, values, at, drainMs: publisher.pullSeconds * 1_000, from, isRule: false }]] : [];
      }),
    ),
  );

/** Without an owner mark nobody knows since when it is so: as good as since now. */
const currentOfRecord = (
  { records }: ZoneRecords,
  { record, ttl }: { readonly record: string; readonly ttl: number },
  now: number,
) => {
  const at = (name: string) => records.filter((set) => normalName(set.name) === name);
  const ownerMarks = at(ownerMarkName(record)).flatMap(
    ({ values = [] }) => readOwnerMark(values.join().replace(/^"|"$/g, '')) ?? [],
  );
  const sets = at(record).filter(({ type }) => type === 'A' || type === 'AAAA');
  return {
    values: sets.flatMap(({ values = [] }) => values).sort(),
    at: now,
    from: [],
    ...ownerMarks[0],
    drainMs: ttl * 1_000,
  };
};

/** The world after the changes, made one after the other. Throws where AWS, S3 or a primary would refuse one. */
export const published = (world: ObservedDns, changes: readonly DnsChange[]): ObservedDns => {
  const placed = changes
    .filter((change): change is PublishChange => change.action === 'publish')
    .reduce(publish, world);
  const records = Object.entries(placed.publishing.records).map(([key, zone]) => {
    const of = changes.filter(isRecordSetChange).filter((change) => belongs(change.key, key));
    return [key, of.length > 0 ? writtenInto(placed, zone, of) : zone] as const;
  });
  return { ...placed, publishing: { ...placed.publishing, records: Object.fromEntries(records) } };
};

/** A set of the name itself, or of its owner mark: `<zone>/<name>/<type>` and `<zone>/<name>`. */
const belongs = (change: string, target: string): boolean => {
  const [zone = '', name = ''] = target.split('/');
  return [`${zone}/${name}`, `${zone}/${ownerMarkName(name)}`].includes(change.slice(0, change.lastIndexOf('/')));
};

const writtenInto = (world: ObservedDns, zone: ZoneRecords, changes: readonly DnsChange[]): ZoneRecords => {
  const [after] = written({ ...world, zones: [{ ...zone, whole: false }] }, changes).zones;
  if (!after) throw new Error('the zone is gone');
  return after;
};

const publish = (world: ObservedDns, { key, target }: PublishChange): ObservedDns => {
  const { publishing, now } = world;
  const { rules, files, updates } = {
    rules: publishing.rules.map((rule) =>
      rule.id === key && target.kind === 'rule'
        ? { ...rule, ...targetsAfter(rule.status, target), modifiedAt: now }
        : rule,
    ),
    files: publishing.files.map((file) =>
      file.to === key && target.kind === 'file'
        ? { to: key, found: textAfter(file.found?.version, target, now) }
        : file,
    ),
    updates: publishing.updates.map((update) =>
      update.key === key && target.kind === 'update' ? rrsetsAfter(update, target) : update,
    ),
  };
  return { ...world, publishing: { ...publishing, rules, files, updates } };
};

const refuse = (why: string): never => {
  throw new Error(`refused: ${why}`);
};

const targetsAfter = (status: string, { targets }: Extract<PublishTarget, { kind: 'rule' }>) => {
  if (status === 'UPDATING' || status === 'DELETING') refuse('ResourceUnavailableException');
  const several = new Set(targets.map(({ ip }) => ip)).size;
  if (targets.length < 1 || targets.length > 6 || several !== targets.length) refuse('LimitExceededException');
  return { targets };
};

const textAfter = (
  found: string | undefined,
  { text, version }: Extract<PublishTarget, { kind: 'file' }>,
  now: number,
) => {
  if (found !== version) refuse('PreconditionFailed');
  return { text, version: `${Number(version ?? '0') + 1}`, modifiedAt: now };
};

const rrsetsAfter = (
  { key, rrsets }: ObservedUpdate,
  target: Extract<PublishTarget, { kind: 'update' }>,
): ObservedUpdate => {
  for (const one of target.prerequisites) if (!holds(rrsets, one)) refuse(`${one.kind} ${one.name}`);
  const kept = rrsets.filter((set) => !target.deletes.some(({ name, type }) => set.name === name && set.type === type));
  const after = [...kept, ...target.adds];
  for (const { name } of after.filter(({ type }) => type === 'CNAME')) {
    if (after.filter((set) => set.name === name).length > 1) refuse(`a CNAME at ${name} beside other records`);
  }
  return { key, rrsets: after };
};

const sorted = (values: readonly string[] = []): string => [...values].sort().join();

const holds = (rrsets: readonly Rrset[], wanted: Prerequisite): boolean => {
  const at = rrsets.filter(({ name }) => name === wanted.name);
  if (wanted.kind === 'used' || wanted.kind === 'unused') return (wanted.kind === 'used') === at.length > 0;
  const values = at.find(({ type }) => type === wanted.type)?.values;
  return wanted.kind === 'lacks' ? values === undefined : sorted(values) === sorted(wanted.values);
};

/** The world some time (ms) later. A rule that was being updated is done then. */
export const later = (world: ObservedDns, ms: number): ObservedDns => ({
  ...world,
  now: world.now + ms,
  publishing: {
    ...world.publishing,
    rules: world.publishing.rules.map((rule) => (rule.status === 'UPDATING' ? { ...rule, status: 'COMPLETE' } : rule)),
  },
});

/** A round of a run, the changes that it planned, and what they made of the world. */
export interface Step {
  readonly before: ObservedDns;
  readonly changes: readonly DnsChange[];
  readonly after: ObservedDns;
}

/** What runs do, one after the other with some time (ms) between, until `times` of them are over. */
export const runs = ({ claims, observed }: PublishingWorld, times: number, pauseMs: number): Step[] => {
  const steps: Step[] = [];
  let world = observed;
  for (let nr = 0; nr < times; nr += 1) {
    for (;;) {
      const { changes } = planDns(claims, world);
      if (changes.length === 0) break;
      const after = published(world, changes);
      steps.push({ before: world, changes, after });
      world = after;
      if (steps.length > 1_000) throw new Error('there is no end to it');
    }
    world = later(world, pauseMs);
  }
  return steps;
};
