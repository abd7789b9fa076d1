/** A function that is killed right after one of its writes: the queue brings the message back, and the next run ends right. */
import { join } from 'node:path';
import { EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { reportsOf } from '../../demo/play.ts';
import { world } from '../../demo/world.ts';

const ROOT = join(import.meta.dirname, '../..');
const ROUTES = 6;

const targets = ({ account }: Cloud): string[] =>
  ['rtb-0edge', 'rtb-0appa', 'rtb-0appb'].flatMap((id) =>
    (account.ec2.routeTables[id]?.routes ?? []).flatMap(({ target }) => (target === 'local' ? [] : [target])),
  );

describe('a routes function that is killed', () => {
  let cloud: Cloud;
  beforeEach(async () => {
    cloud = await startCloud({ account: world() });
  });
  afterEach(() => cloud.stop());

  it.each(Array.from({ length: ROUTES }, (_, at) => at + 1))(
    'after write %i leaves the rest to the next run',
    async (nth) => {
      await cloud.deploy(join(ROOT, '.serverless'));
      await cloud.settle();
      cloud.faults.set([{ kind: 'killed', when: 'after', operation: 'ReplaceRoute', from: nth }]);
      await new EC2Client(cloud.clientConfig()).send(new StopInstancesCommand({ InstanceIds: ['i-0fwa'] }));
      await cloud.advance(3 * 60_000);
      const killed = cloud.journal.entries.filter((entry) => JSON.stringify(entry).includes('signal: killed'));
      expect(killed.length).toBeGreaterThan(0);
      expect(targets(cloud)).toEqual(Array(ROUTES).fill('eni-0fwb'));
      const reports = reportsOf(cloud.journal).filter(({ controller }) => controller === 'routes');
      expect(reports.at(-1)?.converged).toBe(true);
    },
    60_000,
  );
});
