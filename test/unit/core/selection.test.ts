import type { Finding, Plan, Skip, Unit, Unseen } from '../../../lib/core/plan.ts';
import { reconcile } from '../../../lib/core/reconcile.ts';
import { select } from '../../../lib/core/selection.ts';
import { cabinet, trigger, virtualClock } from './support/cabinet.ts';
import { change } from './support/report.ts';

const skip = (key: string): Skip => ({ key, reason: { code: 'IN_ORDER', message: '' } });
const find = (key: string): Finding => ({ key, severity: 'error', reason: { code: 'X', message: '' }, remedy: '' });
const unread = (key: string): Unseen => ({ key, code: 'AccessDenied', error: 'no', retryable: false });

const PLAN: Plan = {
  controller: 'dns',
  changes: [
    change('Z1/app/A'),
    change('Z1/app/AAAA'),
    change('Z10/app/A'),
    { ...change('Z1/vpc-1'), needs: ['Z1/app/A'] },
  ],
  skips: [skip('Z1/other'), skip('Z2/app')],
  findings: [find('Z1'), find('Z2'), find('Z1/app')],
};
const ZONES: readonly Unit[] = ['Z1', 'Z2', 'Z10'].map((zone) => ({ name: zone, keys: [zone] }));

interface Seen {
  readonly changes: readonly string[];
  readonly skips: readonly string[];
  readonly findings: readonly string[];
}

const selected = (only: readonly string[], units = ZONES, unseen: readonly Unseen[] = []) => {
  const { plan, unseen: left } = select(PLAN, { now: 0, unseen }, { only, units, changed: [] });
  const seen: Seen = {
    changes: plan.changes.map(({ key }) => key),
    skips: plan.skips.map(({ key }) => key),
    findings: plan.findings.map(({ key, reason }) => (reason.code === 'X' ? key : `${key}: ${reason.code}`)),
  };
  return { ...seen, unseen: left.map(({ key }) => key) };
};

describe('what a name selects of a plan', () => {
  it('is the change of that key, with what is told of it and of what it lies in', () => {
    expect(selected(['Z1/app/A'])).toEqual({
      changes: ['Z1/app/A'],
      skips: [],
      findings: ['Z1', 'Z1/app'],
      unseen: [],
    });
  });

  it('comes with what is told of the run as a whole', () => {
    const plan = { ...PLAN, findings: [find('dns'), find('Z2')] };
    const { findings } = select(plan, { now: 0, unseen: [] }, { only: ['Z1'], units: ZONES, changed: [] }).plan;
    expect(findings.map(({ key }) => key)).toEqual(['dns']);
  });

  it('is everything below it, and nothing whose key merely begins with the same letters', () => {
    expect(selected(['Z1'])).toEqual({
      changes: ['Z1/app/A', 'Z1/app/AAAA', 'Z1/vpc-1'],
      skips: ['Z1/other'],
      findings: ['Z1', 'Z1/app'],
      unseen: [],
    });
  });

  it('is all that a unit of that name holds', () => {
    const units = [...ZONES, { name: 'entry', keys: ['Z10/app', 'Z2'] }];
    expect(selected(['entry'], units)).toMatchObject({ changes: ['Z10/app/A'], skips: ['Z2/app'], findings: ['Z2'] });
  });

  it('is never a part of what changes as a whole', () => {
    const units = [...ZONES, { name: 'pair', keys: ['Z1/app/A', 'Z10/app/A'], whole: true as const }];
    expect(selected(['Z10/app/A'], units).changes).toEqual(['Z1/app/A', 'Z10/app/A']);
    expect(selected(['Z1/app/AAAA'], units).changes).toEqual(['Z1/app/AAAA']);
  });

  it('brings along what a selected change needs, and all that must change with that', () => {
    const units = [...ZONES, { name: 'pair', keys: ['Z1/app/A', 'Z10/app/A'], whole: true as const }];
    expect(selected(['Z1/vpc-1']).changes).toEqual(['Z1/app/A', 'Z1/vpc-1']);
    expect(selected(['Z1/vpc-1'], units).changes).toEqual(['Z1/app/A', 'Z10/app/A', 'Z1/vpc-1']);
  });

  it('lacks what could not be read of other units, and nothing that any unit may need', () => {
    const unseen = ['Z1', 'Z2', 'Z2/app', 'interfaces'].map(unread);
    expect(selected(['Z1'], ZONES, unseen).unseen).toEqual(['Z1', 'interfaces']);
  });

  it('is told where it is nothing, with what could have been named', () => {
    const { plan } = select(PLAN, { now: 0, unseen: [] }, { only: ['Z1', 'Z3'], units: ZONES, changed: [] });
    expect(plan.findings.at(-1)).toEqual({
      key: 'Z3',
      severity: 'warning',
      reason: { code: 'ONLY_FINDS_NOTHING', message: 'nothing of dns goes by Z3, so that it selects nothing' },
      remedy: 'name some of Z1, Z2, Z10',
    });
  });

  it('is not told to be nothing where the unit of that name is in order', () => {
    expect(selected(['Z9'], [{ name: 'Z9', keys: ['Z9'] }])).toMatchObject({ changes: [], findings: [] });
  });
});

describe('a run that is about some names', () => {
  const run = async (mode: 'plan' | 'apply', only: readonly string[]) => {
    const clock = virtualClock();
    const chest = cabinet(clock, {
      holds: { a: 'x', b: 'x', c: 'x' },
      wants: { a: '1', b: '1', c: '1' },
      units: [{ name: 'both', keys: ['a', 'b'] }],
      unseen: () => [unread('a/sub')],
      guard: (changes) =>
        changes.length > 1 ? { unit: 'u', reason: { code: 'TOO_MANY', message: '' }, blocks: () => true } : undefined,
    });
    const report = await reconcile(chest.controller, { mode, trigger: trigger(), only }, clock);
    return { report, calls: chest.calls.flatMap(({ keys }) => keys) };
  };

  it('neither changes nor counts nor reports anything else', async () => {
    const { report, calls } = await run('apply', ['c']);
    expect(calls).toEqual(['c']);
    expect(report).toMatchObject({ only: ['c'], converged: true, blocked: [] });
    expect(report.outcomes).toEqual([{ key: 'c', status: 'applied' }]);
    expect(report.plan.changes.map(({ key }) => key)).toEqual(['c']);
  });

  it('plans what it would apply', async () => {
    const planned = (await run('plan', ['c'])).report.plan;
    const applied = (await run('apply', ['c'])).report.plan;
    expect(planned).toEqual(applied);
  });

  it('is guarded in what it selects', async () => {
    const { report, calls } = await run('apply', ['both']);
    expect(calls).toEqual([]);
    expect(report.blocked).toMatchObject([{ unit: 'u', keys: ['a', 'b'] }]);
  });
});
