/** How many record sets one run may change and remove. */
import { guardDns } from '../../../lib/dns/guard.ts';
import { type DnsChange, managedSets, type ObservedDns } from '../../../lib/dns/parts.ts';
import { endpoint, recordSet } from '../../support/aws.ts';
import { config, dnsClaims, type ZoneInput, zoneClaim } from '../../support/configs.ts';
import { AZS, entriesIn, holding, observedDns, observedZone, plan, zonalName } from '../../support/zones.ts';

type Limits = Partial<ReturnType<typeof config>['guard']['dns'] & { maxUnits: number }>;

const guard = (
  { maxUnits = 5, ...limits }: Limits,
  changes: readonly DnsChange[],
  world: Partial<ObservedDns>,
  ...zones: ZoneInput[]
) => {
  const managed = managedSets(dnsClaims(...zones), observedDns(world));
  return guardDns(config({ guard: { dns: limits, maxUnits } }).guard, changes, managed);
};

describe('the guard of changes', () => {
  const records = ['a', 'b', 'c'].map((name) => ({ name }));
  const claim = zoneClaim({ records });
  const world = holding(...records.map(({ name }) => recordSet(`${name}.corp.example`, 'vpce-gone')));
  const replacing = plan(world, claim).changes;

  it('lets as many record sets of a zone be replaced as the limit says', () => {
    expect(guard({ maxChanges: 3 }, replacing, world, claim)).toEqual([]);
  });

  it('holds all that is replaced in the zone beyond the limit', () => {
    const [refusal] = guard({ maxChanges: 2 }, replacing, world, claim);
    expect(refusal?.reason).toEqual({
      code: 'TOO_MANY_CHANGES',
      message: 'zone Z1 would have 3 record sets changed in one run; guard.dns.maxChanges allows 2',
    });
    expect(replacing.every((change) => refusal?.blocks(change))).toBe(true);
  });

  it('does not count what is created', () => {
    expect(guard({ maxChanges: 0 }, plan({}, claim).changes, {}, claim)).toEqual([]);
  });

  it('counts each zone by itself, holds that zone alone, and names every one that is over its limit', () => {
    const elsewhere = replacing.map((change) => ({ ...change, zoneId: 'Z2' }));
    const both = [...elsewhere, ...replacing];
    expect(guard({ maxChanges: 3 }, both, world, claim)).toEqual([]);
    expect(guard({ maxChanges: 2 }, both, world, claim).map(({ unit }) => unit)).toEqual(['Z1', 'Z2']);
    const [refusal, ...others] = guard({ maxChanges: 2 }, [...replacing, ...elsewhere.slice(1)], world, claim);
    expect(others).toEqual([]);
    expect(elsewhere.some((change) => refusal?.blocks(change))).toBe(false);
  });

  it('does not hold what is created, published or associated beside it', () => {
    const [refusal] = guard({ maxChanges: 2 }, replacing, world, claim);
    const { writes: _, ...created } = { ...replacing[0], action: 'create' } as Extract<DnsChange, { writes: unknown }>;
    expect(refusal?.blocks({ ...created, writes: [] } as DnsChange)).toBe(false);
    expect(refusal?.blocks({ action: 'publish', key: 'rslvr-rr-1' } as DnsChange)).toBe(false);
  });
});

const replacingIn = (zoneId: string): DnsChange[] =>
  plan(holding(recordSet('a.corp.example', 'vpce-gone')), zoneClaim({ records: [{ name: 'a' }] })).changes.map(
    (change) => ({ ...change, zoneId }) as DnsChange,
  );

describe('the guard of removals', () => {
  const templates = ['{azId}', 'x-{azId}', 'y-{azId}', 'z-{azId}'].map((name) => ({ name, to: 'zonal' as const }));
  const claim = (count: number) => zoneClaim({ records: templates.slice(0, count) });
  const all = (count: number) =>
    templates.slice(0, count).flatMap(({ name }) =>
      AZS.map((az) =>
        recordSet(`${name.replace('{azId}', az.id)}.corp.example`, 'vpce-1', {
          alias: { zoneId: 'Z7K1066E3PUKB', name: zonalName('vpce-1', az.name), evaluateTargetHealth: false },
        }),
      ),
    );
  const left = [endpoint({ dnsEntries: entriesIn('vpce-1', 'eu-west-2a', 'eu-west-2b') })];
  const world = (count: number) => ({ endpoints: left, zones: [observedZone(all(count))] });
  const removing = (count: number) => plan(world(count), claim(count)).changes;

  it('refuses more than the limit', () => {
    expect(removing(2).map(({ action }) => action)).toEqual(['delete', 'delete']);
    expect(guard({ maxRemove: 2 }, removing(2), world(2), claim(2))).toEqual([]);
    expect(guard({ maxRemove: 1 }, removing(2), world(2), claim(2))[0]?.reason).toEqual({
      code: 'TOO_MANY_REMOVALS',
      message: 'zone Z1 would have 2 record sets removed in one run; guard.dns.maxRemove allows 1',
    });
  });

  it('refuses more than the percentage of what the zone holds for the config', () => {
    expect(guard({ maxRemovePercent: 33 }, removing(4), world(4), claim(4))[0]?.reason.message).toBe(
      'zone Z1 would have 4 of the 12 record sets that it holds for us removed in one run; guard.dns.maxRemovePercent allows 33 %',
    );
    expect(guard({ maxRemovePercent: 34 }, removing(4), world(4), claim(4))).toEqual([]);
  });

  it('holds a run whole that would remove something from too many zones, each below its own limit', () => {
    const zones = ['Z1', 'Z2', 'Z3'].flatMap((zoneId) => removing(1).map((change) => ({ ...change, zoneId })));
    const all3 = [...zones, ...replacingIn('Z4')];
    expect(guard({ maxUnits: 3 }, all3, world(1), claim(1))).toEqual([]);
    const [refusal, ...others] = guard({ maxUnits: 2 }, all3, world(1), claim(1));
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({
      unit: 'dns',
      reason: {
        code: 'TOO_MANY_UNITS',
        message:
          '3 zones would lose something in one run: Z1, Z2, Z3; guard.maxUnits allows 2, so that nothing of this run is done',
      },
    });
    expect(all3.every((change) => refusal?.blocks(change))).toBe(true);
  });

  it('has no percentage below ten record sets', () => {
    expect(guard({ maxRemovePercent: 0 }, removing(3), world(3), claim(3))).toEqual([]);
  });

  it('still counts what an earlier round of the run has removed', () => {
    const before = removing(4);
    const gone = new Set(before.map(({ key }) => key));
    const rest = all(4).filter(({ name, type }) => !gone.has(`Z1/${name.replace(/\.$/, '')}/${type}`));
    const after = { endpoints: left, zones: [observedZone(rest)] };
    expect(rest.length).toBe(8);
    expect(guard({ maxRemovePercent: 33 }, before, after, claim(4))[0]?.reason.code).toBe('TOO_MANY_REMOVALS');
    expect(guard({ maxRemovePercent: 34 }, before, after, claim(4))).toEqual([]);
  });

  it('does not count what is replaced', () => {
    const moved = plan(holding(recordSet('corp.example', 'vpce-gone')), zoneClaim()).changes;
    expect(guard({ maxRemove: 0 }, moved, {}, zoneClaim())).toEqual([]);
  });
});
