/** A sweep that is too large for one run: one part after the other, with the events of the queue between them. */

import { rememberOwnThings } from '../../../lib/core/own-things.ts';
import type { Scope } from '../../../lib/core/plan.ts';
import type { Sweep } from '../../../lib/core/sweep.ts';
import { rotation } from '../../../lib/dns/rotation.ts';
import { queueFunction } from '../../../lib/entry/lambda.ts';
import { restBody, sweepBody } from '../../../lib/entry/rest.ts';
import { type CabinetOptions, cabinet, virtualClock } from '../../unit/core/support/cabinet.ts';
import { batch, endpointEvent, logged, record, returned, SWEEP, useBus } from './support/lambda.ts';

useBus();

const IN_ORDER: CabinetOptions = { holds: { a: '1' }, wants: { a: '1' } };

/** A function whose account has so many units, of which a run looks at thirty. */
const deploy = (units: number, options: CabinetOptions = IN_ORDER, refuses?: Error) => {
  const all = Array.from({ length: units }, (_, at) => `Z${String(at).padStart(3, '0')}`);
  const chest = cabinet(virtualClock(), options);
  const sent: string[] = [];
  const looks: { readonly scope: Scope; readonly looked?: number }[] = [];
  const controller = {
    ...chest.controller,
    sweep: (now: number, turn?: Sweep['turn']) => rotation(all, { burst: 15, perSecond: 1 }, now, turn),
    observe: (scope: Scope, sweep?: Sweep) => {
      looks.push({ scope, ...(sweep ? { looked: sweep.coverage.looked } : {}) });
      return chest.controller.observe(scope);
    },
  };
  const send = async (_queue: string, _group: string, body: string) => {
    if (refuses) throw refuses;
    sent.push(body);
  };
  return { sent, looks, handler: queueFunction('dns', () => controller, { send }, rememberOwnThings()) };
};
const reportsIn = (lines: readonly Record<string, unknown>[]) =>
  lines.flatMap(({ message, report }) => (message === 'report' ? [report] : []));

describe('a sweep of more than one run looks at', () => {
  it('is handed on in parts, until all is looked at', async () => {
    const { handler, looks, sent } = deploy(70);
    await logged(async () => {
      expect(await returned(handler, batch(record('s', SWEEP)))).toEqual([]);
      for (let at = 0; at < sent.length; at += 1) await returned(handler, batch(record(`p${at}`, sent[at])));
    });
    expect(looks).toEqual([30, 30, 10].map((looked) => ({ scope: 'all', looked })));
  });

  it('says in each report what it looked at, and how often sweeps look', async () => {
    const { handler } = deploy(70);
    const lines = await logged(() => returned(handler, batch(record('s', SWEEP))));
    expect(reportsIn(lines)).toMatchObject([
      { coverage: { looked: 30, of: 70, withinMinutes: 5 }, verdict: 'inOrder' },
    ]);
  });

  it('waits for the events that came with it, whose run looks at what they name alone', async () => {
    const { handler, looks, sent } = deploy(70);
    const lines = await logged(async () => {
      await returned(
        handler,
        batch(record('s', sweepBody({ after: 'Z010', left: 40 })), record('e', endpointEvent('vpce-1'))),
      );
    });
    expect(looks).toEqual([{ scope: { ids: ['vpce-1'] } }, { scope: 'all', looked: 30 }]);
    expect(sent).toEqual([sweepBody({ after: 'Z040', left: 10 })]);
    expect(reportsIn(lines)).toHaveLength(2);
  });

  it('is put off where events have left it no time, and done at once where it cannot be', async () => {
    for (const [refuses, looked, kept] of [
      [undefined, 1, 2],
      [new Error('no queue'), 2, 0],
    ] as const) {
      const { handler, looks, sent } = deploy(70, IN_ORDER, refuses);
      const body = sweepBody({ after: 'Z010', left: 40 });
      const lines = batch(record('e', endpointEvent('vpce-1')), record('s', body), record('t', body));
      await logged(() => returned(handler, lines, 30_000));
      expect([looks.length, sent.filter((one) => one === body).length]).toEqual([looked, kept]);
    }
  });

  it('leaves what it had no time for to a run of the same part, and then goes on', async () => {
    const { handler, sent } = deploy(70, { holds: { a: 'x', b: 'x' }, wants: { a: '1', b: '1' } });
    await logged(() => returned(handler, batch(record('s', sweepBody({ after: 'Z010', left: 40 }))), 12_000));
    expect(sent).toEqual([restBody({ scope: 'all', remaining: 2, attempt: 2, turn: { after: 'Z010', left: 40 } })]);
    await logged(() => returned(handler, batch(record('r', sent[0]))));
    expect(sent.slice(1)).toEqual([sweepBody({ after: 'Z040', left: 10 })]);
  });

  it('goes on once where a part fails and comes again', async () => {
    const fails = { ...IN_ORDER, unseen: () => [{ key: 'Z011', code: 'LATE', error: 'late', retryable: true }] };
    const { handler, sent } = deploy(70, fails);
    const body = sweepBody({ after: 'Z010', left: 40 });
    await logged(async () => {
      expect(await returned(handler, batch(record('s', body)))).toEqual(['s']);
      expect(await returned(handler, batch(record('s', body, 2)))).toEqual(['s']);
    });
    expect(sent).toEqual([sweepBody({ after: 'Z040', left: 10 })]);
  });

  it('lets an event that is delivered again look at what it names, which a part need not hold', async () => {
    const { handler, looks } = deploy(70);
    await logged(() => returned(handler, batch(record('e', endpointEvent('vpce-1'), 2))));
    expect(looks).toEqual([{ scope: { ids: ['vpce-1'] } }]);
  });
});

it('a sweep of few looks at everything in one run, and hands on nothing', async () => {
  const { handler, looks, sent } = deploy(30);
  const lines = await logged(() => returned(handler, batch(record('s', SWEEP))));
  expect([looks, sent]).toEqual([[{ scope: 'all', looked: 30 }], []]);
  expect(reportsIn(lines)).toMatchObject([{ coverage: { looked: 30, of: 30, withinMinutes: 5 } }]);
});
