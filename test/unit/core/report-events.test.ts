import type { PublishedEvent } from '../../../lib/aws/types.ts';
import type { ConnectionChange } from '../../../lib/connections/types.ts';
import type { ControllerName, FailedOutcome, Finding, Report } from '../../../lib/core/plan.ts';
import { CHANGE_EVENTS } from '../../../lib/core/report/event-types.ts';
import { madeEvents, toldEvents } from '../../../lib/core/report/events.ts';
import type { Code } from '../../../lib/core/standing.ts';
import { tellingOf } from '../../../lib/core/told/telling.ts';
import type { DnsChange } from '../../../lib/dns/parts.ts';
import type { RouteChange } from '../../../lib/routes/types.ts';
import { change, reportOf } from './support/report.ts';

const failed = (key: string, error = 'e'): FailedOutcome => ({
  key,
  status: 'failed',
  code: 'C',
  error,
  retryable: true,
});

const ROWS: Readonly<Record<string, Code>> = {
  ALL_DOWN: { standing: 'dead', severity: 'error', text: '', command: 'start {first} in {last} for {key}' },
  CONFLICT: { standing: 'stuck', text: '', remedy: 'adopt it', command: 'deploy' },
};

/** All that a run tells of which nothing was told before. */
const told = (report: Report): PublishedEvent[] => {
  const rowOf = (code: string) => ROWS[code];
  return [...madeEvents(report), ...toldEvents(report, tellingOf(report, rowOf), rowOf)];
};
const types = (report: Report) => told(report).map(({ detailType }) => detailType);

const planning = (report: Report, plan: Partial<Report['plan']>): Report => ({
  ...report,
  plan: { ...report.plan, ...plan },
});

/** Each action of each controller: one without a name for its event is a type error here. */
const ACTIONS = {
  connections: ['accept', 'reject', 'revoke', 'watch', 'allow'] satisfies ConnectionChange['action'][],
  dns: ['create', 'replace', 'delete', 'publish', 'associate', 'verify'] satisfies DnsChange['action'][],
  routes: ['replace', 'associate', 'turn off source/destination check'] satisfies RouteChange['action'][],
};

const NAMED: Readonly<{
  connections: Readonly<Record<ConnectionChange['action'], object>>;
  dns: Readonly<Record<DnsChange['action'], object>>;
  routes: Readonly<Record<RouteChange['action'], object>>;
}> = CHANGE_EVENTS;

describe('the events of a run', () => {
  it('say of a change what an audit asks about it', () => {
    const about = { rule: 'payments/partners', account: '111122223333' };
    const changes = [{ ...change('a', 'accept'), about }];
    const [event] = told(reportOf({ controller: 'connections', changes, outcomes: [{ key: 'a', status: 'applied' }] }));
    expect(event).toMatchObject({ detailType: 'Connection Accepted', detail: { key: 'a', ...about } });
    expect(event?.detail).not.toHaveProperty('about');
  });

  it('are none when nothing was changed, refused or has failed', () => {
    expect(told(reportOf())).toEqual([]);
  });

  it.each(
    Object.entries(ACTIONS).flatMap(([name, actions]) => actions.map((action) => [name as ControllerName, action])),
  )('of %s name %s in one way when it was made and in another when it would be', (name, action) => {
    const controller = name as ControllerName;
    const changes = [change('a', action)];
    const made = types(reportOf({ controller, changes, outcomes: [{ key: 'a', status: 'applied' }] }));
    const would = types(reportOf({ controller, mode: 'plan', changes }));
    expect([made, would]).toEqual([[expect.not.stringContaining('Would')], [expect.stringContaining('Would')]]);
    expect(Object.keys(NAMED[controller])).toContain(action);
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

  it('tell each refusal of the guard by itself, and what it holds back as no change', () => {
    const reason = { code: 'TOO_MANY', message: 'more than 20' };
    const blocked = ['Z1', 'Z2'].map((unit) => ({ unit, reason, keys: [`${unit}/a/A`] }));
    const report = reportOf({ blocked, mode: 'plan', changes: [change('Z1/a/A'), change('Z3/a/A')] });
    expect(told(report)).toMatchObject([
      { detailType: 'Run Blocked', resources: ['Z1'], detail: { key: 'Z1', reason, held: 1, changes: ['Z1/a/A'] } },
      { detailType: 'Run Blocked', resources: ['Z2'], detail: { key: 'Z2', reason, held: 1, changes: ['Z2/a/A'] } },
      { detailType: 'Record Would Change', resources: ['Z3/a/A'] },
    ]);
  });

  it('tell of an error its remedy, and the command that mends it', () => {
    const findings: Finding[] = [
      { key: 'edge/vpc-1', severity: 'error', reason: { code: 'ALL_DOWN', message: 'm' }, remedy: 'bring one back' },
      { key: 'other', severity: 'warning', reason: { code: 'OTHER', message: '' }, remedy: 'look' },
    ];
    const [error, warning] = told(planning(reportOf({ controller: 'routes' }), { findings }));
    const command = 'start edge in vpc-1 for edge/vpc-1';
    expect(error).toMatchObject({
      detailType: 'Finding Opened',
      resources: ['edge/vpc-1'],
      detail: { severity: 'error', remedy: 'bring one back', command, since: '2026-11-21T03:00:00.000Z' },
    });
    expect(warning).toMatchObject({ detailType: 'Finding Opened', detail: { severity: 'warning', remedy: 'look' } });
    expect(warning?.detail).not.toHaveProperty('command');
  });

  it('tell what is stuck, and said by skips alone, as one error of its zone', () => {
    const reason = { code: 'CONFLICT', message: 'holds something else' };
    const skips = ['Z1/a/A', 'Z1/b/A', 's3://corp/a.conf'].map((key) => ({ key, reason }));
    const error = { severity: 'error', remedy: 'adopt it', command: 'deploy' };
    expect(told(planning(reportOf(), { skips }))).toMatchObject([
      { detailType: 'Finding Opened', resources: ['Z1'], detail: { ...error, keys: ['Z1/a/A', 'Z1/b/A'] } },
      { detailType: 'Finding Opened', resources: ['s3://corp/a.conf'], detail: error },
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
