/** The message by which one run hands on what it left to the next: what it says is bounded, and nothing is believed of it but where to look. */
import fc from 'fast-check';
import type { Continuation } from '../../../lib/core/more.ts';
import type { ControllerName, Scope } from '../../../lib/core/plan.ts';
import { readTrigger } from '../../../lib/entry/read-trigger.ts';
import { continuationOf, restBody } from '../../../lib/entry/rest.ts';
import { shareOf } from '../../support/runs.ts';

const OF: Readonly<Record<ControllerName, readonly string[]>> = {
  connections: ['vpce-svc-0a', 'vpce-svc-0b', 'vpce-0a'],
  dns: ['vpce-0a', 'Z0ABCDEF', 'rslvr-rr-0a'],
  routes: ['rtb-0a', 'eni-0a', 'i-0a', 'an alarm: fw/a'],
};
const CONTROLLERS = Object.keys(OF) as ControllerName[];

const message = (more: object) =>
  JSON.stringify({ waykeeper: 'waykeeper.rest', scope: 'all', remaining: 7, attempt: 2, ...more });

describe('a message of what is left', () => {
  it.each(CONTROLLERS)('says to %s where to look, how much is left and which run it is', (controller) => {
    const scope: Scope = { ids: OF[controller] };
    expect(readTrigger(controller, restBody({ scope, remaining: 731, attempt: 2 }), [])).toEqual({
      ...{ kind: 'scope', by: 'event', what: '731 changes left by an earlier run', scope },
      continues: { remaining: 731, attempt: 2 },
    });
  });

  it('looks everywhere where the run before did, and where it had more ids than a message should name', () => {
    const ids = Array.from({ length: 2_001 }, (_, at) => `rtb-${at}`);
    for (const scope of ['all', { ids }] as const) {
      const body = restBody({ scope, remaining: 1, attempt: 2 });
      expect(body.length).toBeLessThan(200);
      expect(readTrigger('routes', body, [])).toMatchObject({ kind: 'scope', scope: 'all' });
    }
  });

  it.each<[string, object]>([
    ['counts nothing', { remaining: undefined }],
    ['counts backwards', { remaining: -1 }],
    ['says that nothing is left', { remaining: 0 }],
    ['counts on without end', { remaining: 1e300 }],
    ['counts halves', { attempt: 1.5 }],
    ['counts in words', { attempt: '2' }],
    ['has no scope', { scope: undefined }],
    ['names nothing', { scope: { ids: [] } }],
    ['names too much', { scope: { ids: Array.from({ length: 2_001 }, () => 'Z0ABCDEF') } }],
    ['names what is no text', { scope: { ids: [7] } }],
    ['names what another controller looks at', { scope: { ids: ['rtb-0a'] } }],
    ['names an id of any length', { scope: { ids: [`vpce-${'0'.repeat(1_000)}`] } }],
  ])('that %s is malformed', (_, more) => {
    const reading = readTrigger('dns', message(more), []);
    expect(reading.kind).toBe('malformed');
    expect(JSON.stringify(reading).length).toBeLessThan(300);
  });

  it('that is forged costs no more than a look: whatever it holds, it is read, and says nothing else', () => {
    const part = fc.oneof(fc.jsonValue(), fc.constantFrom('all', 1, 7, { ids: ['Z0ABCDEF'] }, { ids: 'all' }));
    fc.assert(
      fc.property(fc.record({ scope: part, remaining: part, attempt: part }, { requiredKeys: [] }), (said) => {
        for (const controller of CONTROLLERS) {
          const reading = readTrigger(controller, JSON.stringify({ waykeeper: 'waykeeper.rest', ...said }), []);
          expect(['scope', 'malformed']).toContain(reading.kind);
          if (reading.kind !== 'scope') continue;
          expect(Object.keys(reading).toSorted()).toEqual(['by', 'continues', 'kind', 'scope', 'what']);
          expect(reading.continues?.remaining).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: shareOf(500) },
    );
  });
});

describe('several messages', () => {
  it.each<[string, readonly Continuation[], Continuation]>([
    ['of which none is of what is left begin anew', [], { attempt: 1 }],
    ['go on from the latest run', [{ attempt: 3, remaining: 5 }], { attempt: 3, remaining: 5 }],
    [
      'go by the most that was left',
      [
        { attempt: 2, remaining: 9 },
        { attempt: 4, remaining: 3 },
      ],
      { attempt: 4, remaining: 9 },
    ],
  ])('%s', (_, said, expected) => {
    expect(continuationOf(said)).toEqual(expected);
  });
});
