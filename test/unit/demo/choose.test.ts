import { sceneList, scenesFor, UnknownSceneError } from '../../../demo/choose.ts';
import { day } from '../../../demo/day.ts';
import { firewallDay } from '../../../demo/firewalls/day.ts';

const namesOf = (scenes: readonly { readonly name: string }[]): string[] => scenes.map(({ name }) => name);

describe('the scenes that are played', () => {
  it('are the whole day when none is named', () => {
    expect(scenesFor(firewallDay, undefined)).toEqual(firewallDay);
  });

  it('are without those that are played by name alone', () => {
    const names = namesOf(scenesFor(day([]), undefined));
    expect(names.at(-1)).toBe('finding-closed');
    expect(namesOf(day([])).filter((name) => !names.includes(name))).toEqual(['guard-trips', 'zone-stuck']);
    expect(namesOf(scenesFor(day([]), 'guard-trips'))).toEqual(['first-sweep', 'guard-trips']);
  });

  it('are the one that is named and what it needs before it, in the order of the day', () => {
    expect(namesOf(scenesFor(day([]), 'first-sweep'))).toEqual(['first-sweep']);
    expect(namesOf(scenesFor(day([]), 'fw-a-returns'))).toEqual(['first-sweep', 'fw-a-stops', 'fw-a-returns']);
    expect(namesOf(scenesFor(firewallDay, 'both-return'))).toEqual(namesOf(firewallDay));
  });

  it('hold an appliance that is to be down before', () => {
    expect(namesOf(scenesFor(day(['fw-b']), 'fw-a-stops'))).toEqual(['first-sweep', 'fw-b-stops', 'fw-a-stops']);
  });

  it('need only scenes that come before them, of names of their own', () => {
    for (const scenes of [day(['fw-b']), firewallDay]) {
      const names = namesOf(scenes);
      expect(new Set(names).size).toBe(names.length);
      for (const [at, { needs }] of scenes.entries()) expect(names.slice(0, at)).toEqual(expect.arrayContaining(needs));
    }
  });
});

describe('a scene that the day does not have', () => {
  it('is refused with the nearest name and all names', () => {
    expect(() => scenesFor(day([]), 'fw-a-stop')).toThrow(UnknownSceneError);
    expect(() => scenesFor(day([]), 'fw-a-stop')).toThrow('no scene fw-a-stop in this day; did you mean fw-a-stops?\n');
    expect(() => scenesFor(day([]), 'tea')).toThrow(`no scene tea in this day\n${sceneList(day([]))}`);
  });
});

describe('the list of scenes', () => {
  it('has a line for each, with its name and title', () => {
    const lines = sceneList(day([])).split('\n');
    expect(lines).toHaveLength(day([]).length);
    expect(lines[1]).toMatch(/^ {2}consumers-connect {4}Four ask for a connection/);
  });
});
