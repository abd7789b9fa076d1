import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '@waykeeper/local-cloud/state';
import { permissions, publishedAddresses } from '../../demo/final.ts';
import { BUCKET, CORP_ZONE, FILES, FORWARDER_RECORD, OTHER_FILE, OTHER_RULE, RULE } from '../../demo/forwarding.ts';
import { type Played, play } from '../../demo/play.ts';
import { narrate } from '../../demo/timeline.ts';
import { world } from '../../demo/world.ts';
import type { Report } from '../../lib/core/plan.ts';
import { EXIT_CODES } from '../../lib/core/report/verdict.ts';
import { readPublished } from '../../lib/dns-files/header.ts';
import { packageStack } from '../../scripts/package-stack.ts';
import { mailsOf, pagesOf } from './support/pages.ts';

const ROOT = join(import.meta.dirname, '../..');
const CONFIG = join(ROOT, 'waykeeper.yml');

const codesAt = (report: Report | undefined, key: string): string[] =>
  (report?.plan.skips ?? []).filter((skip) => skip.key.startsWith(key)).map(({ reason }) => reason.code);

const lastOf = (reports: readonly Report[], controller: Report['controller']): Report | undefined =>
  reports.filter((report) => report.controller === controller).at(-1);

const targets = ({ cloud }: Played): Record<string, string> =>
  Object.fromEntries(
    ['rtb-0edge', 'rtb-0appa', 'rtb-0appb'].flatMap((id) =>
      (cloud.account.ec2.routeTables[id]?.routes ?? [])
        .filter(({ target }) => target !== 'local')
        .map(({ destination, target }) => [`${id} ${destination}`, target]),
    ),
  );

const connections = ({ cloud }: Played): Record<string, string> =>
  Object.fromEntries(
    Object.values(cloud.account.ec2.endpointConnections).map(({ endpointId, state }) => [
      cloud.account.ec2.endpoints[endpointId]?.ownerId ?? '',
      state,
    ]),
  );

/** What stands beside the claimed targets: another rule, another object, and what else the claimed rule and zone hold. */
const unclaimed = ({ resolver, route53, s3 }: Account): string => {
  const { targets: _, status, modifiedAt, ...rule } = resolver.rules[RULE] ?? {};
  const ours = [`${FORWARDER_RECORD}.`, `_waykeeper.${FORWARDER_RECORD}.`];
  const records = route53.zones[CORP_ZONE]?.records.filter(({ Name }) => !ours.includes(Name));
  const object = s3.buckets[BUCKET]?.objects[OTHER_FILE];
  return JSON.stringify([rule, resolver.rules[OTHER_RULE], resolver.associations, records, object]);
};

/** Every run that published addresses of the forwarder: by target, what it then held. */
const steps = (reports: readonly Report[]): Record<string, unknown>[] =>
  reports
    .map(({ plan }) =>
      Object.fromEntries(
        plan.changes
          .filter(({ reason }) => reason.message.includes('forwarder onprem-s3: '))
          .map(({ key, after }) => [key, (after as { readonly values: readonly string[] }).values.join(' ')]),
      ),
    )
    .filter((step) => Object.keys(step).length > 0);

