/** Which scenes of a day are played. Pure. */
import { nearest } from '../lib/config/nearest.ts';
import type { Scene } from './scene.ts';

/** What is known of a scene before it is played. */
type Billed = Omit<Scene, 'act'>;

/** The day has no scene of that name; the message says which it has. */
export class UnknownSceneError extends Error {}

/** Each scene's name and title, a line each. */
export const sceneList = (day: readonly Billed[]): string => {
  const width = Math.max(...day.map(({ name }) => name.length));
  return day.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`).join('\n');
};

/** The scene of that name and, before it, what it needs; without a name the whole day, but for what is played only by name. Throws an UnknownSceneError. */
export const scenesFor = <S extends Billed>(day: readonly S[], name: string | undefined): readonly S[] => {
  if (name === undefined) return day.filter(({ aside }) => !aside);
  const names = day.map((scene) => scene.name);
  if (!names.includes(name)) {
    const meant = nearest(name, names);
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    throw new UnknownSceneError(`--scene: no scene ${name} in this day${hint}\n${sceneList(day)}`);
  }
  // What a scene needs comes before it, so that one way back through the day finds all.
  const wanted = new Set([name]);
  for (const scene of day.toReversed()) {
    if (wanted.has(scene.name)) for (const need of scene.needs) wanted.add(need);
  }
  return day.filter((scene) => wanted.has(scene.name));
};
