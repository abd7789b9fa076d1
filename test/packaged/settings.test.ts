import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { world } from '../../demo/world.ts';
import type { Report } from '../../lib/core/plan.ts';
import { packageStack } from '../../scripts/package-stack.ts';

const ROOT = join(import.meta.dirname, '../..');

let dir: string;
let cloud: Cloud;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
  const config = join(dir, 'waykeeper.yml');
  const own = await readFile(join(ROOT, 'waykeeper.yml'), 'utf8');
  await writeFile(config, `${own}\nbus: network-events\n`);
  const { dir: packaged } = await packageStack(config, dir, { configFrom: '/waykeeper/config' });
  const account = world();
  account.events.buses['network-events'] = { name: 'network-events', createdAt: 0 };
  cloud = await startCloud({ account });
  const Value = `version: 1\nbus: network-events\ndns:\n  zones:\n    - { zone: Z0GONE, endpoint: { id: vpce-0gone } }\n`;
  await new SSMClient(cloud.clientConfig()).send(
    new PutParameterCommand({ Name: '/waykeeper/config', Type: 'String', Value }),
  );
  await cloud.deploy(packaged);
  await cloud.settle();
});
afterAll(async () => {
  await cloud.stop();
  await rm(dir, { recursive: true });
});

describe('a stack whose config lies in a parameter', () => {
  it('reads it with the roles that were packaged for it, whose writes are those of the packaged config', async () => {
    const answer = (await cloud.invoke('waykeeper-prod-reconcile', {})) as { converged: boolean; reports: Report[] };
    const [connections, dns, routes] = answer.reports;
    expect(connections?.plan.skips).toEqual([]);
    expect(routes?.plan.skips).toEqual([]);
    expect(dns?.plan.skips.map(({ key, reason }) => [key, reason.code])).toEqual([['Z0GONE', 'AccessDenied']]);
    expect(answer.converged).toBe(false);
  });
});

describe('a bus of the config', () => {
  it('takes what the functions publish, by their own roles, and the default bus takes none of it', () => {
    const ours = cloud.journal.entries.flatMap((entry) =>
      entry.kind === 'call' && entry.operation === 'PutEvents' ? [entry] : [],
    );
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(JSON.stringify(ours.map(({ input }) => input))).not.toContain('"default"');
    expect(JSON.stringify(ours.map(({ input }) => input))).toContain('"EventBusName":"network-events"');
  });
});
