/** What counts as a wrong ending under a fault: each kind of it is seen, and a right one is none. */
import type { Report } from '../../../lib/core/plan.ts';
import type { Call, Case } from '../../faults/cases.ts';
import { CALL_KINDS, SCENARIO_KINDS } from '../../faults/kinds.ts';
import { judge, judgeFaultFree, type Played, type Run } from '../../faults/oracle.ts';
import type { Scenario } from '../../faults/scenario.ts';
import type { View } from '../../faults/view.ts';

const OLD = {
  'a/target': 'old',
  'b/target': 'old',
  'c/target': 'foreign',
  'ec2/endpointConnections/e/state': 'pendingAcceptance',
};
const NEW = { ...OLD, 'a/target': 'new', 'b/target': 'new' };

const viewOf = (texts: object): View => new Map(Object.entries(texts));

const call = (operation: string, given: Partial<Call> = {}): Call => ({
  ...{ service: 'ec2', operation, input: {}, readOnly: operation.startsWith('Describe') },
  ...given,
});

const CALLS = [call('DescribeThings'), call('WriteA'), call('WriteB'), call('DescribeThings')];

const report = (given: object = {}): Report => ({ converged: true, outcomes: [], ...given }) as unknown as Report;

const run = (given: Partial<Run> = {}): Run => ({
  ...{ report: report(), failed: false, returned: false, warnings: '', uncaught: [], calls: CALLS, view: viewOf(NEW) },
  ...given,
});

const played = (given: Partial<Played> = {}): Played => ({
  ...{ before: viewOf(OLD), runs: [run()], end: viewOf(NEW), met: [call('WriteA')] },
  ...given,
});

const scenario = {
  ...{ name: 's', claimed: ['a/', 'b/'], ends: { 'a/target': 'new', 'c/target': 'foreign' } },
  parts: { 'b/': ['WriteB'] },
} as unknown as Scenario;

const under = (kind: string, times = 1): Case => {
  const found = [...CALL_KINDS, ...SCENARIO_KINDS].find(({ name }) => name === kind);
  if (!found) throw new Error(`there is no kind ${kind}`);
  return { name: 'n', scenario, kind: found, times };
};

const FOLLOWING = Number.POSITIVE_INFINITY;

/** A run in which A was refused, and B done. */
const half = (given: Partial<Run> = {}): Run =>
  run({
    report: report({ converged: false, outcomes: [{ key: 'a', status: 'failed', code: 'Throttling' }] }),
    ...{ returned: true, view: viewOf({ ...NEW, 'a/target': 'old' }) },
    calls: [call('DescribeThings'), call('WriteA', { error: 'Throttling' }), call('WriteB'), call('DescribeThings')],
    ...given,
  });

describe('an ending under a fault', () => {
  it.each<[string, Case, Played]>([
    ['the run outlasted it', under('throttled'), played()],
    ['what was left came back', under('throttled', FOLLOWING), played({ runs: [half(), run()] })],
    ['what was denied was said', under('denied', FOLLOWING), played({ runs: [half({ returned: false }), run()] })],
    ['nobody could know', under('stale'), played({ runs: [run({ view: viewOf(OLD) }), run()] })],
    [
      'the process was gone',
      under('killed-after'),
      played({ runs: [run({ failed: true, returned: true, view: viewOf(OLD) })] }),
    ],
    ['a write was done though nobody could read so', under('garbled', FOLLOWING), played()],
  ])('is right where %s', (_, given, faulty) => {
    expect(judge(given, faulty, played())).toEqual([]);
  });

  it.each<[string, RegExp, Case, Played]>([
    [
      'the account ends otherwise',
      /^ended otherwise: a\/target$/,
      under('stale'),
      played({ end: viewOf({ ...NEW, 'a/target': 'old' }) }),
    ],
    [
      'something foreign was changed for a while',
      /^touched what nobody claims: c\/target$/,
      under('stale'),
      played({ runs: [run({ view: viewOf({ ...NEW, 'c/target': 'new' }) }), run()] }),
    ],
    [
      'a connection was accepted for a while',
      /^accepted against the rules: e$/,
      under('stale'),
      played({ runs: [run({ view: viewOf({ ...NEW, 'ec2/endpointConnections/e/state': 'available' }) }), run()] }),
    ],
    [
      'a fault that passes was not outlasted',
      /^a fault that passes was not outlasted/,
      under('throttled'),
      played({ runs: [half()] }),
    ],
    [
      'nothing comes back',
      /^nothing comes back for a\/target$/,
      under('throttled', FOLLOWING),
      played({ runs: [half({ returned: false })] }),
    ],
    [
      'a failure was not said',
      /^nothing was said of a failure/,
      under('throttled', FOLLOWING),
      played({ runs: [half({ report: report() })] }),
    ],
    [
      "AWS's own word was not said",
      /^AWS's Throttling was not reported/,
      under('throttled', FOLLOWING),
      played({ runs: [half({ report: report({ converged: false }) })] }),
    ],
    [
      'a refusal in a success was not said',
      /^AWS's ThrottledException was not reported/,
      under('unsuccessful'),
      played({ runs: [half({ report: report({ converged: false }), calls: CALLS })] }),
    ],
    [
      'a read that never works was not said',
      /^nothing was said of a failure/,
      under('denied', FOLLOWING),
      played({ met: [call('DescribeThings')] }),
    ],
    [
      'the rest was left',
      /^the rest was not done: b\/target$/,
      under('denied', FOLLOWING),
      played({ runs: [half({ view: viewOf(OLD) })] }),
    ],
    [
      'a run did not look after its last write',
      /^a run said that it converged without looking/,
      under('stale'),
      played({ runs: [run({ calls: CALLS.slice(0, 3) })] }),
    ],
    [
      'nobody caught an error',
      /^nobody caught: TypeError$/,
      under('stale'),
      played({ runs: [run({ uncaught: ['TypeError'] })] }),
    ],
    ['no call met the fault', /^no call met the fault$/, under('slow'), played({ met: [] })],
  ])('is wrong where %s', (_, wrong, given, faulty) => {
    expect(judge(given, faulty, played())).toContainEqual(expect.stringMatching(wrong));
  });

  it('owes nothing by itself to an event that never came', () => {
    expect(judge(under('dropped'), played({ runs: [run({ view: viewOf(OLD) }), run()] }), played())).toEqual([]);
  });
});

describe('a run without a fault', () => {
  it('is right where all ends as the scenario says', () => {
    expect(judgeFaultFree(scenario, played())).toEqual([]);
  });

  it('is wrong where something stands there that should not, even if every run does so', () => {
    const end = viewOf({ ...NEW, 'c/target': 'new' });
    expect(judgeFaultFree(scenario, played({ end }))).toEqual([
      'c/target is new, and should be foreign',
      'touched what nobody claims: c/target',
    ]);
  });

  it('is wrong where it did not converge, or made no report', () => {
    const { report: _, ...silent } = run();
    expect(judgeFaultFree(scenario, played({ runs: [silent] }))).toEqual([
      'the run made no report',
      'the last run did not converge',
    ]);
  });
});