describe('the default day', () => {
  let played: Played;
  const lines: string[] = [];
  const print = (text: string): void => void lines.push(...text.split('\n'));
  beforeAll(async () => {
    played = await play({ packageDir: join(ROOT, '.serverless') }, (journal) => narrate(journal, print, { width: 80 }));
  });
  afterAll(() => played.cloud.stop());

  it('is told in lines that fit a terminal of 80 columns, or are one long name', () => {
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => line.length > 80 && line.trim().includes(' '))).toEqual([]);
  });

  it('ends with every controller converged, within the permissions of each function', () => {
    expect(`${played.converged} ${permissions(played.cloud.journal)}`).toMatch(/^true .*: no call was refused\.$/);
    expect(played.reports.filter(({ converged }) => !converged)).toEqual([]);
  });

  it('accepts by list and by unit, rejects who is blocked, revokes a former partner and leaves the stranger', () => {
    expect(connections(played)).toEqual({
      '111122223333': 'available',
      '444455556666': 'pendingAcceptance',
      '555566667777': 'available',
      '777788889999': 'rejected',
      '888877776666': 'rejected',
    });
    const last = lastOf(played.reports, 'connections');
    expect(codesAt(last, 'vpce-svc-0payments/').toSorted()).toEqual([
      'IN_ORDER',
      'IN_ORDER',
      'NOT_IN_ORGANIZATION',
      'NOT_PENDING',
      'NOT_PENDING',
    ]);
  });

  it("has the service's connections watched by the stack's topic, which then wakes every further run", () => {
    const { connectionNotifications } = played.cloud.account.ec2;
    expect(Object.values(connectionNotifications).map(({ events }) => events.length)).toEqual([4]);
    const changed = played.reports.filter(
      ({ controller, plan }) => controller === 'connections' && plan.changes.length > 0,
    );
    const [first, ...later] = changed.map(({ trigger }) => trigger);
    expect(first?.by).toBe('sweep');
    for (const { by, what } of later) {
      if (by !== 'hand') expect(what.join()).toContain('notification vpce-');
    }
  });

  it('points all aliases at the new S3 endpoint within the run that its deletion woke', () => {
    const moved = played.reports.filter(({ plan }) =>
      plan.changes.some(({ reason }) => reason.code === 'ENDPOINT_CHANGED'),
    );
    const dns = moved.filter(({ controller }) => controller === 'dns');
    expect(dns.map(({ trigger }) => trigger.what)).toEqual([['DeleteVpcEndpoints vpce-0s3old']]);
    const endpoints = Object.values(played.cloud.account.ec2.endpoints).filter(({ tags }) => tags.waykeeper === 's3');
    const records = played.cloud.account.route53.zones.Z0PRIVATES3EUWEST2?.records ?? [];
    const aliases = records.flatMap(({ AliasTarget }) => AliasTarget?.DNSName ?? []);
    expect(endpoints).toHaveLength(1);
    expect(aliases).toHaveLength(4);
    for (const alias of aliases) expect(alias).toContain(endpoints[0]?.id);
  });

  it('follows the Availability Zones of the S3 endpoint: one that is added, and one that it is taken out of', () => {
    const changed = played.reports
      .filter(({ controller, trigger }) => controller === 'dns' && trigger.what[0] === 'ModifyVpcEndpoint vpce-0s3old')
      .map(({ plan }) =>
        plan.changes.map(({ action, key }) => `${action} ${/[^/]*\.zone$|euw2-az\d|addresses/.exec(key)}`),
      );
    expect(changed).toEqual([
      ['replace addresses', 'create euw2-az1', 'publish rpz.zone'],
      ['replace addresses', 'delete euw2-az3', 'publish rpz.zone'],
    ]);
  });

  it('publishes a new address of the inbound endpoint everywhere in one run, and lets go of the old one in a later run', () => {
    const everywhere = (values: string) => ({
      [`${CORP_ZONE}/${FORWARDER_RECORD}/A`]: values,
      [RULE]: values,
      [FILES.bind]: values,
    });
    expect(steps(played.reports)).toEqual([
      everywhere('10.0.5.10 10.0.6.10'),
      everywhere('10.0.5.10 10.0.6.10 10.0.7.10'),
      everywhere('10.0.6.10 10.0.7.10'),
    ]);
  });

  it('ends with every target naming the addresses that there are, in files that are as they were written', () => {
    const { account } = played.cloud;
    const endpoint = Object.values(account.ec2.endpoints).find(({ tags }) => tags.waykeeper === 's3');
    const answers = (endpoint?.interfaceIds ?? []).map((id) => account.ec2.networkInterfaces[id]?.privateIp).sort();
    expect(answers).toHaveLength(2);
    expect(publishedAddresses(account)).toEqual({
      [RULE]: ['10.0.6.10', '10.0.7.10'],
      [FORWARDER_RECORD]: ['10.0.6.10', '10.0.7.10'],
      [FILES.bind]: ['10.0.6.10', '10.0.7.10'],
      [FILES.rpz]: answers,
    });
    const { [OTHER_FILE]: _, ...objects } = account.s3.buckets[BUCKET]?.objects ?? {};
    const intact = Object.entries(objects).map(([key, { body }]) => [key, readPublished(body)?.intact]);
    expect(Object.fromEntries(intact)).toEqual({ 's3.conf': true, 'rpz.zone': true });
  });

  it('changes no byte of what stands beside the targets', () => {
    expect(unclaimed(played.cloud.account)).toEqual(unclaimed(world()));
  });

  it('moves all six routes to fw-b in one run, and back in one run after the hold-down', () => {
    const all = ['rtb-0appa/0.0.0.0/0', 'rtb-0appa/::/0', 'rtb-0appb/0.0.0.0/0', 'rtb-0appb/::/0'];
    const keys = [...all, 'rtb-0edge/10.0.1.0/24', 'rtb-0edge/10.0.2.0/24'];
    const moves = played.reports
      .filter(({ controller, plan }) => controller === 'routes' && plan.changes.length > 1)
      .map(({ plan }) => plan.changes.filter(({ action }) => action === 'replace'))
      .map((changes) => changes.map(({ key, reason }) => `${reason.code} ${key}`));
    expect(moves).toEqual([keys.map((key) => `FAILOVER ${key}`), keys.map((key) => `FAILBACK ${key}`)]);
  });

  it('brings the routes back no sooner than the hold-down after the start of fw-a', () => {
    const started = played.cloud.account.ec2.instances['i-0fwa']?.launchTime ?? 0;
    const back = played.reports.find(({ plan }) => plan.changes.some(({ reason }) => reason.code === 'FAILBACK'));
    const waited = Date.parse(back?.startedAt ?? '') - started;
    expect(waited).toBeGreaterThanOrEqual(300_000);
    expect(waited).toBeLessThan(300_000 + 5 * 60_000);
  });

  it('mends the wildcard, a file and the route on the other appliance by the sweep, and leaves the one at the NAT gateway to a person', () => {
    const isBack = ({ plan }: Report): boolean => plan.changes.some(({ reason }) => reason.code === 'FAILBACK');
    const later = played.reports.slice(played.reports.findIndex(isBack) + 1);
    const mended = later.filter(({ trigger }) => trigger.by === 'sweep').flatMap(({ plan }) => plan.changes);
    expect(mended.map(({ action, key, reason }) => `${action} ${key}: ${reason.code}`).sort()).toEqual([
      'create Z0PRIVATES3EUWEST2/*.s3.eu-west-2.amazonaws.com/A: RECORD_MISSING',
      `publish ${FILES.bind}: FILE_EDITED`,
      'replace rtb-0appa/0.0.0.0/0: MENDED',
    ]);
    expect(targets(played)).toEqual({
      'rtb-0edge 10.0.1.0/24': 'eni-0fwa',
      'rtb-0edge 10.0.2.0/24': 'eni-0fwa',
      'rtb-0appa 0.0.0.0/0': 'eni-0fwa',
      'rtb-0appa ::/0': 'eni-0fwa',
      'rtb-0appb 0.0.0.0/0': 'eni-0fwa',
      'rtb-0appb ::/0': 'eni-0fwa',
    });
  });

  it('raises no alarm but for the route that a person must mend, whose notice has come before', () => {
    expect(pagesOf(played.cloud).raisedSince(0)).toEqual(['routes-need-people']);
    expect(mailsOf(played.cloud).filter(({ subject }) => /^(ALARM|OK|Over): /.test(subject))).toEqual([]);
  });
  it('gives one notice of the failover, and shows it as a person gets it', () => {
    const notices = mailsOf(played.cloud).filter(({ subject }) => subject.includes('fw-a is unhealthy'));
    expect(notices.map(({ text }) => text.match(/^ {2}replace /gm)?.length)).toEqual([6]);
    expect(Object.keys(played.cloud.account.monitoring.metrics).join()).toContain('OffPreferred');
    expect(lines.join('\n')).toMatch(/mail to network-operations@example\.com: prod eu-west-2: fw-a is\s/);
  });

  it('tells the route that only a person may mend once, and that it is mended, and ends in order', () => {
    const key = 'edge-firewall/subnet-0appb';
    const told = played.cloud.journal.entries.flatMap((entry) =>
      entry.kind === 'event' && JSON.stringify(entry.event).includes(key) ? [entry.detailType] : [],
    );
    expect(told).toEqual(['Finding Opened', 'Notice', 'Finding Closed', 'Notice']);
    expect(lastOf(played.reports, 'routes')?.plan.findings).toEqual([]);
    expect([played.verdict, EXIT_CODES[played.verdict]]).toEqual(['inOrder', 0]);
  });

  it('takes back by hand what was rejected by mistake, and answers a plan by hand with nothing to do', () => {
    const byHand = played.reports.filter(({ trigger }) => trigger.by === 'hand');
    expect(byHand.map(({ controller, mode, plan }) => [controller, mode, plan.changes.length])).toEqual([
      ['connections', 'apply', 1],
      ['connections', 'plan', 0],
      ['dns', 'plan', 0],
      ['routes', 'plan', 0],
    ]);
  });

  it('needs at most five AWS reads and one of the policy file before the first write of an endpoint event, and no more for the final look', () => {
    const [woken] = played.reports.filter(
      ({ controller, trigger }) => controller === 'dns' && trigger.what[0] === 'DeleteVpcEndpoints vpce-0s3old',
    );
    expect(woken?.rounds).toBe(2);
    expect((woken?.calls.reads ?? 99) / 2).toBeLessThanOrEqual(5 + 1);
    expect(woken?.calls.writes).toBe(1 + 1);
  });

  it('publishes what it changed, and ignores its own writes', () => {
    const published = played.cloud.journal.entries.flatMap((entry) =>
      entry.kind === 'event' && entry.source === 'waykeeper' ? [entry.detailType] : [],
    );
    const count = (type: string): number => published.filter((each) => each === type).length;
    expect([count('Connection Accepted'), count('Connection Rejected')]).toEqual([3, 2]);
    expect([count('Record Changed'), count('Forwarder Changed')]).toEqual([19, 11]);
    expect([count('Route Moved'), count('Run Failed')]).toEqual([13, 0]);
    const woken = played.reports.flatMap(({ trigger }) => trigger.what);
    const byOperator = ['ReplaceRoute eni-0fwa rtb-0appb'];
    expect(
      woken.filter((what) => /^(ReplaceRoute|AcceptVpcEndpointConnections|UpdateResolverRule)/.test(what)),
    ).toEqual(byOperator);
  });
});

