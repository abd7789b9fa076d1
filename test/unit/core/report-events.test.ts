import type { ControllerName, FailedOutcome, Report } from '../../../lib/core/plan.ts';
import { eventsOf } from '../../../lib/core/report/events.ts';
import { change, reportOf } from './support/report.ts';

const failed = (key: string, error = 'e'): FailedOutcome => ({
  key,
  status: 'failed',
  code: 'C',
  error,
  retryable: true,
});
const told = (report: Report) => eventsOf(report, (code) => (code === 'ALL_DOWN' ? 'dead' : undefined));
const types = (report: Report) => told(report).map(({ detailType }) => detailType);

describe('the events of a run', () => {
  it('are none when nothing was changed, refused or has failed', () => {
    expect(told(reportOf())).toEqual([]);
  });

  it.each<[ControllerName, string, string[]]>([
    ['connections', 'accept', ['Connection Accepted']],
    ['connections', 'reject', ['Connection Rejected']],
    ['dns', 'create', ['Record Changed']],
    ['dns', 'publish', ['Forwarder Changed']],
    ['dns', 'associate', []],
    ['routes', 'replace', ['Route Moved']],
    ['routes', 'fixSourceDestCheck', []],
  ])('of %s tell %s as %j', (controller, action, expected) => {
    const changes = [change('a', action)];
    expect(types(reportOf({ controller, changes, outcomes: [{ key: 'a', status: 'applied' }] }))).toEqual(expected);
  });

  it('tell what was there before, what is now and why', () => {
    const [event] = told(
      reportOf({ verdict: 'changed', changes: [change('a')], outcomes: [{ key: 'a', status: 'applied' }] }),
    );
    expect(event).toEqual({
      detailType: 'Record Changed',
      resources: ['a'],
      detail: {
        controller: 'dns',
        mode: 'apply',
        verdict: 'changed',
        action: 'replace',
        key: 'a',
        before: 'x',
        after: '1',
        reason: { code: 'WRONG', message: 'x is not 1' },
      },
    });
  });

  it('tell no change that was not made', () => {
    const changes = [change('a'), change('b'), change('c')];
    const outcomes = [{ key: 'a', status: 'unchanged' } as const, failed('b')];
    expect(types(reportOf({ changes, outcomes }))).toEqual(['Run Failed']);
  });

  it('tell in mode plan what would be changed, and that it was only planned', () => {
    const events = told(reportOf({ mode: 'plan', changes: [change('a')] }));
    expect(events).toMatchObject([{ detailType: 'Record Changed', detail: { mode: 'plan' } }]);
  });

  it('tell each refusal of the guard by itself, and what it holds back as no change', () => {
    const reason = { code: 'TOO_MANY', message: 'more than 20' };
    const blocked = ['Z1', 'Z2'].map((unit) => ({ unit, reason, keys: [`${unit}/a/A`] }));
    const report = reportOf({ blocked, mode: 'plan', changes: [change('Z1/a/A'), change('Z3/a/A')] });
    expect(told(report)).toMatchObject([
      { detailType: 'Record Changed', resources: ['Z3/a/A'] },
      { detailType: 'Run Blocked', resources: ['Z1'], detail: { key: 'Z1', reason, held: 1, changes: ['Z1/a/A'] } },
      { detailType: 'Run Blocked', resources: ['Z2'], detail: { key: 'Z2', reason, held: 1, changes: ['Z2/a/A'] } },
    ]);
  });

  it('tell what leads nowhere and what stands still, by what its code says of it', () => {
    const report = reportOf({ controller: 'routes' });
    const stuck = { code: 'ALL_DOWN', message: 'all are down' };
    const findings = [
      { key: 'edge/vpc-1', severity: 'error' as const, reason: stuck, remedy: '' },
      { key: 'other', severity: 'warning' as const, reason: { code: 'OTHER', message: '' }, remedy: '' },
    ];
    expect(told({ ...report, plan: { ...report.plan, findings } })).toMatchObject([
      { detailType: 'Run Blocked', resources: ['edge/vpc-1'], detail: { reason: stuck } },
    ]);
  });

  it('tell all failures of a run in one event', () => {
    const events = told(reportOf({ outcomes: [failed('a'), failed('b')] }));
    expect(events).toMatchObject([
      {
        detailType: 'Run Failed',
        resources: ['a', 'b'],
        detail: { failures: 2, outcomes: [{ key: 'a' }, { key: 'b' }] },
      },
    ]);
  });

  it('fit into what EventBridge takes, however much failed and whatever woke the run', () => {
    const ids = Array.from({ length: 20_000 }, (_, at) => `vpce-${String(at).padStart(17, '0')}`);
    const outcomes = ids.map((id) => failed(id, 'e'.repeat(9_000)));
    const [event] = told(reportOf({ trigger: { by: 'event', what: ids, scope: { ids } }, outcomes }));
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(200_000);
    expect(event).toMatchObject({ detail: { failures: 20_000 } });
  });
});
