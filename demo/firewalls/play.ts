/** Plays the firewalls' day on a fresh local cloud, with appliances that really listen on loopback. */
import { startAppliances } from '@waykeeper/local-cloud/appliances';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import type { Journal } from '@waykeeper/local-cloud/state';
import { endOf, type Played, reportsOf } from '../play.ts';
import type { Scene } from '../scene.ts';
import type { Narrator } from '../timeline.ts';
import { BRIEFLY, firewallDay, PROBE, type Stage } from './day.ts';
import { firewallWorld, LISTENERS } from './world.ts';

export interface PlayFirewallsOptions {
  /** The packaged stack of demo/firewalls/waykeeper.yml. */
  readonly packageDir: string;
  /** By default the whole day. */
  readonly scenes?: readonly Scene<Stage>[];
}

export interface PlayedFirewalls extends Pick<Played, 'reports' | 'converged' | 'verdict'> {
  readonly cloud: Cloud;
}

/** Deploys the package and plays the scenes; everything is stopped at the end, and only what is told remains. */
export const playFirewalls = async (
  { packageDir, scenes = firewallDay }: PlayFirewallsOptions,
  narrator: (journal: Journal) => Narrator = () => ({ scene: () => {}, stop: () => {} }),
): Promise<PlayedFirewalls> => {
  const appliances = await startAppliances(Object.values(LISTENERS));
  const cloud = await startCloud({ account: firewallWorld() });
  try {
    const teller = narrator(cloud.journal);
    await cloud.deploy(packageDir, { [PROBE]: { ...appliances.variables, ...BRIEFLY } });
    for (const scene of scenes) {
      teller.scene(scene.title);
      await scene.act({ cloud, appliances });
    }
    teller.stop();
    return { cloud, reports: reportsOf(cloud.journal), ...endOf(cloud.journal) };
  } finally {
    await cloud.stop();
    await appliances.stop();
  }
};
