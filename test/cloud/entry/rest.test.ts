/** What a run leaves, it hands on to the next one of its queue. */
import type { Scope } from '../../../lib/core/plan.ts';
import { awsError } from '../../unit/core/support/cabinet.ts';
import { batch, deploy, endpointEvent, logged, modeConfig, record, returned, SWEEP, useBus } from './support/lambda.ts';

const used = useBus();

describe('what a run has no time for', () => {
  const QUEUE = 'arn:aws:sqs:eu-west-2:111122223333:waykeeper-prod-routes.fifo';
  const SHORT = 12_000;
  const TWO = { holds: { a: 'x', b: 'x' }, wants: { a: '1', b: '1' } };
  const rest = (remaining: number, attempt: number, scope: Scope = 'all') => ({
    ...{ waykeeper: 'waykeeper.rest', scope, remaining, attempt },
  });
  const reportIn = (lines: readonly Record<string, unknown>[]) =>
    lines.flatMap(({ message, report }) => (message === 'report' ? [report] : []))[0];

  it('is handed on in one message to the own queue, in the scope of the run, and the messages are consumed', async () => {
    const { handler, sent } = deploy(TWO);
    const lines = await logged(async () => {
      const event = batch(record('m', endpointEvent('vpce-1')), record('n', endpointEvent('vpce-2')));
      expect(await returned(handler, event, SHORT)).toEqual([]);
    });
    expect(sent).toEqual([
      { queue: QUEUE, group: 'dns', body: JSON.stringify(rest(2, 2, { ids: ['vpce-1', 'vpce-2'] })) },
    ]);
    expect(reportIn(lines)).toMatchObject({ verdict: 'waiting', remaining: 2, converged: false });
  });

  it('is gone on with by the next run, which looks no further than the one before', async () => {
    const { handler, chest, sent } = deploy(TWO);
    const lines = await logged(() => returned(handler, batch(record('m', rest(2, 2, { ids: ['vpce-1'] })))));
    expect(chest.rounds[0]?.scope).toEqual({ ids: ['vpce-1'] });
    expect(sent).toEqual([]);
    expect(reportIn(lines)).toMatchObject({
      converged: true,
      attempt: 2,
      trigger: { what: ['2 changes left by an earlier run'] },
    });
  });

  it('is merged with what else came, and looked for everywhere when it is delivered again', async () => {
    const { handler, chest, sent } = deploy(TWO);
    const event = batch(record('m', rest(5, 3, { ids: ['vpce-1'] })), record('n', endpointEvent('vpce-2')));
    await logged(() => returned(handler, event, SHORT));
    expect(sent.map(({ body }) => JSON.parse(body))).toEqual([rest(2, 4, { ids: ['vpce-1', 'vpce-2'] })]);
    await logged(() => returned(handler, batch(record('m', rest(5, 3, { ids: ['vpce-1'] }), 2)), SHORT));
    expect(chest.rounds.at(-1)?.scope).toBe('all');
  });

  it('counts as failed when it is no less than before: somebody undoes what is done', async () => {
    const { handler, sent } = deploy(TWO);
    const lines = await logged(async () => {
      expect(await returned(handler, batch(record('m', rest(2, 2))), SHORT)).toEqual(['m']);
    });
    expect(sent).toEqual([]);
    expect(reportIn(lines)).toMatchObject({
      ...{ verdict: 'failed', remaining: 2, attempt: 2 },
      outcomes: expect.arrayContaining([expect.objectContaining({ key: 'dns', code: 'NO_PROGRESS', retryable: true })]),
    });
  });

  it('goes by the most that was left, where an old message comes again beside a newer one', async () => {
    const { handler, sent } = deploy(TWO);
    await logged(() => returned(handler, batch(record('old', rest(9, 2)), record('new', rest(2, 5))), SHORT));
    expect(sent.map(({ body }) => JSON.parse(body))).toEqual([rest(2, 6)]);
  });

  it('comes back with the messages when it cannot be handed on', async () => {
    const { handler } = deploy(TWO, undefined, awsError('AccessDenied'));
    const lines = await logged(async () => {
      expect(await returned(handler, batch(record('m', SWEEP)), SHORT)).toEqual(['m']);
    });
    expect(lines).toContainEqual(expect.objectContaining({ level: 'WARN', error: 'AccessDenied says AWS' }));
  });

  it('is nothing in mode plan', async () => {
    used.config.write(modeConfig('plan'));
    const { handler, sent } = deploy(TWO);
    await logged(() => returned(handler, batch(record('m', SWEEP)), SHORT));
    expect(sent).toEqual([]);
  });
});
