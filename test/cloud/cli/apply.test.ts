/** Plans, and what is applied of them: exactly what was reviewed, exactly what was asked, or nothing. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addEndpointConnection, addRouteTable } from '@waykeeper/local-cloud/seed';
import type { Account } from '@waykeeper/local-cloud/state';
import fc from 'fast-check';
import { SERVICE, VPC, world, ZONE } from '../../../demo/world.ts';
import type { Report } from '../../../lib/core/plan.ts';
import { shareOf } from '../../support/runs.ts';
import { answering, commandOn } from './support/command.ts';

const { cloud, become, writes, waykeeper } = commandOn(world);

let folder = '';
const file = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waykeeper-'));
});
afterAll(() => rm(folder, { recursive: true }));

const reportsOf = (json: string): readonly Report[] => (JSON.parse(json) as { reports: readonly Report[] }).reports;

const changesOf = (reports: readonly Report[]) =>
  reports.flatMap(({ plan }) =>
    plan.changes.map(({ action, key, before, timeless, after }) => ({ action, key, before, after: timeless ?? after })),
  );

const appliedKeys = (reports: readonly Report[]): string[] =>
  reports.flatMap(({ outcomes }) => outcomes.flatMap(({ key, status }) => (status === 'applied' ? [key] : [])));

const breakRecord = (account: Account, at: number): void => {
  const records = account.route53.zones[ZONE]?.records ?? [];
  const ours = records.filter(({ AliasTarget }) => AliasTarget);
  const one = ours[at % Math.max(1, ours.length)];
  if (one) records.splice(records.indexOf(one), 1);
};

/** What may have happened to the demo's world: connections that came and went, routes elsewhere, an appliance that is down. */
const happenings = fc.record({
  // Few worlds have any, and few have an appliance that is down: writes are paced as EC2 takes them, in real time.
  connections: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.record({
          owner: fc.constantFrom('111122223333', '444455556666', '555566667777', '777788889999'),
          state: fc.constantFrom('pendingAcceptance' as const, 'available' as const, 'rejected' as const),
        }),
        { maxLength: 6 },
      ),
    },
  ),
  tables: fc.array(fc.constantFrom('eni-0fwa', 'eni-0fwb'), { maxLength: 2 }),
  isDown: fc.constantFrom(true, false, false, false, false, false),
});

type Happened = typeof happenings extends fc.Arbitrary<infer T> ? T : never;

const worldAfter = ({ connections, tables, isDown }: Happened): Account => {
  const account = world();
  for (const [at, { owner, state }] of connections.entries()) {
    const createdAt = Date.UTC(2026, 0, 6 + at);
    addEndpointConnection(account, { service: SERVICE, endpoint: `vpce-0made${at}`, owner, state, createdAt });
  }
  for (const [at, target] of tables.entries()) {
    const routes = ['0.0.0.0/0', '::/0'].map((destination) => ({ destination, target }));
    addRouteTable(account, { id: `rtb-0made${at}`, vpc: VPC, tags: { waykeeper: 'app' }, routes });
  }
  if (connections.length === 0) delete account.ec2.endpointConnections['vpce-0former'];
  const instance = account.ec2.instances['i-0fwa'];
  if (isDown && instance) instance.state = 'stopped';
  return account;
};

