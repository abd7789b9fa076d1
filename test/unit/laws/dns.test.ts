/** The laws of the dns planner, tried on random zones. */
import fc from 'fast-check';
import type { RecordSet } from '../../../lib/aws/types.ts';
import { guardDns } from '../../../lib/dns/guard.ts';
import { managedSets, planDns } from '../../../lib/dns/parts.ts';
import { isRecordSetChange } from '../../../lib/dns/record-sets/types.ts';
import { dnsStages } from '../../../lib/dns/stages.ts';
import { normalName } from '../../../lib/net/dns-name.ts';
import { shareOf } from '../../support/runs.ts';
import { chance, frozen, lawOn, shuffled, Tally, whole } from './support/random.ts';
import { BY, type DnsWorld, dnsWorld, filledIn, written } from './support/random-dns.ts';

const WORLDS = 500;
const seen = new Tally();

const law = lawOn(dnsWorld, WORLDS);

/** What the config claims in a zone, worked out again from the config alone. */
const claimedKeys = ({ claims }: DnsWorld): Set<string> =>
  new Set(
    claims.zones.flatMap(({ zone, records }) =>
      records.flatMap(({ name, to }) =>
        (to === 'zonal' ? filledIn(name) : [name]).flatMap((one) => {
          const full = one === '@' ? 'corp.example' : `${one}.corp.example`;
          // Marks that are left beside what has become an alias go, too.
          const mark = `${zone}/_waykeeper.${full}/TXT`;
          return [...['A', 'AAAA'].map((type) => `${zone}/${full}/${type}`), mark];
        }),
      ),
    ),
  );

const recordChanges = ({ claims, observed }: DnsWorld) => planDns(claims, observed).changes.filter(isRecordSetChange);

/** Record sets as text, by zone and name. */
const sets = ({ zones }: DnsWorld['observed'], zoneId: string): string[] =>
  (zones.find(({ zone }) => zone.id === zoneId)?.records ?? []).map((record) => fc.stringify(record));

const isEndpointAlias = ({ alias, setIdentifier }: RecordSet): boolean =>
  alias?.name.startsWith('vpce-') === true && setIdentifier === undefined;

