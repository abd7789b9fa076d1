/** Which zones share a statement: no more may be written than each of them alone would allow. */
import { coveredZones, type ZoneNames } from '../../../resources/iam/zone-names.ts';

const zone = (id: string, name: string | undefined, ...names: readonly string[]): ZoneNames => ({
  zone: id,
  name,
  names,
});

const named = (count: number, domain = (at: number): string => `z${at}.example`): ZoneNames[] =>
  Array.from({ length: count }, (_, at) => zone(`Z${at}`, domain(at), `app.${domain(at)}`));

describe('statements of zones', () => {
  it('are one for each of a few zones, and none where nothing may be written', () => {
    const covered = coveredZones([...named(20), zone('ZNONE', 'none.example')]);
    expect(covered).toHaveLength(20);
    expect(covered[0]).toEqual({ zones: ['Z0'], names: ['app.z0.example'] });
  });

  it('are shared by zones of the same names', () => {
    expect(coveredZones([zone('Z1', undefined, '*'), zone('Z2', undefined, '*'), zone('Z3', 'c', 'a.c')])).toEqual([
      { zones: ['Z1', 'Z2'], names: ['*'] },
      { zones: ['Z3'], names: ['a.c'] },
    ]);
  });

  it('are few where there are many zones, each with its own name', () => {
    const covered = coveredZones(named(300));
    expect(covered.length).toBeLessThanOrEqual(20);
    expect(covered.flatMap(({ zones }) => zones)).toHaveLength(300);
    for (const { zones, names } of covered) expect(names).toHaveLength(zones.length);
  });

  it('are never shared by zones of which one lies in the other, or has no name that is told', () => {
    const split = named(15).flatMap(({ zone: id, name, names }) => [
      zone(id, name, ...names),
      zone(`${id}P`, name, `other.${name}`),
      zone(`${id}S`, `sub.${name}`, `app.sub.${name}`),
      zone(`${id}U`, undefined, `unknown${id}.*`),
    ]);
    const nameOf = new Map(split.map((one) => [one.zone, one.name]));
    for (const { zones } of coveredZones(split)) {
      if (zones.length === 1) continue;
      const names = zones.map((id) => nameOf.get(id));
      expect(names).not.toContain(undefined);
      const touching = names.filter((one, at) =>
        names.some((other, where) => where !== at && (one === other || one?.endsWith(`.${other}`))),
      );
      expect(touching).toEqual([]);
    }
  });
});
