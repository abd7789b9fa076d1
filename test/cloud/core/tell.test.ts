/** Telling where the bus or what remembers does not answer as it should. */
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { addParameter } from '@waykeeper/local-cloud/seed';
import { emptyAccount } from '@waykeeper/local-cloud/state';
import type { Finding, Report } from '../../../lib/core/plan.ts';
import { goTo } from '../../support/environment.ts';
import { change, reportOf } from '../../unit/core/support/report.ts';
import { logged } from '../entry/support/lambda.ts';

const STATE = '/waykeeper-prod/state';
const OUTLET = {
  ...{ bus: 'default', stage: 'prod', region: 'eu-west-2', prefix: 'waykeeper-prod', on: [] },
  log: 'brief',
  state: STATE,
} as const;

let cloud: Cloud;
let tell: typeof import('../../../lib/core/told/tell.ts').tell;
beforeAll(async () => {
  cloud = await startCloud({ account: emptyAccount({ id: '999988887777', region: 'eu-west-2' }) });
  goTo(cloud);
  ({ tell } = await import('../../../lib/core/told/tell.ts'));
});
afterAll(() => cloud.stop());
beforeEach(() => {
  cloud.faults.clear();
  addParameter(cloud.account, { name: STATE, value: '{}' });
});

const FINDING: Finding = { key: 'a', severity: 'error', reason: { code: 'C', message: 'm' }, remedy: 'r' };

/** A sweep that made a change and found something. */
const sweep = (more: Partial<Report> = {}): Report => {
  const report = reportOf({ changes: [change('b')], outcomes: [{ key: 'b', status: 'applied' }], ...more });
  return { ...report, plan: { ...report.plan, findings: [FINDING] } };
};

/** Tells with so many ms left. Returns what was published, what was not, and which parameter calls were made. */
const telling = async (report: Report, left = 30_000) => {
  const from = cloud.journal.entries.length;
  let unpublished: Report['unpublished'];
  await logged(async () => {
    const told = await tell(report, { rowOf: () => undefined }, OUTLET, { remaining: () => left });
    ({ unpublished } = told);
    await told.remember();
  });
  const entries = cloud.journal.entries.slice(from);
  const events = entries.flatMap((entry) => (entry.kind === 'event' ? [entry.detailType] : []));
  const calls = entries.flatMap((entry) => (entry.kind === 'call' && entry.service === 'ssm' ? [entry.operation] : []));
  return { events: events.toSorted(), calls, unpublished };
};

describe('what a sweep came to', () => {
  it('is told, read before and written after, and then told no more', async () => {
    expect(await telling(sweep())).toEqual({
      events: ['Finding Opened', 'Record Changed'],
      calls: ['GetParameter', 'PutParameter'],
      unpublished: undefined,
    });
    expect(await telling(sweep())).toMatchObject({ events: ['Record Changed'], calls: ['GetParameter'] });
  });

  it('is not remembered where the bus did not take it, and is told by the next one', async () => {
    cloud.faults.set([{ service: 'events', operation: 'PutEvents', kind: 'denied', times: Infinity }]);
    const denied = { events: 2, code: 'AccessDeniedException', retryable: false };
    expect(await telling(sweep())).toMatchObject({ events: [], calls: ['GetParameter'], unpublished: denied });
    cloud.faults.clear();
    expect((await telling(sweep())).events).toContain('Finding Opened');
  });

  it('waits for no bus that hangs when the run has no time left', async () => {
    cloud.faults.set([{ service: 'events', operation: 'PutEvents', kind: 'hanging', when: 'before', times: Infinity }]);
    const began = performance.now();
    expect(await telling(sweep(), -100)).toMatchObject({ events: [], unpublished: { code: 'LATE', retryable: true } });
    expect(performance.now() - began).toBeLessThan(2_500);
    cloud.faults.clear();
    // What was given up is not published after all.
    expect((await telling(sweep())).events).toEqual(['Finding Opened', 'Record Changed']);
  });

  it('is told without waiting long for what remembers', async () => {
    cloud.faults.set([{ service: 'ssm', operation: 'GetParameter', kind: 'hanging', when: 'before', times: Infinity }]);
    expect(await telling(sweep(), 500)).toMatchObject({ events: ['Finding Opened', 'Record Changed'] });
  });

  it('is told although it cannot be written down', async () => {
    cloud.faults.set([{ service: 'ssm', operation: 'PutParameter', kind: 'denied', times: Infinity }]);
    const { events, unpublished } = await telling(sweep());
    expect([events, unpublished]).toEqual([['Finding Opened', 'Record Changed'], undefined]);
  });
});

describe('nothing is read', () => {
  it.each<[string, Partial<Report>]>([
    ['by hand, where only changes are told', { trigger: { by: 'hand', what: ['reconcile'], scope: 'all' } }],
  ])('%s', async (_, more) => {
    expect(await telling(sweep(more))).toMatchObject({ events: ['Record Changed'], calls: [] });
  });

  it('by a run about a part that finds nothing', async () => {
    const trigger = { by: 'event', what: ['e'], scope: { ids: ['i-1'] } } as const;
    expect(await telling(reportOf({ trigger }))).toMatchObject({ events: [], calls: [] });
  });
});
