/** A function that is killed right after one of its writes: the queue brings the message back, and the next run ends right. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { reportsOf } from '../../demo/play.ts';
import { world } from '../../demo/world.ts';

const ROOT = join(import.meta.dirname, '../..');
const ROUTES = 6;

/** Kills the process that loads it when the answer to its nth ReplaceRoute arrives, once. */
const killer = (marker: string, nth: number): string => `
const http = require('node:http');
const fs = require('node:fs');
let writes = 0;
const request = http.request;
http.request = (...args) => {
  const sent = request(...args);
  const bodies = [];
  for (const name of ['write', 'end']) {
    const real = sent[name].bind(sent);
    sent[name] = (chunk, ...rest) => { if (chunk) bodies.push(String(chunk)); return real(chunk, ...rest); };
  }
  sent.on('response', () => {
    if (!bodies.join('').includes('Action=ReplaceRoute')) return;
    writes += 1;
    if (writes !== ${nth} || fs.existsSync(${JSON.stringify(marker)})) return;
    fs.writeFileSync(${JSON.stringify(marker)}, '');
    process.kill(process.pid, 'SIGKILL');
  });
  return sent;
};
`;

const targets = ({ account }: Cloud): string[] =>
  ['rtb-0edge', 'rtb-0appa', 'rtb-0appb'].flatMap((id) =>
    (account.ec2.routeTables[id]?.routes ?? []).flatMap(({ target }) => (target === 'local' ? [] : [target])),
  );

describe('a routes function that is killed', () => {
  let dir: string;
  let cloud: Cloud;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
    cloud = await startCloud({ account: world() });
  });
  afterEach(async () => {
    await cloud.stop();
    await rm(dir, { recursive: true });
  });

  it.each(Array.from({ length: ROUTES }, (_, at) => at + 1))(
    'after write %i leaves the rest to the next run',
    async (nth) => {
      const preload = join(dir, 'killer.cjs');
      await writeFile(preload, killer(join(dir, 'killed'), nth));
      await cloud.deploy(join(ROOT, '.serverless'), {
        'waykeeper-prod-routes': { NODE_OPTIONS: `--require ${preload}` },
      });
      await cloud.settle();
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
