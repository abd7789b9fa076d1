/** Plays the firewalls' day on a fresh local cloud, with appliances that really listen on loopback. */
import { startAppliances } from '@waykeeper/local-cloud/appliances';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import type { Report } from '../../lib/core/plan.ts';
import { type Narrator, reportsOf } from '../play.ts';
import { BRIEFLY, firewallDay, PROBE } from './day.ts';
import { firewallWorld, PLACES } from './world.ts';

export interface PlayedFirewalls {
  readonly cloud: Cloud;
  readonly reports: readonly Report[];
  readonly converged: boolean;
}

/** Deploys the package and plays the day; everything is stopped at the end, and only what is told remains. */
export const playFirewalls = async (
  packageDir: string,
  narrator: (cloud: Cloud) => Narrator = () => ({ scene: () => {}, stop: () => {} }),
): Promise<PlayedFirewalls> => {
  const appliances = await startAppliances(Object.values(PLACES));
  const cloud = await startCloud({ account: firewallWorld() });
  try {
    const teller = narrator(cloud);
    await cloud.deploy(packageDir, { [PROBE]: { ...appliances.variables, ...BRIEFLY } });
    for (const scene of firewallDay(appliances)) {
      teller.scene(scene.title);
      await scene.act(cloud);
    }
    teller.stop();
    const reports = reportsOf(cloud.journal);
    return { cloud, reports, converged: reports.at(-1)?.converged ?? false };
  } finally {
    await cloud.stop();
    await appliances.stop();
  }
};
