/** What people ask the packaged `reconcile` for, end to end: failback of one group, and a plan that was reviewed. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { MINUTE } from '../../demo/scene.ts';
import { deleteWildcard } from '../../demo/scenes/dns.ts';
import { applianceReturns, applianceStops } from '../../demo/scenes/routes.ts';
import { world } from '../../demo/world.ts';
import type { Report } from '../../lib/core/plan.ts';
import { packageStack } from '../../scripts/package-stack.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Routes come back only when a person asks, and dns only plans. */
const CONFIG = readFileSync(join(ROOT, 'waykeeper.yml'), 'utf8')
  .replace('mode: apply', 'mode: { connections: apply, dns: plan, routes: apply }')
  .replace('# failback: automatic', 'failback: manual #');
const ZONE = 'Z0PRIVATES3EUWEST2';

let cloud: Cloud;
let from = 0;

let dir: string;
let packaged: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
  await writeFile(join(dir, 'waykeeper.yml'), CONFIG);
  packaged = (await packageStack(join(dir, 'waykeeper.yml'), dir)).dir;
});
afterAll(() => rm(dir, { recursive: true }));
beforeEach(async () => {
  cloud = await startCloud({ account: world() });
  await cloud.deploy(packaged);
  await cloud.settle();
});
afterEach(() => cloud.stop());

const ask = async (payload: object): Promise<readonly Report[]> => {
  from = cloud.journal.entries.length;
  return ((await cloud.invoke('waykeeper-prod-reconcile', payload)) as { readonly reports: readonly Report[] }).reports;
};

/** What was written for the last request. */
const writes = (): string[] =>
  cloud.journal.entries
    .slice(from)
    .flatMap((entry) => (entry.kind === 'call' && !entry.readOnly ? [entry.operation] : []))
    .filter((operation) => operation !== 'PutEvents');

const keysOf = (report: Report | undefined): readonly string[] => report?.plan.changes.map(({ key }) => key) ?? [];

describe('failback by hand', () => {
  it('brings back the routes of the named group, and does nothing else', async () => {
    await applianceStops('fw-a').act(cloud);
    await applianceReturns('fw-a').act(cloud);
    await cloud.advance(10 * MINUTE);
    await deleteWildcard(cloud);
    expect(keysOf((await ask({ controllers: ['routes'] }))[0])).toEqual([]);
    const [planned, ...others] = await ask({ failback: ['edge-firewall'] });
    expect(others).toEqual([]);
    expect(keysOf(planned).length).toBeGreaterThan(2);
    const asked = { mode: 'apply', only: ['edge-firewall'], failback: ['edge-firewall'], expect: planned?.digest };
    const [applied] = await ask(asked);
    expect(applied).toMatchObject({ controller: 'routes', converged: true });
    expect(keysOf(applied)).toEqual(keysOf(planned));
    expect(new Set(writes())).toEqual(new Set(['DeleteTags', 'ReplaceRoute']));
  });
});

describe('a plan that was reviewed', () => {
  it('is applied as it was reviewed, or not at all', async () => {
    await ask({ mode: 'apply', controllers: ['dns'], override: ['dns'] });
    await deleteWildcard(cloud);
    const [planned] = await ask({ only: [ZONE] });
    expect(keysOf(planned)).toHaveLength(1);
    const apply = { mode: 'apply', only: [ZONE], expect: planned?.digest };
    expect((await ask(apply))[0]?.plan.findings.map(({ reason }) => reason.code)).toContain('MODE_IS_PLAN');
    expect(writes()).toEqual([]);
    const records = cloud.account.route53.zones[ZONE]?.records ?? [];
    const gone = records.findIndex(({ Name, Type }) => Name.startsWith('addresses.') && Type === 'A');
    records.splice(gone, 1);
    const [refused] = await ask({ ...apply, override: ['dns'] });
    expect(refused).toMatchObject({
      difference: { came: [`${ZONE}/addresses.s3.eu-west-2.amazonaws.com/A`], went: [], changed: [] },
      blocked: [{ reason: { code: 'PLAN_DIFFERS' } }],
    });
    expect(writes()).toEqual([]);
    const [applied] = await ask({ ...apply, override: ['dns'], expect: refused?.digest });
    expect(applied).toMatchObject({ converged: true, digest: refused?.digest });
    expect(writes()).toContain('ChangeResourceRecordSets');
  });
});