describe('the day without its accept rule, and without forwarders and answers', () => {
  let played: Played;
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
    const config = join(dir, 'waykeeper.yml');
    const text = (await readFile(CONFIG, 'utf8')).replace('["111122223333"]', '["222233334444"]');
    await writeFile(config, text.replace(/\n {2}forwarders:\n.*?(?=\n {2}# verifications:)/s, ''));
    const { dir: packageDir } = await packageStack(config, dir);
    played = await play({ packageDir });
  });
  afterAll(async () => {
    await played?.cloud.stop();
    await rm(dir, { recursive: true });
  });

  it('leaves both strangers pending, and says why', () => {
    const states = connections(played);
    expect([states['111122223333'], states['444455556666']]).toEqual(['pendingAcceptance', 'pendingAcceptance']);
    expect(codesAt(lastOf(played.reports, 'connections'), 'vpce-svc-0payments/').toSorted()).toEqual([
      'IN_ORDER',
      'NOT_IN_ORGANIZATION',
      'NOT_IN_ORGANIZATION',
      'NOT_PENDING',
      'NOT_PENDING',
    ]);
    expect(played.converged).toBe(true);
  });

  it('publishes nothing', () => {
    const { account } = played.cloud;
    expect(publishedAddresses(account)).toEqual(publishedAddresses(world()));
    expect(Object.keys(account.s3.buckets[BUCKET]?.objects ?? {})).toEqual([OTHER_FILE]);
    expect(account.resolver.rules).toEqual(world().resolver.rules);
  });
});
