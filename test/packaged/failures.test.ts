import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { startCloud } from '@waykeeper/local-cloud/cloud';
import { reportsOf } from '../../demo/play.ts';
import { world } from '../../demo/world.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const run = (args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });

const FAULTY = `version: 1
conections: []
connections:
  - name: payments
    services: {}
dns:
  zones:
    - zone: Z0A
      endpoint: { id: vpce-0a }
      records: [{ name: "@" }, { name: "@" }]
routes:
  - name: edge
    appliances: [{ name: fw, interface: eni-0a }]
    legs:
      - { tables: { ids: [rtb-0a] }, destinations: ["0.0.0.0/0", "0.0.0.0/0"] }
`;

describe('a config with faults', () => {
  it('stops packaging and playing with all of them, before anything is built', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
    const file = join(dir, 'faulty.yml');
    await writeFile(file, FAULTY);
    const packaging = await run(['scripts/package.ts', '--config', file, '--into', dir]);
    const playing = await run(['demo/main.ts', '--config', file]);
    for (const { code, err } of [packaging, playing]) {
      expect(code).toBe(1);
      const lines = err.trim().split('\n');
      expect(lines).toHaveLength(4);
      expect(err).toMatch(/faulty\.yml:2:1 conections: .*did you mean "connections"/);
      expect(err).toMatch(/faulty\.yml:5:15 connections\[0\]\.services: expected /);
      expect(err).toMatch(/dns\.zones\[0\]\.records\[1\]/);
      expect(err).toMatch(/routes\[0\]\.legs\[0\]\.destinations\[1\]/);
    }
    expect(await readdir(dir)).not.toContain('dist');
    await rm(dir, { recursive: true });
  });
});

describe('what cannot be played', () => {
  it('is said in one sentence when the port is in use', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as { port: number };
    const { code, err } = await run(['demo/main.ts', '--port', String(port)]);
    blocker.close();
    expect(code).toBe(1);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(String(port));
  });

  it('is said in one sentence when there is no package', async () => {
    const cloud = await startCloud({ account: world() });
    await expect(cloud.deploy(join(tmpdir(), 'no-such-package'))).rejects.toThrow(/no-such-package/);
    await cloud.stop();
  });

  it('is said with the options that there are', async () => {
    const { code, err } = await run(['demo/main.ts', '--stop', 'fw-z']);
    expect(code).toBe(1);
    expect(err).toMatch(/--stop: expected fw-a or fw-b, found fw-z/);
    expect(err).toMatch(/Usage: npm start/);
  });

  it('is said with the scenes that there are', async () => {
    const { code, err } = await run(['demo/main.ts', '--scene', 'fw-a-stop']);
    expect(code).toBe(1);
    expect(err).toMatch(/no scene fw-a-stop in this day; did you mean fw-a-stops\?\n/);
    const list = await run(['demo/main.ts', '--scene', 'list']);
    expect(list.code).toBe(0);
    expect(err.endsWith(list.out)).toBe(true);
  });
});

describe('a routes run that could not read all it needs', () => {
  it('changes nothing, and has its message back within ten seconds', async () => {
    const cloud = await startCloud({ account: world() });
    cloud.faults.set([
      { kind: 'reset', when: 'before', service: 'ec2', operation: 'DescribeNetworkInterfaces', times: Infinity },
    ]);
    await cloud.deploy(join(ROOT, '.serverless'));
    await new EC2Client(cloud.clientConfig()).send(new StopInstancesCommand({ InstanceIds: ['i-0fwa'] }));
    await cloud.settle();
    const report = reportsOf(cloud.journal).find(({ controller }) => controller === 'routes');
    const now = cloud.now();
    const waiting = Object.values(cloud.account.sqs.queues['waykeeper-prod-routes.fifo']?.messages ?? {});
    await cloud.stop();
    expect(report?.plan.changes).toEqual([]);
    expect(report?.outcomes).toContainEqual(
      expect.objectContaining({ key: 'interfaces', status: 'failed', retryable: true }),
    );
    expect(report?.converged).toBe(false);
    expect(waiting.length).toBeGreaterThan(0);
    for (const { visibleAt } of waiting) expect(visibleAt - now).toBeLessThanOrEqual(10_000);
  });
});
