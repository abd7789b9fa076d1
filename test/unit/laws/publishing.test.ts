/** The laws of what is published to DNS servers, tried on random forwarders, answers and targets. */
import { type DnsChange, type ObservedDns, planDns } from '../../../lib/dns/parts.ts';
import { sourceKey, targetKeys } from '../../../lib/dns/publishing/keys.ts';
import { ownerMarkName } from '../../../lib/dns/record-sets/owner-mark.ts';
import { isRecordSetChange } from '../../../lib/dns/record-sets/types.ts';
import { dnsStages } from '../../../lib/dns/stages.ts';
import { readPublished } from '../../../lib/dns-files/header.ts';
import { shareOf } from '../../support/runs.ts';
import { type Current, currentByKey, later, published, runs } from './support/publishing-model.ts';
import { chance, frozen, lawOn, shuffled, Tally, whole } from './support/random.ts';
import { type PublishingWorld, publishingWorld } from './support/random-publishing.ts';

const WORLDS = 500;
const PAUSE_MS = 100_000;
/** Six targets of a rule are exchanged one by one; nothing else takes so long. */
const ENOUGH = 12;
/** Said of a target that is ours and needs no change, now or before something else happens. */
const DONE = ['IN_ORDER', 'NO_ROOM'];
const seen = new Tally();

const law = lawOn(publishingWorld, WORLDS);

const changesOf = ({ claims, observed }: PublishingWorld): readonly DnsChange[] => planDns(claims, observed).changes;

/** The target that a change writes: a record set's and its owner mark's are one. */
const targetOf = ({ key, ...change }: DnsChange): string => {
  if (change.action === 'publish') return key;
  const [zone, name = ''] = key.split('/');
  return `${zone}/${name.startsWith(ownerMarkName('')) ? name.slice(ownerMarkName('').length) : name}`;
};

const targetsIn = (changes: readonly DnsChange[]): Set<string> => new Set(changes.map(targetOf));

const without = (values: readonly string[], others: readonly string[]): string[] =>
  values.filter((value) => !others.includes(value));

/** May an address of a target still answer, as far as its source tells? Of other sources' addresses it tells nothing. */
const mayAnswer = ({ states, observed }: PublishingWorld, { entry, from }: Current, ip: string): boolean => {
  const [told, id] = [states[entry], observed.publishing.sources[entry]?.id];
  if (told === undefined || from.some((one) => one !== id)) return true;
  return told[ip] !== undefined && !told[ip].startsWith('FAILED');
};

/** Everything that is published, whoever published it. */
const contents = ({ publishing }: ObservedDns) => ({
  rules: publishing.rules.map(({ id, targets }) => [id, targets.map(({ ip }) => ip).sort()]),
  records: Object.entries(publishing.records).map(([key, { records }]) => [
    key,
    records.flatMap(({ type, values = [] }) => (type === 'TXT' ? [] : values)).sort(),
  ]),
  files: publishing.files.map(({ to, found }) => [to, readPublished(found?.text ?? '')?.digest ?? found?.text]),
  updates: publishing.updates.map(({ key, rrsets }) => [
    key,
    rrsets.flatMap(({ name, type, values }) => (type === 'TXT' ? [] : `${name} ${type} ${[...values].sort()}`)).sort(),
  ]),
});

