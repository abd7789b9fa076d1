/** Route repair with the probe on: real bundles, real connections to appliances that really listen. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { type Appliances, startAppliances } from '@waykeeper/local-cloud/appliances';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { addInterfaceEndpoint, addRouteTable, addSubnet } from '@waykeeper/local-cloud/seed';
import { reportsOf } from '../../demo/play.ts';
import { VPC, world } from '../../demo/world.ts';
import type { Report } from '../../lib/core/plan.ts';
import type { Probing } from '../../lib/routes/probe/run.ts';
import { packageStack } from '../../scripts/package-stack.ts';

const ROOT = join(import.meta.dirname, '../..');
const A = '10.0.101.10:8443';
const B = '10.0.102.10:8443';
const PROBE =
  '      probe: { from: { subnets: [subnet-0probe], securityGroups: [sg-0probe] }, tcp: 8443, fall: 2, rise: 2 }\n';
const PROBE_FUNCTION = 'waykeeper-prod-probe';

/** The demo's world with a subnet for the probe, and its own ways to CloudWatch and EC2. */
const probedWorld = () => {
  const account = world();
  addSubnet(account, { id: 'subnet-0probe', vpc: VPC, cidr: '10.0.200.0/24', az: 'eu-west-2a' });
  addRouteTable(account, { id: 'rtb-0probe', vpc: VPC, subnets: ['subnet-0probe'] });
  for (const [at, service] of ['monitoring', 'ec2'].entries()) {
    addInterfaceEndpoint(account, {
      id: `vpce-0${service}`,
      vpc: VPC,
      service: `com.amazonaws.eu-west-2.${service}`,
      privateDns: true,
      subnets: [{ subnet: 'subnet-0probe', ip: `10.0.200.${at + 10}` }],
    });
  }
  return account;
};

const targets = ({ account }: Cloud): string[] => [
  ...new Set(
    ['rtb-0edge', 'rtb-0appa', 'rtb-0appb'].flatMap((id) =>
      (account.ec2.routeTables[id]?.routes ?? []).flatMap(({ target }) => (target === 'local' ? [] : [target])),
    ),
  ),
];

const routesReports = (cloud: Cloud): Report[] =>
  reportsOf(cloud.journal).filter(({ controller }) => controller === 'routes');

const hasVerdict = (probing: unknown): boolean => (probing as Probing).verdicts.length > 0;

const codes = (report: Report | undefined): string[] => (report?.plan.findings ?? []).map(({ reason }) => reason.code);

describe('with the probe on', () => {
  let dir: string;
  let packageDir: string;
  let cloud: Cloud;
  let appliances: Appliances;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
    const config = join(dir, 'waykeeper.yml');
    const text = await readFile(join(ROOT, 'waykeeper.yml'), 'utf8');
    await writeFile(
      config,
      text.replace(/(\n {4}health:\n)/, `$1${PROBE}`).replace('holdDownSeconds: 300', 'holdDownSeconds: 120'),
    );
    packageDir = (await packageStack(config, dir)).dir;
  });
  afterAll(() => rm(dir, { recursive: true }));

  beforeEach(async () => {
    appliances = await startAppliances([A, B]);
    cloud = await startCloud({ account: probedWorld() });
    const variables = { ...appliances.variables, WAYKEEPER_PROBE_SECONDS: '3' };
    await cloud.deploy(packageDir, { [PROBE_FUNCTION]: variables });
    await cloud.settle();
  });
  afterEach(async () => {
    await cloud.stop();
    await appliances.stop();
  });

  it('finds healthy appliances healthy, and moves nothing', () => {
    const states = Object.values(cloud.account.monitoring.alarms).map(({ name, state }) => `${name} ${state}`);
    expect(states.filter((line) => /verdict/.test(line)).sort()).toEqual([
      'waykeeper/prod/probe/edge-firewall/fw-a/verdict OK',
      'waykeeper/prod/probe/edge-firewall/fw-b/verdict OK',
    ]);
    expect(targets(cloud)).toEqual(['eni-0fwa']);
    expect(
      codes(routesReports(cloud)[0]).filter((code) => code.startsWith('PROBE_NO') || code === 'PROBE_LOOP'),
    ).toEqual([]);
  });

  it('moves all routes off an appliance whose process dies while its instance is fine, and back after the hold-down', async () => {
    await cloud.advance(60_000);
    const dying = cloud.invoke(PROBE_FUNCTION, {});
    await appliances.crash(A);
    // A busy machine may not get to two probes in a row within one invocation.
    for (let probing = await dying; !hasVerdict(probing); ) probing = await cloud.invoke(PROBE_FUNCTION, {});
    await cloud.settle();
    expect(targets(cloud)).toEqual(['eni-0fwb']);
    const moved = routesReports(cloud).find(({ plan }) => plan.changes.length > 0);
    expect(moved?.plan.changes.map(({ reason }) => reason.message)).toContain(
      'fw-a is unhealthy: the probe gets no answer; fw-b takes over',
    );
    await appliances.revive(A);
    await cloud.advance(60_000);
    expect(targets(cloud)).toEqual(['eni-0fwb']);
    await cloud.advance(6 * 60_000);
    expect(targets(cloud)).toEqual(['eni-0fwa']);
  });

  it('takes the silence of the probe itself for unknown: nothing moves', async () => {
    await cloud.advance(60_000);
    const schedule = cloud.account.scheduler.schedules['default/waykeeper-prod-probe'];
    if (schedule) Object.assign(schedule, { enabled: false });
    await Promise.all([appliances.crash(A), cloud.advance(5 * 60_000)]);
    expect(targets(cloud)).toEqual(['eni-0fwa']);
    expect(codes(routesReports(cloud).at(-1))).toContain('PROBE_SILENT');
  });

  it('fails over by the instance state as well while the probe is silent', async () => {
    const schedule = cloud.account.scheduler.schedules['default/waykeeper-prod-probe'];
    if (schedule) Object.assign(schedule, { enabled: false });
    await cloud.advance(5 * 60_000);
    await new EC2Client(cloud.clientConfig()).send(new StopInstancesCommand({ InstanceIds: ['i-0fwa'] }));
    await cloud.advance(60_000);
    // fw-b is unknown without the probe, but it runs: better than an appliance that is stopped.
    expect(targets(cloud)).toEqual(['eni-0fwb']);
  });
});
