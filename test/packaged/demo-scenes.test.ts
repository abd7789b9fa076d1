/** Scenes of the demo by themselves: what is published of each, how often, and what they come to. */
import { join } from 'node:path';
import { scenesFor } from '../../demo/choose.ts';
import { day } from '../../demo/day.ts';
import { type Played, play } from '../../demo/play.ts';
import { EXIT_CODES } from '../../lib/core/report/verdict.ts';

const ROOT = join(import.meta.dirname, '../..');

let played: Played;
const start = async (scene: string, stopped: readonly string[]): Promise<void> => {
  played = await play({ packageDir: join(ROOT, '.serverless'), scenes: scenesFor(day(stopped), scene) });
};
afterEach(() => played.cloud.stop());

/** What was published of findings of some code: the detail-type and the key. */
const tellingsOf = (code: string): string[] =>
  played.cloud.journal.entries.flatMap((entry) => {
    if (entry.kind !== 'event' || entry.source !== 'waykeeper') return [];
    const { detail } = entry.event as { readonly detail: { code?: string; key?: string; reason?: { code: string } } };
    return (detail.code ?? detail.reason?.code) === code ? [`${entry.detailType} ${detail.key}`] : [];
  });

const SETS = ['edge-firewall/subnet-0appa', 'edge-firewall/subnet-0appb'];

describe('two dead firewalls', () => {
  it('move no route, are told once for each path set, and need people', async () => {
    await start('fw-a-stops', ['fw-b']);
    expect(tellingsOf('NONE_HEALTHY').toSorted()).toEqual(SETS.map((key) => `Finding Opened ${key}`));
    expect([played.verdict, EXIT_CODES[played.verdict], played.converged]).toEqual(['needsPeople', 1, false]);
  });

  it('are told to be over, once for each path set, when one of them is back', async () => {
    await start('fw-a-returns', ['fw-b']);
    expect(played.reports.flatMap(({ plan }) => plan.changes.filter(({ action }) => action === 'replace'))).toEqual([]);
    expect(tellingsOf('NONE_HEALTHY').toSorted()).toEqual(
      ['Finding Closed', 'Finding Opened'].flatMap((type) => SETS.map((key) => `${type} ${key}`)),
    );
    expect([EXIT_CODES[played.verdict], played.converged]).toEqual([0, true]);
  });
});

describe('a guard that trips', () => {
  it('revokes nothing, is told once, and blocks', async () => {
    await start('guard-trips', []);
    const { account } = played.cloud;
    const stranger = Object.values(account.ec2.endpointConnections).filter(
      ({ endpointId }) => account.ec2.endpoints[endpointId]?.ownerId === '444455556666',
    );
    expect(stranger.map(({ state }) => state)).toEqual(['available', 'available']);
    expect(tellingsOf('TOO_MANY_REVOKED')).toEqual(['Run Blocked vpce-svc-0payments']);
    expect([played.verdict, EXIT_CODES[played.verdict]]).toEqual(['blocked', 1]);
  });
});

describe('a zone that is stuck', () => {
  it('keeps what somebody put there, is told once, and needs people', async () => {
    await start('zone-stuck', []);
    const { records = [] } = played.cloud.account.route53.zones.Z0PRIVATES3EUWEST2 ?? {};
    expect(records).toContainEqual(expect.objectContaining({ ResourceRecords: [{ Value: '192.0.2.10' }] }));
    expect(tellingsOf('CONFLICT')).toEqual(['Finding Opened Z0PRIVATES3EUWEST2']);
    expect([played.verdict, EXIT_CODES[played.verdict]]).toEqual(['needsPeople', 1]);
  });
});

describe('a failover', () => {
  it('waits for nothing that is remembered: its run reads it when the last route has moved', async () => {
    await start('fw-a-stops', []);
    const calls = played.cloud.journal.entries.flatMap((entry) => (entry.kind === 'call' ? [entry] : []));
    const moved = calls.find(({ operation }) => operation === 'ReplaceRoute');
    const run = calls.filter(({ cause }) => cause === moved?.cause).map(({ operation }) => operation);
    const remembering = run.findIndex((operation) => /Parameter$|^PutEvents$/.test(operation));
    expect(run.filter((operation) => operation === 'ReplaceRoute')).toHaveLength(6);
    expect(remembering).toBeGreaterThan(run.lastIndexOf('ReplaceRoute'));
  });
});
