/** What stands still until a person acts is never quiet: the run says so, and it is told as a finding. */
import { verdictOf } from '../../../lib/core/report/verdict.ts';
import { mattersOf } from '../../../lib/core/told/matters.ts';
import { rowOf, standingOf } from '../../../lib/dns/codes.ts';
import type { ObservedDns } from '../../../lib/dns/parts.ts';
import { recordSet } from '../../support/aws.ts';
import { zoneClaim } from '../../support/configs.ts';
import { holding, plan } from '../../support/zones.ts';

const claim = zoneClaim({ records: [{ name: 'app' }] });
const DEAD = { zoneId: 'ZLB', name: 'gone.eu-west-2.elb.amazonaws.com.', evaluateTargetHealth: false };
const worlds: readonly [string, Partial<ObservedDns>, ReturnType<typeof zoneClaim>][] = [
  ['a conflict over a dead target', holding(recordSet('app.corp.example', 'vpce-1', { alias: DEAD })), claim],
  [
    'no endpoint while every record leads nowhere',
    { endpoints: [], ...holding(recordSet('app.corp.example', 'vpce-gone')) },
    claim,
  ],
];

it.each(worlds)('%s needs people, and is told as a finding', (_, world, entry) => {
  const judged = { mode: 'apply' as const, plan: plan(world, entry), outcomes: [], blocked: [] };
  expect(judged.plan.changes).toEqual([]);
  expect(verdictOf(judged, standingOf)).toBe('needsPeople');
  const matters = mattersOf(judged as unknown as Parameters<typeof mattersOf>[0], rowOf);
  expect(matters).toMatchObject([{ kind: 'finding', urgent: true }]);
});
