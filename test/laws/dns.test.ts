/** The laws of the dns planner, tried on random zones. */
import fc from 'fast-check';
import { dnsStages } from '../../lib/dns/apply.ts';
import { normalName } from '../../lib/dns/names.ts';
import { guardDns, planDns } from '../../lib/dns/plan.ts';
import { chance, frozen, SEED, shuffled, Tally, whole } from './support/random.ts';
import { type DnsWorld, dnsWorld, written } from './support/random-dns.ts';

const RUNS = 500;
const seen = new Tally();

const law = (holds: (world: DnsWorld, g: fc.GeneratorValue) => void): void => {
  fc.assert(
    fc.property(fc.gen(), (g) => holds(dnsWorld(g), g)),
    { seed: SEED, numRuns: RUNS },
  );
};

/** What the config claims in a zone, worked out again from the config alone. */
const claimedKeys = ({ claims }: DnsWorld): Set<string> =>
  new Set(
    claims.zones.flatMap(({ zone, records }) =>
      records.flatMap(({ name }) => {
        const full = name === '@' ? 'corp.example' : `${name}.corp.example`;
        return ['A', 'AAAA'].map((type) => `${zone}/${full}/${type}`);
      }),
    ),
  );

describe('the dns planner', () => {
  it('is pure: it changes nothing, and says the same twice', () => {
    law(({ claims, observed }) => {
      const first = planDns(frozen(claims), frozen(observed));
      expect(planDns(claims, observed)).toEqual(first);
      for (const { action } of first.changes) seen.count(action);
      for (const { reason } of first.skips) seen.count(reason.code);
    });
  });

  it('meets every interesting case in these worlds', () => {
    const words = [
      ...['create', 'replace', 'IN_ORDER', 'CONFLICT', 'NO_ENDPOINT', 'NO_ENDPOINT_AVAILABLE'],
      ...['ZONE_NOT_PRIVATE', 'ZONE_NOT_OURS', 'UNDECIDED', 'NOT_YET_SUPPORTED', 'AccessDenied'],
    ];
    expect(seen.rare(words, 10)).toEqual([]);
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

  it('changes only what the config claims, and once', () => {
    law((world) => {
      const claimed = claimedKeys(world);
      const keys = planDns(world.claims, world.observed).changes.map(({ key }) => key);
      for (const key of keys) expect(claimed).toContain(key);
      expect(new Set(keys).size).toBe(keys.length);
    });
  });

  it('never deletes a set without creating the one in its place, and only aliases to endpoints', () => {
    law(({ claims, observed }) => {
      for (const { writes } of planDns(claims, observed).changes) {
        const [first, second, ...more] = writes;
        expect(more).toEqual([]);
        if (first?.action !== 'DELETE') continue;
        expect(first.record.alias?.name).toMatch(/^vpce-/);
        expect(first.record.setIdentifier).toBeUndefined();
        expect([second?.action, second?.record.type]).toEqual(['CREATE', first.record.type]);
        expect(normalName(second?.record.name ?? '')).toBe(normalName(first.record.name));
      }
    });
  });

  it('plans nothing in a zone that it could not read, public or managed by others', () => {
    law(({ claims, observed }) => {
      const usable = observed.zones
        .filter(({ zone }) => zone.private && !zone.linkedService)
        .map(({ zone }) => zone.id);
      for (const { zoneId } of planDns(claims, observed).changes) expect(usable).toContain(zoneId);
    });
  });

  it('plans nothing when no endpoint can be seen', () => {
    law(({ claims, observed }) => {
      expect(planDns(claims, { ...observed, endpoints: [] }).changes).toEqual([]);
    });
  });

  it('leads every name of an entry to one endpoint, and leaves a good one', () => {
    law(({ claims, observed }) => {
      for (const zone of claims.zones) {
        const alone = planDns({ ...claims, zones: [zone] }, observed).changes;
        expect(new Set(alone.map(({ after }) => after.alias?.name)).size).toBeLessThanOrEqual(1);
      }
    });
  });

  it('is bounded: the guard stops a run that would replace too much of a zone', () => {
    law(({ claims, observed }, g) => {
      const { changes } = planDns(claims, observed);
      const maxChanges = chance(g, 50) ? 0 : whole(g, 1, 6);
      const refusal = guardDns({ maxChanges, maxRemove: 20, maxRemovePercent: 30 }, changes);
      const passed = changes.filter((change) => !refusal?.holds(change));
      const replaced = Map.groupBy(
        passed.filter(({ action }) => action === 'replace'),
        ({ zoneId }) => zoneId,
      );
      for (const of of replaced.values()) expect(of.length).toBeLessThanOrEqual(maxChanges);
      seen.count(refusal ? 'refused' : 'let through');
    });
    expect(seen.rare(['refused', 'let through'], 20)).toEqual([]);
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
      for (const batch of batches) expect(new Set(batch.map(({ zoneId }) => zoneId)).size).toBe(1);
    });
  });
});
