import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PlayedFirewalls, playFirewalls } from '../../demo/firewalls/play.ts';
import { packageStack } from '../../scripts/package-stack.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('the day of two probed firewalls', () => {
  let played: PlayedFirewalls;
  beforeAll(async () => {
    const config = join(ROOT, 'demo/firewalls/waykeeper.yml');
    const into = await mkdtemp(join(tmpdir(), 'waykeeper-'));
    played = await playFirewalls({ packageDir: (await packageStack(config, into)).dir });
    await rm(into, { recursive: true });
  });

  const moves = (code: string): string[] =>
    played.reports.flatMap(({ plan }) =>
      plan.changes.flatMap(({ key, reason, after }) =>
        reason.code === code ? [`${key} ${(after as { readonly target: string }).target}`] : [],
      ),
    );

  it('moves each route to the interface of its role when the process of fw-a dies', () => {
    expect(moves('FAILOVER')).toEqual([
      'rtb-0appa/0.0.0.0/0 eni-0fwbin',
      'rtb-0appa/::/0 eni-0fwbin',
      'rtb-0appb/0.0.0.0/0 eni-0fwbin',
      'rtb-0appb/::/0 eni-0fwbin',
      'rtb-0edge/10.0.1.0/24 eni-0fwbout',
      'rtb-0edge/10.0.2.0/24 eni-0fwbout',
    ]);
  });

  it('publishes that none is healthy, and moves nothing then', () => {
    const blocked = played.cloud.journal.entries.filter(
      (entry) => entry.kind === 'event' && entry.detailType === 'Finding Opened',
    );
    expect(blocked.length).toBeGreaterThan(0);
    const found = played.reports.filter(({ plan }) =>
      plan.findings.some(({ reason }) => reason.code === 'NONE_HEALTHY'),
    );
    expect(found.flatMap(({ plan }) => plan.changes)).toEqual([]);
  });

  it('brings all routes back to fw-a after the hold-down, in one run', () => {
    const back = played.reports.filter(({ plan }) => plan.changes.some(({ reason }) => reason.code === 'FAILBACK'));
    expect(back.map(({ plan }) => plan.changes.filter(({ action }) => action === 'replace').length)).toEqual([6]);
    expect(back.map(({ plan }) => plan.changes.filter(({ action }) => action === 'untag').length)).toEqual([3]);
    expect(moves('FAILBACK').every((line) => line.endsWith(' eni-0fwa'))).toBe(true);
  });

  it('associates the table that the gateway endpoint lacked, and converges', () => {
    expect(played.cloud.account.ec2.endpoints['vpce-0s3gateway']?.routeTableIds).toEqual(['rtb-0appa', 'rtb-0appb']);
    expect(played.converged).toBe(true);
    expect(played.reports.flatMap(({ plan }) => plan.findings).map(({ reason }) => reason.code)).not.toContain(
      'FLAPPING',
    );
  });
});
