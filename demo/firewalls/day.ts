/** What happens to the two firewalls: processes die while their instances are fine, and come back. */
import type { Appliances } from '@waykeeper/local-cloud/appliances';
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { MINUTE, type Scene } from '../scene.ts';
import { PLACES } from './world.ts';

export const PROBE = 'waykeeper-prod-probe';

/** Long enough for two probes in a row of a firewall, and for what follows from them. */
const SECONDS = 2.5;

/** What the schedule's own invocations do in this story: one probe each, so that its minutes pass quickly. */
export const BRIEFLY = { WAYKEEPER_PROBE_SECONDS: '0.05' };

const probed = async (cloud: Cloud): Promise<void> => {
  await cloud.invoke(PROBE, { seconds: SECONDS });
  await cloud.settle();
};

export const firewallDay = (appliances: Appliances): Scene[] => [
  {
    title: 'The probe sees both firewalls answer; the S3 endpoint lacks a route table',
    act: probed,
  },
  {
    title: 'The process of fw-a dies while its instance is fine: only the probe can see that',
    act: async (cloud) => {
      await appliances.crash(PLACES['fw-a']);
      await probed(cloud);
    },
  },
  {
    title: 'fw-b dies, too: nothing is left to choose, so the routes stay and a person is called',
    act: async (cloud) => {
      await appliances.crash(PLACES['fw-b']);
      await probed(cloud);
    },
  },
  {
    title: 'Both come back; the routes return to fw-a when it has answered for the hold-down',
    act: async (cloud) => {
      await Promise.all(Object.values(PLACES).map(appliances.revive));
      await probed(cloud);
      await cloud.advance(6 * MINUTE);
    },
  },
];