describe('a plan that is saved and applied', () => {
  it('is applied as it was planned, in many worlds, and then there is nothing left to do', async () => {
    let settled = 0;
    const runs = shareOf(50);
    await fc.assert(
      fc.asyncProperty(happenings, fc.nat(), async (happened, at) => {
        become(worldAfter(happened));
        if (at % 2 === 0) {
          await waykeeper(['apply', '--controller', 'dns', '--yes']);
          breakRecord(cloud().account, at);
        }
        const planned = await waykeeper(['plan', '--output', 'json', '--out', file('plan.json')]);
        const before = reportsOf(planned.out);
        const applied = await waykeeper(['apply', file('plan.json'), '--yes', '--output', 'json']);
        if (changesOf(before).length > 0) {
          expect(changesOf(reportsOf(applied.out))).toEqual(changesOf(before));
          expect(appliedKeys(reportsOf(applied.out)).sort()).toEqual(
            changesOf(before)
              .map(({ key }) => key)
              .sort(),
          );
          for (const { applying, controller } of before) {
            const report = reportsOf(applied.out).find((one) => one.controller === controller);
            expect([controller, report?.calls.writes ?? 0]).toEqual([controller, applying?.calls]);
          }
        }
        const after = await waykeeper(['plan', '--output', 'json']);
        expect(changesOf(reportsOf(after.out))).toEqual([]);
        const isQuiet = reportsOf(after.out).every(
          ({ verdict }) => !['needsPeople', 'blocked', 'failed'].includes(verdict),
        );
        expect(after.code).toBe(isQuiet ? 0 : 1);
        if (isQuiet) settled += 1;
      }),
      { numRuns: runs },
    );
    expect(settled).toBeGreaterThan(runs / 3);
  });

  it('is refused with the difference when the world is another one, and nothing is written', async () => {
    await waykeeper(['plan', '--out', file('plan.json')]);
    const records = cloud().account.route53.zones[ZONE]?.records ?? [];
    records.push({ Name: `s3.eu-west-2.amazonaws.com.`, Type: 'A', TTL: 60, ResourceRecords: [{ Value: '10.9.9.9' }] });
    addEndpointConnection(cloud().account, {
      ...{ service: SERVICE, endpoint: 'vpce-0late', owner: '111122223333' },
      ...{ state: 'pendingAcceptance', createdAt: Date.UTC(2026, 0, 9) },
    });
    const refused = await waykeeper(['apply', file('plan.json'), '--yes']);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(/the plan is not the one that was reviewed, so that nothing was written: plan again/);
    expect(refused.err).toMatch(/^ {2}came +vpce-svc-0payments\/vpce-0late: accept/m);
    expect(refused.err).toMatch(/^ {2}(?:went|changed) +Z0PRIVATES3EUWEST2\/s3\.eu-west-2\.amazonaws\.com\/A/m);
    expect(writes()).toEqual([]);
  });

  it('passes the guard for exactly its changes, and says who claims to have asked', async () => {
    for (const at of [1, 2, 3]) {
      addEndpointConnection(cloud().account, {
        ...{ service: SERVICE, endpoint: `vpce-0gone${at}`, owner: '888877776666' },
        ...{ state: 'available', createdAt: Date.UTC(2026, 0, at) },
      });
    }
    const planned = await waykeeper(['plan', '--only', SERVICE, '--out', file('plan.json')]);
    expect([planned.code, planned.out]).toEqual([1, expect.stringMatching(/^ {4}x vpce-svc-0payments\/vpce-0gone1/m)]);
    const unreviewed = await waykeeper(['apply', '--only', SERVICE, '--yes']);
    expect(unreviewed.code).toBe(1);
    expect(writes()).not.toContain('RejectVpcEndpointConnections');
    await waykeeper(['plan', '--only', SERVICE, '--out', file('plan.json')]);
    expect(await waykeeper(['apply', file('plan.json'), '--yes'])).toMatchObject({ code: 0 });
    expect(writes()).toContain('RejectVpcEndpointConnections');
    const published = cloud().journal.entries.flatMap((entry) =>
      entry.kind === 'call' && entry.operation === 'PutEvents' ? [JSON.stringify(entry)] : [],
    );
    expect(published.at(-1)).toContain('user/operator');
  });

  it('is refused where it was edited, and where it is of another account', async () => {
    await waykeeper(['plan', '--only', ZONE, '--out', file('plan.json')]);
    const text = readFileSync(file('plan.json'), 'utf8');
    await writeFile(file('edited.json'), text.replace('10.0.1.165', '10.0.1.166'));
    expect((await waykeeper(['apply', file('edited.json'), '--yes'])).err).toMatch(/edited\.json was edited/);
    await writeFile(file('elsewhere.json'), text.replace('999988887777', '111111111111'));
    const { err } = await waykeeper(['apply', file('elsewhere.json'), '--yes']);
    expect(err).toMatch(/the plan is of account 111111111111, eu-west-2, stage prod, and this is account 999988887777/);
    await writeFile(file('other.json'), '{"version":1}');
    expect((await waykeeper(['apply', file('other.json'), '--yes'])).err).toMatch(/other\.json is no plan: save one/);
    expect(writes()).toEqual([]);
  });
});

describe('apply', () => {
  it('writes nothing that nobody asked for', async () => {
    expect(await waykeeper(['apply', '--yes'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/name a saved plan, or --only/),
    });
    expect(await waykeeper(['apply', '--only', ZONE])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/pass --yes/),
    });
    expect(await waykeeper(['apply', '--only', ZONE], answering('y'))).toMatchObject({ code: 130 });
    expect(writes()).toEqual([]);
    expect(await waykeeper(['apply', '--only', ZONE], answering('yes'))).toMatchObject({ code: 0 });
    expect(writes()).toEqual(['ChangeResourceRecordSets']);
  });

  it('writes for no controller that the config has in mode plan, but with --override-mode', async () => {
    const config = readFileSync('waykeeper.yml', 'utf8').replace(
      'mode: apply',
      'mode: { connections: apply, dns: plan, routes: apply }',
    );
    await writeFile(file('planning.yml'), config);
    const of = ['--config', file('planning.yml')];
    const refused = await waykeeper(['apply', ...of, '--only', ZONE, '--yes']);
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringMatching(/has dns in mode plan, so that nothing was written: .*--override-mode/),
    ]);
    expect(writes()).toEqual([]);
    const both = await waykeeper(['apply', ...of, '--only', ZONE, SERVICE, '--yes']);
    expect(both.code).toBe(1);
    expect(writes()).not.toContain('ChangeResourceRecordSets');
    expect(await waykeeper(['apply', ...of, '--only', ZONE, '--yes', '--override-mode'])).toMatchObject({ code: 0 });
    expect(writes()).toContain('ChangeResourceRecordSets');
  });

  it('brings back the routes of a group, and nothing else', async () => {
    const tables = cloud().account.ec2.routeTables;
    for (const table of Object.values(tables))
      for (const route of table.routes) if (route.target === 'eni-0fwa') route.target = 'eni-0fwb';
    const { code, out } = await waykeeper(['apply', '--failback', 'edge-firewall', '--yes', '--output', 'json']);
    expect([code, reportsOf(out).map(({ controller }) => controller)]).toEqual([0, ['routes']]);
    expect(new Set(writes())).toEqual(new Set(['ReplaceRoute']));
    expect(tables['rtb-0appa']?.routes.map(({ target }) => target)).toContain('eni-0fwa');
  });
});
