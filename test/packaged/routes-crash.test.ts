/** A function that is killed right after one of its writes: the queue brings the message back, and the next run ends right. */
import { join } from 'node:path';
import { EC2Client, StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { reportsOf } from '../../demo/play.ts';
import { world } from '../../demo/world.ts';

const ROOT = join(import.meta.dirname, '../..');
const ROUTES = 6;
const MINUTE = 60_000;

const targets = ({ account }: Cloud): string[] =>
  ['rtb-0edge', 'rtb-0appa', 'rtb-0appb'].flatMap((id) =>
    (account.ec2.routeTables[id]?.routes ?? []).flatMap(({ target }) => (target === 'local' ? [] : [target])),
  );

/** The tags by which tables say that their routes were moved. */
const told = ({ account }: Cloud): string[] =>
  Object.values(account.ec2.routeTables).flatMap(({ tags }) =>
    Object.keys(tags).filter((key) => key.startsWith('waykeeper:moved:')),
  );

const movesFor = ({ journal }: Cloud, code: string): number =>
  reportsOf(journal)
    .flatMap(({ plan }) => plan.changes)
    .filter(({ action, reason }) => action === 'replace' && reason.code === code).length;

describe('a routes function that is killed', () => {
  let cloud: Cloud;
  beforeEach(async () => {
    cloud = await startCloud({ account: world() });
  });
  afterEach(() => cloud.stop());

  /** The first firewall stops, and the function that moves its routes is killed once. */
  const killedBy = async (fault: {
    readonly when: 'before' | 'after';
    readonly operation: string;
    readonly from?: number;
  }) => {
    await cloud.deploy(join(ROOT, '.serverless'));
    await cloud.settle();
    cloud.faults.set([{ kind: 'killed', ...fault }]);
    await new EC2Client(cloud.clientConfig()).send(new StopInstancesCommand({ InstanceIds: ['i-0fwa'] }));
    await cloud.advance(3 * MINUTE);
    const killed = cloud.journal.entries.filter((entry) => JSON.stringify(entry).includes('signal: killed'));
    expect(killed.length).toBeGreaterThan(0);
    expect(targets(cloud)).toEqual(Array(ROUTES).fill('eni-0fwb'));
  };

  it.each([1, ROUTES])(
    'after write %i leaves the rest to the next run',
    async (nth) => {
      await killedBy({ when: 'after', operation: 'ReplaceRoute', from: nth });
      const reports = reportsOf(cloud.journal).filter(({ controller }) => controller === 'routes');
      expect(reports.at(-1)?.converged).toBe(true);
    },
    60_000,
  );

  it('before its tables are told that their routes were moved brings them back all the same', async () => {
    await killedBy({ when: 'before', operation: 'CreateTags' });
    expect(told(cloud)).toEqual([]);
    await new EC2Client(cloud.clientConfig()).send(new StartInstancesCommand({ InstanceIds: ['i-0fwa'] }));
    for (let minutes = 0; minutes < 30 && targets(cloud).includes('eni-0fwb'); minutes += 5)
      await cloud.advance(5 * MINUTE);
    expect(targets(cloud)).toEqual(Array(ROUTES).fill('eni-0fwa'));
    expect(movesFor(cloud, 'FAILBACK')).toBe(ROUTES);
    expect(told(cloud)).toEqual([]);
  }, 60_000);
});
