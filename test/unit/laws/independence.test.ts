/** What is hidden from the routes planner changes nothing for the groups that do not need it. */
import { unreadFor, unseenFor } from '../../../lib/routes/completeness.ts';
import { planRoutes } from '../../../lib/routes/plan.ts';
import { shareOf } from '../../support/runs.ts';
import { lawOn, Tally, whole } from './support/random.ts';
import { routeWorld, TARGET_GROUP } from './support/random-routes.ts';

/** What may be hidden, and the one thing of it, where it is read thing by thing. */
const PARTS = [
  ...(['interfaces', 'subnets', 'instances', 'checks', 'alarms', 'endpoints', 'natGateways'] as const).map((part) => ({
    part,
  })),
  { part: 'targetHealth', thing: TARGET_GROUP } as const,
];

const WORLDS = 1_000;
const seen = new Tally();

it('the same as ever is planned for a group that does not need what is hidden, and nothing for one that cannot do without', () => {
  lawOn(
    routeWorld,
    WORLDS,
  )(({ claims, observed }, g) => {
    const hidden = PARTS[whole(g, 0, PARTS.length - 1)];
    if (!hidden) return;
    const { part } = hidden;
    const partial = {
      ...{ ...observed, [part]: [] },
      unseen: [
        ...observed.unseen,
        { ...hidden, key: part, code: 'RequestLimitExceeded', error: 'slow down', retryable: true },
      ],
    };
    const [stopped, rest] = [true, false].map((is) =>
      claims.groups.filter((group) => (unseenFor(group, partial) !== undefined) === is),
    );
    const free = (rest ?? []).filter((group) => unreadFor(group, partial).length === 0).map(({ name }) => name);
    const changesOf = (world: typeof observed) =>
      planRoutes(claims, world).changes.flatMap((change) =>
        change.action === 'replace' && free.includes(change.group) ? [change] : [],
      );
    const after = changesOf(partial);
    expect(after).toEqual(changesOf(observed));
    const groupsMoved = planRoutes(claims, partial).changes.map((change) => ('group' in change ? change.group : ''));
    for (const { name } of stopped ?? []) expect(groupsMoved).not.toContain(name);
    seen.count(`${part} ${free.length === claims.groups.length ? 'not needed' : 'needed'}`);
    if (after.length > 0) seen.count('moved');
  });
  const needed = ['interfaces', 'subnets', 'alarms', 'targetHealth'].map((part) => `${part} needed`);
  const others = ['endpoints', 'natGateways', 'targetHealth'].map((part) => `${part} not needed`);
  expect(seen.rare([...needed, ...others, 'moved'], shareOf(10))).toEqual([]);
});