describe('the planner of what is published', () => {
  it('is pure: it changes nothing, and says the same twice', () => {
    law((world) => {
      const first = planDns(frozen(world.claims), frozen(world.observed));
      expect(planDns(world.claims, world.observed)).toEqual(first);
      for (const { reason } of [...first.changes, ...first.skips, ...first.findings]) seen.count(reason.code);
      for (const change of first.changes) seen.count(change.action === 'publish' ? change.target.kind : 'record');
      seen.count('late', first.changes.filter((change) => 'late' in change && change.late).length);
    }, WORLDS);
  });

  it('meets every interesting case in these worlds', () => {
    const words = [
      ...['rule', 'file', 'update', 'record', 'late', 'IN_ORDER', 'CONFLICT', 'NO_ADDRESSES', 'NO_ENDPOINT'],
      ...['AccessDenied', 'RULE_BUSY', 'RULE_NOT_FORWARD', 'RULE_SHARED', 'RULE_DOMAIN_DIFFERS', 'RESOLVER_LOOP'],
      ...['ADDRESSES_CHANGED', 'OWNER_MARK', 'CONTENT_CHANGED', 'FILE_MISSING', 'FILE_EDITED', 'ADOPTED'],
      ...['RECORD_MISSING', 'OWNED_BY_OTHERS', 'NO_ENDPOINT_AVAILABLE', 'INTERFACES_UNSEEN'],
    ];
    expect(seen.rare(words, 10)).toEqual([]);
    expect(seen.rare(['TOO_MANY_ADDRESSES', 'NO_ROOM', 'NOT_PRINTABLE'], 3)).toEqual([]);
  });

  it('is free of order: shuffled answers make the same plan', () => {
    law(({ claims, observed }, g) => {
      const inOrder = (plan: unknown): unknown =>
        JSON.parse(JSON.stringify(plan, (key, value) => (key === 'values' ? [...value].sort() : value)));
      const { publishing, ...rest } = shuffled(g, observed);
      // What a source offers is a judgement, and sorted.
      const other = { ...rest, publishing: { ...publishing, sources: observed.publishing.sources } };
      expect(inOrder(planDns(claims, other))).toEqual(inOrder(planDns(claims, observed)));
    });
  });

  it('is idempotent: the targets take its changes, and the rounds of one run suffice until it plans none', () => {
    law(({ claims, observed }) => {
      const first = published(observed, planDns(claims, observed).changes);
      const second = published(first, planDns(claims, first).changes);
      expect(planDns(claims, second).changes).toEqual([]);
    });
  });

  it('writes once alone where no address may go at once', () => {
    law((world) => {
      const { claims, observed } = world;
      const after = published(observed, changesOf(world));
      for (const change of planDns(claims, after).changes) {
        const target = targetOf(change);
        const before = currentByKey(world, after).get(target);
        const gone = before?.values.some((ip) => !mayAnswer(world, before, ip));
        expect(gone || before?.drainMs === 0).toBe(true);
        seen.count('second write');
      }
    });
    expect(seen.rare(['second write'], shareOf(10))).toEqual([]);
  });

  it('comes to rest at exactly what the source serves, and at what nobody knows to be gone', () => {
    law((world) => {
      const steps = runs(world, ENOUGH, PAUSE_MS);
      const last = later(steps.at(-1)?.after ?? world.observed, ENOUGH * PAUSE_MS);
      const { changes, skips } = planDns(world.claims, last);
      expect(changes).toEqual([]);
      const inOrder = new Set(skips.flatMap(({ key, reason }) => (DONE.includes(reason.code) ? [key] : [])));
      const began = currentByKey(world, world.observed);
      for (const [key, { entry, values, isRule }] of currentByKey(world, last)) {
        if (!inOrder.has(key)) {
          expect(values).toEqual(began.get(key)?.values);
          continue;
        }
        const { serving = [], doubtful = [] } = world.observed.publishing.sources[entry] ?? {};
        const kept = (began.get(key)?.values ?? []).filter((ip) => doubtful.includes(ip));
        const wanted = [...serving, ...kept].sort();
        if (isRule && wanted.length > 6) expect(values).toEqual(expect.arrayContaining(kept));
        else expect(values).toEqual(wanted);
        seen.count('at rest');
      }
    });
    expect(seen.rare(['at rest'], shareOf(100))).toEqual([]);
  });

  it('is bounded: no target is written more often than six targets have to be exchanged', () => {
    law((world) => {
      const written = runs(world, ENOUGH, PAUSE_MS).flatMap(({ changes }) => [...targetsIn(changes)]);
      for (const [, of] of Map.groupBy(written, (target) => target)) expect(of.length).toBeLessThanOrEqual(8);
    });
  });
});

