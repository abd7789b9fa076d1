/** Plays the day on a fresh local cloud: what `npm start` prints and what the tests look at. */
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import type { Journal } from '@waykeeper/local-cloud/state';
import type { Report, Verdict } from '../lib/core/plan.ts';
import { loudest } from '../lib/core/report/verdict.ts';
import { scenesFor } from './choose.ts';
import { day } from './day.ts';
import type { Scene } from './scene.ts';
import type { Narrator } from './timeline.ts';
import { USERS, world } from './world.ts';

export interface PlayOptions {
  /** What `npm run package` wrote. */
  readonly packageDir: string;
  /** By default the whole day. */
  readonly scenes?: readonly Scene[];
  /** 0 takes a free one. */
  readonly port?: number;
}

export interface Played {
  /** Still running: the caller stops it. */
  readonly cloud: Cloud;
  readonly reports: readonly Report[];
  /** Did the last report of each controller converge? */
  readonly converged: boolean;
  /** The loudest of these reports. */
  readonly verdict: Verdict;
}

/** Starts the cloud, deploys the package and plays the scenes. A cloud that cannot play them to the end is stopped. */
export const play = async (
  { packageDir, scenes = scenesFor(day([]), undefined), port = 0 }: PlayOptions,
  narrator: (journal: Journal) => Narrator = () => ({ scene: () => {}, stop: () => {} }),
): Promise<Played> => {
  const cloud = await startCloud({ account: world(), users: USERS, port });
  try {
    const teller = narrator(cloud.journal);
    await cloud.deploy(packageDir);
    for (const scene of scenes) {
      teller.scene(scene.title);
      await scene.act(cloud);
    }
    teller.stop();
  } catch (error) {
    await cloud.stop();
    throw error;
  }
  return { cloud, reports: reportsOf(cloud.journal), ...endOf(cloud.journal) };
};

/** How the last run of each controller ended. */
export const endOf = (journal: Journal): Pick<Played, 'converged' | 'verdict'> => {
  const last = [...new Map(reportsOf(journal).map((report) => [report.controller, report])).values()];
  return {
    converged: last.length > 0 && last.every(({ converged }) => converged),
    verdict: last.length > 0 ? loudest(last.map(({ verdict }) => verdict)) : 'failed',
  };
};

/** The report of each run, in order. */
export const reportsOf = ({ entries }: Journal): Report[] =>
  entries.flatMap((entry) => (entry.kind === 'report' ? [entry.report as Report] : []));
