/** What happens to the two firewalls: processes die while their instances are fine, and come back. */
import type { Appliances } from '@waykeeper/local-cloud/appliances';
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import type { Probing } from '../../lib/routes/probe/run.ts';
import { MINUTE, type Scene } from '../scene.ts';
import { LISTENERS } from './world.ts';

export const PROBE = 'waykeeper-prod-probe';

/** Long enough for two probes in a row of a firewall, on a machine that is not busy. */
const SECONDS = 2.5;

/** What the schedule's own invocations do in this demo: one probe each, so that its minutes pass quickly. */
export const BRIEFLY = { WAYKEEPER_PROBE_SECONDS: '0.05' };

/** The local cloud, and the processes that listen in it. */
export interface Stage {
  readonly cloud: Cloud;
  readonly appliances: Appliances;
}

/** Probes until these verdicts were given (appliance and state of its alarm), and lets happen what follows from them. */
const probed = async ({ cloud }: Stage, ...wanted: readonly string[]): Promise<void> => {
  const missing = new Set(wanted.map((verdict) => `edge-firewall/${verdict}`));
  while (missing.size > 0) {
    const { verdicts } = (await cloud.invoke(PROBE, { seconds: SECONDS })) as Probing;
    for (const verdict of verdicts) missing.delete(verdict);
  }
  await cloud.settle();
};

/** Each scene begins where the one before it ended. */
export const firewallDay: readonly Scene<Stage>[] = [
  {
    name: 'probe-sees-both',
    needs: [],
    title: 'The probe sees both firewalls answer; the S3 endpoint lacks a route table',
    act: (stage) => probed(stage, 'fw-a OK', 'fw-b OK'),
  },
  {
    name: 'fw-a-dies',
    needs: ['probe-sees-both'],
    title: 'The process of fw-a dies while its instance is fine: only the probe can see that',
    act: async (stage) => {
      await stage.appliances.crash(LISTENERS['fw-a']);
      await probed(stage, 'fw-a ALARM');
    },
  },
  {
    name: 'fw-b-dies',
    needs: ['fw-a-dies'],
    title: 'fw-b dies, too: nothing is left to choose, so the routes stay and a person is called',
    act: async (stage) => {
      await stage.appliances.crash(LISTENERS['fw-b']);
      await probed(stage, 'fw-b ALARM');
    },
  },
  {
    name: 'both-return',
    needs: ['fw-b-dies'],
    title: 'Both come back, fw-b first; the routes return to fw-a when it has answered for the hold-down',
    act: async (stage) => {
      await stage.appliances.revive(LISTENERS['fw-b']);
      await probed(stage, 'fw-b OK');
      await stage.appliances.revive(LISTENERS['fw-a']);
      await probed(stage, 'fw-a OK');
      await stage.cloud.advance(6 * MINUTE);
    },
  },
];