describe('a target', () => {
  it('is written only if the config claims it, it was read, and nobody else has made what is there', () => {
    law((world) => {
      const { claims, observed, foreign } = world;
      const { forwarders, answers } = observed.publishing;
      const entries = [
        ...claims.forwarders.filter(({ name }) => forwarders.includes(name)),
        ...claims.answers.filter(({ name }) => answers.includes(name)),
      ];
      const claimed = new Set(entries.flatMap(({ publish, domains }) => targetKeys(publish, domains)));
      for (const { changes } of runs(world, 4, PAUSE_MS)) {
        for (const target of targetsIn(changes)) {
          expect(claimed).toContain(target);
          expect(foreign).not.toContain(target);
          expect(observed.unseen.map(({ key }) => key)).not.toContain(target);
        }
      }
    });
  });

  it('stays as it is while its source could not be read, or offers nothing', () => {
    law((world) => {
      const { claims, observed } = world;
      const { sources } = observed.publishing;
      const changed = targetsIn(changesOf(world));
      for (const { name, publish, domains } of claims.forwarders) {
        if ((sources[name]?.serving.length ?? 0) > 0) continue;
        for (const key of targetKeys(publish, domains)) expect(changed).not.toContain(key);
        seen.count('without source');
      }
      const blind = { ...observed, endpoints: [], publishing: { ...observed.publishing, sources: {} } };
      expect(planDns(claims, blind).changes).toEqual([]);
      const lost = claims.forwarders.map(({ name }) => sourceKey(name));
      const unseen = lost.map((key) => ({ key, code: 'AccessDenied', error: 'no', retryable: false }));
      const { skips } = planDns(claims, { ...blind, unseen: [...observed.unseen, ...unseen] });
      for (const { name, publish, domains } of claims.forwarders) {
        if (!observed.publishing.forwarders.includes(name)) continue;
        for (const key of targetKeys(publish, domains)) expect(skips.map((skip) => skip.key)).toContain(key);
      }
    });
    expect(seen.rare(['without source'], shareOf(10))).toEqual([]);
  });

  it('is never emptied: whatever it held, something of that is still there after the next write', () => {
    law((world) => {
      for (const { before, changes, after } of runs(world, ENOUGH, PAUSE_MS)) {
        for (const change of changes) if (change.action === 'publish') expect(change.after.values).not.toEqual([]);
        const then = currentByKey(world, after);
        for (const [key, { values }] of currentByKey(world, before)) {
          const now = then.get(key)?.values ?? [];
          if (values.length > 0) expect(values.some((ip) => now.includes(ip))).toBe(true);
        }
      }
    });
  });

  it('loses no address that may still answer before all others have joined and its time is over', () => {
    law((world) => {
      for (const { before, after } of runs(world, ENOUGH, PAUSE_MS)) {
        const then = currentByKey(world, after);
        for (const [key, current] of currentByKey(world, before)) {
          const { entry, values, at, drainMs, isRule } = current;
          const now = then.get(key)?.values ?? [];
          const lost = without(values, now).filter((ip) => mayAnswer(world, current, ip));
          if (lost.length === 0) continue;
          seen.count('lost');
          expect(before.now - at).toBeGreaterThanOrEqual(drainMs);
          expect(before.publishing.sources[entry]?.doubtful).not.toEqual(expect.arrayContaining(lost));
          const isFull = isRule && values.length === 6;
          const [joined, serving] = [without(now, values), before.publishing.sources[entry]?.serving ?? []];
          if (isFull && joined.length > 0) expect([lost.length, joined.length]).toEqual([1, 1]);
          else expect([joined, without(serving, values)]).toEqual([[], []]);
        }
      }
    });
    expect(seen.rare(['lost'], shareOf(100))).toEqual([]);
  });

  it('keeps its targets from one to six, each with protocol and name as they were, and the port unless one is stated', () => {
    law((world) => {
      for (const { before, changes } of runs(world, ENOUGH, PAUSE_MS)) {
        for (const change of changes) {
          if (change.action !== 'publish' || change.target.kind !== 'rule') continue;
          const { targets, ruleId } = change.target;
          expect(targets.length).toBeGreaterThanOrEqual(1);
          expect(targets.length).toBeLessThanOrEqual(6);
          const { port } =
            world.claims.forwarders.find((one) =>
              one.publish.some((at) => 'resolverRule' in at && at.resolverRule === ruleId),
            ) ?? {};
          const present = before.publishing.rules.find(({ id }) => id === ruleId)?.targets ?? [];
          for (const target of targets) {
            const same = present.find(({ ip }) => ip === target.ip);
            if (same) expect(target).toEqual({ ...same, port: port ?? same.port });
          }
        }
      }
    });
  });
});

describe('the changes of a run', () => {
  it('are each made once, those that only take addresses away after all others', () => {
    law((world) => {
      const changes = changesOf(world);
      const staged = dnsStages(changes);
      const keys = (of: readonly DnsChange[]): string[] => of.map(({ key }) => key).sort();
      expect(keys(staged.flat(2))).toEqual(keys(changes));
      const isLate = (change: DnsChange): boolean => 'late' in change && change.late === true;
      const stages = staged.map((stage) => stage.flat().map(isLate));
      const [first, last] = [stages.findIndex((stage) => stage.includes(true)), stages.length];
      for (const stage of stages.slice(first === -1 ? last : first)) expect(stage).not.toContain(false);
      const then = currentByKey(world, published(world.observed, changes));
      for (const [key, { values }] of currentByKey(world, world.observed)) {
        const now = then.get(key)?.values ?? [];
        if (without(values, now).length === 0 || without(now, values).length > 0) continue;
        const of = changes.filter((change) => targetOf(change) === key && !change.key.endsWith('/TXT'));
        expect(of.filter((change) => !isLate(change))).toEqual([]);
        seen.count('only taken away');
      }
      for (const change of changes.filter(isLate)) {
        const after = isRecordSetChange(change) ? (change.after?.values ?? []) : valuesOf(change.after);
        expect(without(after, valuesOf(change.before))).toEqual([]);
      }
    });
    expect(seen.rare(['only taken away'], shareOf(20))).toEqual([]);
  });

  it('may end anywhere: after some of them, in any order within a stage, the next runs come to the same rest', () => {
    law((world, g) => {
      const { claims, observed } = world;
      const batches = dnsStages(changesOf(world)).flatMap((stage) =>
        shuffled(g, [...stage.keys()]).map((at) => stage[at]),
      );
      const done = batches.slice(0, whole(g, 0, batches.length)).flatMap((batch) => batch ?? []);
      const cut = published(observed, done);
      const restarted = chance(g, 50) ? cut : later(cut, 5_000);
      const rest = (from: ObservedDns) =>
        contents(runs({ ...world, observed: from }, ENOUGH, PAUSE_MS).at(-1)?.after ?? from);
      expect(rest(restarted)).toEqual(rest(observed));
      if (done.length > 0 && done.length < changesOf({ ...world, claims }).length) seen.count('cut in the middle');
    });
    expect(seen.rare(['cut in the middle'], shareOf(20))).toEqual([]);
  });
});

const valuesOf = (state: unknown): readonly string[] =>
  (state as { values?: readonly string[] } | undefined)?.values ?? [];