describe('the dns planner', () => {
  it('is pure: it changes nothing, and says the same twice', () => {
    law(({ claims, observed }) => {
      const first = planDns(frozen(claims), frozen(observed));
      expect(planDns(claims, observed)).toEqual(first);
      for (const { action } of first.changes) seen.count(action);
      for (const { reason } of [...first.changes, ...first.skips, ...first.findings]) seen.count(reason.code);
    }, WORLDS);
  });

  it('meets every interesting case in these worlds', () => {
    const words = [
      ...['create', 'replace', 'delete', 'associate', 'IN_ORDER', 'CONFLICT', 'NO_ENDPOINT', 'NO_ENDPOINT_AVAILABLE'],
      ...['ZONE_NOT_PRIVATE', 'ZONE_NOT_OURS', 'AccessDenied', 'INTERFACES_UNSEEN', 'NO_ZONAL_NAMES', 'ZONES_UNSEEN'],
      ...['OWNED_BY_OTHERS', 'WAITS_FOR_RECORDS', 'VPC_IN_ANOTHER_ACCOUNT'],
      ...['ANSWERS_UNSEEN', 'CLAIMED_TWICE', 'MARKS_UNSEEN', 'WAITS_FOR_SWEEP', 'ZONE_NAME_TAKEN'],
      ...['RECORD_MISSING', 'ENDPOINT_CHANGED', 'ADDRESSES_CHANGED', 'AZ_LEFT', 'TYPE_LEFT', 'STALE_ALIAS', 'ADOPTED'],
    ];
    expect(seen.rare(words, 5)).toEqual([]);
  });

  it('is idempotent: Route 53 takes its batches, and after them it plans none', () => {
    law(({ claims, observed }) => {
      const after = written(observed, planDns(claims, observed).changes);
      expect(planDns(claims, after).changes).toEqual([]);
    });
  });

  it('goes on where a run was cut off: after some of its changes it plans the others', () => {
    law(({ claims, observed }, g) => {
      const { changes } = planDns(claims, observed);
      const done = changes.slice(0, whole(g, 0, changes.length));
      const after = written(observed, done);
      expect(planDns(claims, written(after, planDns(claims, after).changes)).changes).toEqual([]);
    });
  });

  it('is free of order: shuffled answers make the same plan', () => {
    law(({ claims, observed }, g) => {
      expect(planDns(claims, shuffled(g, observed))).toEqual(planDns(claims, observed));
    });
  });

  it('changes only what the config claims or what leads to an endpoint that is gone, and once', () => {
    law((world) => {
      const claimed = claimedKeys(world);
      const changes = recordChanges(world);
      for (const { key, reason } of changes) expect(claimed.has(key)).toBe(reason.code !== 'STALE_ALIAS');
      expect(new Set(changes.map(({ key }) => key)).size).toBe(changes.length);
    });
  });

  it('leaves every other record set of every zone as it is, to the byte', () => {
    law((world) => {
      const changes = recordChanges(world);
      const after = written(world.observed, changes);
      const touched = changes.flatMap(({ writes }) => writes.map(({ record }) => fc.stringify(record)));
      for (const { zone } of world.observed.zones) {
        const gone = sets(world.observed, zone.id).filter((set) => !sets(after, zone.id).includes(set));
        for (const set of gone) expect(touched).toContain(set);
      }
    });
  });

  it('takes away only what follows an endpoint, unless the entry adopts', () => {
    law(({ claims, observed }) => {
      const adopting = claims.zones.filter(({ adopt }) => adopt).map(({ zone }) => zone);
      for (const { writes, zoneId } of recordChanges({ claims, observed })) {
        for (const { action, record } of writes) {
          if (action !== 'DELETE') continue;
          expect(record.setIdentifier).toBeUndefined();
          if (adopting.includes(zoneId)) continue;
          expect(isEndpointAlias(record) || /^(_waykeeper\.)?(plain|hosts)\./.test(record.name)).toBe(true);
        }
      }
    });
  });

  it('never removes a set from what it could not see', () => {
    law(({ claims, observed }) => {
      const blind = { ...observed, endpoints: [], azs: [], interfaces: [] };
      expect(planDns(claims, blind).changes.filter(({ action }) => action !== 'associate')).toEqual([]);
      const noInterfaces = planDns(claims, { ...observed, interfaces: [] }).changes;
      for (const { key } of noInterfaces) expect(key).not.toMatch(/\/(_waykeeper\.)?(plain|hosts)\./);
    });
  });

  it('adds a VPC only with every record of the zone in place or on its way', () => {
    law(({ claims, observed }) => {
      const { changes, skips } = planDns(claims, observed);
      for (const { zoneId, needs } of changes.filter((change) => change.action === 'associate')) {
        expect(skips.filter(({ key, reason }) => key.startsWith(`${zoneId}/`) && reason.code !== 'IN_ORDER')).toEqual(
          [],
        );
        const writes = changes.filter(isRecordSetChange).filter((change) => change.zoneId === zoneId);
        expect([...(needs ?? [])].sort()).toEqual(writes.map(({ key }) => key).sort());
        const kept = skips.filter(({ key }) => key.startsWith(`${zoneId}/`)).length;
        expect(kept + writes.filter(({ after }) => after).length).toBeGreaterThan(0);
      }
    });
  });

  it('leaves a name that a forwarder is published at to neither', () => {
    law(({ claims, observed }) => {
      const taken = claims.forwarders.flatMap(({ publish }) =>
        publish.flatMap((place) => ('record' in place ? `${place.zone}/${place.record}` : [])),
      );
      for (const { key } of recordChanges({ claims, observed }))
        expect(taken).not.toContain(key.replace(/\/[A-Z]+$/, ''));
    });
  });

  it('adds no address that nobody named to a set of ours, where it asks', () => {
    law(({ claims, observed }) => {
      const asking = claims.zones.flatMap(({ zone, records }) =>
        records.flatMap((record) =>
          record.to === 'addresses' && record.answering ? [`${zone}/${record.name}.corp.example/A`] : [],
        ),
      );
      const named = new Set(Object.values(observed.lookups).flatMap(({ addresses }) => addresses));
      for (const { key, before, after } of recordChanges({ claims, observed })) {
        const [old, next] = [before?.values ?? [], after?.values ?? []];
        if (!asking.includes(key) || !old.some((value) => next.includes(value))) continue;
        seen.count('asked');
        for (const value of next) expect(old.includes(value) || named.has(value)).toBe(true);
      }
    });
    expect(seen.rare(['asked'], shareOf(10))).toEqual([]);
  });

  it('takes addresses away only beside a mark of its own, or where they are those of an endpoint, unless the entry adopts', () => {
    law(({ claims, observed }) => {
      const adopting = claims.zones.filter(({ adopt }) => adopt).map(({ zone }) => zone);
      const known = new Set(observed.interfaces.flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6]));
      for (const { zoneId, writes } of recordChanges({ claims, observed })) {
        if (adopting.includes(zoneId)) continue;
        const records = observed.zones.find(({ zone }) => zone.id === zoneId)?.records ?? [];
        for (const { action, record } of writes) {
          if (action !== 'DELETE' || record.values === undefined || record.type === 'TXT') continue;
          const mark = records.find(({ name }) => name === `_waykeeper.${record.name}`)?.values?.[0];
          const ours = [`entry=${zoneId},by=${BY},`, `entry=${zoneId},changed=`].some((text) => mark?.includes(text));
          seen.count(mark === undefined ? 'unmarked' : 'marked');
          expect(ours || (mark === undefined && record.values.every((value) => known.has(value)))).toBe(true);
        }
      }
    });
    expect(seen.rare(['marked'], shareOf(10))).toEqual([]);
  });

  it('writes a mark with the addresses that it tells of, whatever else it writes', () => {
    law(({ claims, observed }) => {
      const adopting = claims.zones.filter(({ adopt }) => adopt).map(({ zone }) => zone);
      const changes = recordChanges({ claims, observed });
      const after = written(observed, changes);
      for (const { zoneId, writes } of changes) {
        if (adopting.includes(zoneId)) continue;
        for (const { action, record } of writes) {
          if (action !== 'CREATE' || record.values === undefined || record.type === 'TXT') continue;
          const records = after.zones.find(({ zone }) => zone.id === zoneId)?.records ?? [];
          const mark = records.find(({ name }) => normalName(name) === `_waykeeper.${normalName(record.name)}`);
          expect(mark?.values?.[0]).toContain(`entry=${zoneId},by=${BY},`);
        }
      }
    });
  });

  it('takes over nothing of others while it has not looked for their marks', () => {
    law(({ claims, observed }) => {
      const unchecked = observed.zones.flatMap(({ zone, unchecked: names = [] }) =>
        names.map((name) => `${zone.id}/${name}`),
      );
      for (const { key, reason } of recordChanges({ claims, observed })) {
        if (unchecked.includes(key.replace(/\/[A-Z]+$/, ''))) expect(reason.code).not.toBe('ADOPTED');
      }
    });
  });

  it('plans nothing in a zone that it could not read, public or managed by others', () => {
    law(({ claims, observed }) => {
      const usable = observed.zones
        .filter(({ zone }) => zone.private && !zone.linkedService)
        .map(({ zone }) => zone.id);
      for (const change of planDns(claims, observed).changes)
        expect(usable).toContain(change.action !== 'publish' && change.zoneId);
    });
  });

  it('leads every name of an entry to one endpoint', () => {
    law(({ claims, observed }) => {
      for (const zone of claims.zones) {
        const alone = recordChanges({ claims: { ...claims, zones: [zone] }, observed });
        const ids = alone.flatMap(({ after }) => /^vpce-[0-9a-z]+/.exec(after?.alias?.name ?? '') ?? []);
        expect(new Set(ids).size).toBeLessThanOrEqual(1);
      }
    });
  });

  it('is bounded: the guard holds what would replace too much of a zone, and nothing of another', () => {
    law(({ claims, observed }, g) => {
      const { changes } = planDns(claims, observed);
      const maxChanges = chance(g, 50) ? 0 : whole(g, 1, 6);
      const maxRemove = chance(g, 50) ? 20 : whole(g, 0, 3);
      const limits = { dns: { maxChanges, maxRemove, maxRemovePercent: 30 }, maxUnits: 99 };
      const refusals = guardDns(limits, changes, managedSets(claims, observed));
      const passed = changes.filter(
        (change) => !refusals.some(({ blocks }) => blocks(change)) && change.action !== 'create',
      );
      for (const of of Map.groupBy(passed.filter(isRecordSetChange), ({ zoneId }) => zoneId).values()) {
        expect(of.length).toBeLessThanOrEqual(maxChanges);
        expect(of.filter(({ action }) => action === 'delete').length).toBeLessThanOrEqual(maxRemove);
      }
      for (const change of changes.filter((one) => refusals.some(({ blocks }) => blocks(one)))) {
        expect(refusals.map(({ unit }) => unit)).toContain('zoneId' in change ? change.zoneId : '');
      }
      seen.count(refusals.length > 0 ? 'refused' : 'let through');
    });
    expect(seen.rare(['refused', 'let through'], shareOf(20))).toEqual([]);
  });

  it('writes every change in exactly one batch of one zone', () => {
    law(({ claims, observed }) => {
      const { changes } = planDns(claims, observed);
      const batches = dnsStages(changes).flat();
      expect(
        batches
          .flat()
          .map(({ key }) => key)
          .sort(),
      ).toEqual(changes.map(({ key }) => key).sort());
      for (const batch of batches)
        expect(new Set(batch.map((change) => change.action !== 'publish' && change.zoneId)).size).toBe(1);
    });
  });
});
