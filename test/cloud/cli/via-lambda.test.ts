/** The command beside the deployed function, where its answer was too large for Lambda. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { world, ZONE } from '../../../demo/world.ts';
import type { Mode, Report } from '../../../lib/core/plan.ts';
import { fitting } from '../../../lib/entry/answer.ts';
import { commandOn } from './support/command.ts';

const KEYS = ['a', 'b', 'c'].map((name) => `${ZONE}/${name}.s3.eu-west-2.amazonaws.com/A`);

/** Of three changes, of which the last failed where they were made; `size` is about how many bytes it has. */
const reportOf = (mode: Mode, size: number): Report => ({
  ...{ version: 2, controller: 'dns', mode, trigger: { by: 'hand', what: ['reconcile'], scope: 'all' } },
  plan: {
    ...{ controller: 'dns', skips: [], findings: [] },
    changes: KEYS.map((key) => ({
      ...{ action: 'create', key, after: '192.0.2.7' },
      reason: { code: 'RECORD_MISSING', message: 'x'.repeat(size / KEYS.length) },
    })),
  },
  outcomes: KEYS.map((key, at) =>
    mode === 'apply' && at === 2
      ? { key, status: 'failed', code: 'InvalidChangeBatch', error: 'it is not', retryable: false }
      : { key, status: mode === 'apply' ? 'applied' : 'unchanged' },
  ),
  ...{ blocked: [], rounds: 1, verdict: mode === 'apply' ? 'failed' : 'wouldChange', converged: false },
  ...(mode === 'plan' ? { digest: '0123456789abcdef', applying: { calls: 1, seconds: 1 } } : {}),
  ...{ calls: { reads: 1, writes: 0, retries: 0 }, startedAt: '2026-11-28T00:00:00.000Z', durationMs: 1 },
});

const LARGE = 6_500_000;
let sizes: Readonly<Record<Mode, number>>;
let lambda: Server;

beforeAll(async () => {
  lambda = createServer((request, response) => {
    void json(request).then((payload) => {
      const { mode } = payload as { mode: Mode };
      const report = reportOf(mode, sizes[mode]);
      response.end(JSON.stringify(fitting({ verdict: report.verdict, converged: false, reports: [report] })));
    });
  });
  await once(lambda.listen(0, '127.0.0.1'), 'listening');
  process.env.AWS_ENDPOINT_URL_LAMBDA = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`;
});
afterAll(() => {
  delete process.env.AWS_ENDPOINT_URL_LAMBDA;
  lambda.close();
  lambda.closeAllConnections();
});

const { waykeeper } = commandOn(world);
const POINTER =
  'the whole answer is larger than the 6 MB that Lambda takes: ask about less with "only" or "controllers"';

describe('an answer that is too large for Lambda', () => {
  it('is no plan: what it came to is told, and how to have the whole', async () => {
    sizes = { plan: LARGE, apply: 0 };
    const { code, out, err } = await waykeeper(['plan', '--via', 'lambda']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`waykeeper: dns: would change, 3 changes; ${POINTER}`);
    expect(err.trimEnd()).not.toContain('\n');
  });

  it('tells of what was applied how much of it failed', async () => {
    sizes = { plan: 300, apply: LARGE };
    const { code, err } = await waykeeper(['apply', '--only', ZONE, '--via', 'lambda', '--yes']);
    expect(code).toBe(1);
    expect(err).toContain(`waykeeper: dns: FAILED, 3 changes, 1 failed; ${POINTER}`);
  });

  it('is as good as any where it is not', async () => {
    sizes = { plan: 300, apply: 0 };
    const { code, out } = await waykeeper(['plan', '--via', 'lambda', '--output', 'json']);
    expect(code).toBe(2);
    for (const key of KEYS) expect(out).toContain(key);
  });
});
