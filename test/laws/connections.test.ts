/** The laws of the connections planner, tried on random services and rules. */
import fc from 'fast-check';
import type { EndpointConnection } from '../../lib/aws/types.ts';
import { type ConnectionClaims, planConnections } from '../../lib/connections/plan.ts';
import type { ConnectionChange, ObservedConnections } from '../../lib/connections/types.ts';
import { selects } from '../../lib/selector.ts';
import { connection, NOW, service } from '../support/aws.ts';
import { connectionClaims, type RuleSetInput } from '../support/configs.ts';
import { chance, type Draw, frozen, oneOf, SEED, shuffled, some, Tally, times, whole } from './support/random.ts';

const RUNS = 500;
const ACCOUNTS = ['111122223333', '222233334444', '333344445555'];
const SERVICES = ['vpce-svc-1', 'vpce-svc-2', 'vpce-svc-3'];
const STATES = ['pendingAcceptance', 'pendingAcceptance', 'pending', 'available', 'rejected', 'failed', 'deleted'];

interface World {
  readonly observed: ObservedConnections;
  readonly claims: ConnectionClaims;
}

const randomRule = (g: Draw, at: number): NonNullable<RuleSetInput['accept']>[number] => ({
  name: `rule-${at}`,
  ...(chance(g, 85) ? { accounts: [oneOf(g, ...ACCOUNTS), ...some(g, 20, ACCOUNTS)] } : {}),
  ...(chance(g, 10) ? { maxPerAccount: 1 } : {}),
  ...(chance(g, 10) ? { regions: ['eu-west-2'] } : {}),
});

const randomRuleSet = (g: Draw, at: number): RuleSetInput => ({
  name: `set-${at}`,
  services: oneOf<RuleSetInput['services']>(
    g,
    { id: SERVICES[at] ?? '' },
    { tags: { tier: `${at}` } },
    { ids: SERVICES },
  ),
  accept: times(whole(g, 0, 3), (rule) => randomRule(g, rule)),
  ...(chance(g, 10) ? { reject: [{ name: 'blocked', accounts: ['999999999999'] }] } : {}),
  ...(chance(g, 20) ? { otherwise: 'reject' as const, revoke: true } : {}),
});

const world = (g: Draw): World => ({
  claims: connectionClaims(...times(whole(g, 1, 2), (at) => randomRuleSet(g, at))),
  observed: {
    now: NOW,
    complete: chance(g, 70),
    services: SERVICES.map((id) => service({ id, tags: { tier: `${whole(g, 0, 2)}` } })),
    connections: times(whole(g, 0, 8), (at) =>
      connection({
        serviceId: oneOf(g, ...SERVICES),
        endpointId: `vpce-${at}`,
        owner: oneOf(g, ...ACCOUNTS),
        state: oneOf(g, ...STATES),
      }),
    ),
    unseen: some(g, 10, SERVICES).map((key) => ({ key, code: 'AccessDenied', error: 'no', retryable: false })),
  },
});

/** The provider's view after AWS accepted: `pending` first, `available` later. */
const accepted = (observed: ObservedConnections, changes: readonly ConnectionChange[]): ObservedConnections => ({
  ...observed,
  connections: observed.connections.map((one) =>
    changes.some(({ endpointId, serviceId }) => endpointId === one.endpointId && serviceId === one.serviceId)
      ? { ...one, state: 'pending' }
      : one,
  ),
});

const seen = new Tally();

const law = (holds: (world: World, g: Draw) => void): void => {
  fc.assert(
    fc.property(fc.gen(), (g) => holds(world(g), g)),
    { seed: SEED, numRuns: RUNS },
  );
};

const connectionOf = (
  { serviceId, endpointId }: ConnectionChange,
  { observed }: World,
): EndpointConnection | undefined =>
  observed.connections.find((one) => one.serviceId === serviceId && one.endpointId === endpointId);

describe('the connections planner', () => {
  it('is pure: it changes nothing, and says the same twice', () => {
    law(({ claims, observed }) => {
      const first = planConnections(frozen(claims), frozen(observed));
      expect(planConnections(claims, observed)).toEqual(first);
      seen.count('accept', first.changes.length);
      for (const { reason } of first.skips) seen.count(reason.code);
    });
  });

  it('meets every interesting case in these worlds', () => {
    const words = ['accept', 'NOT_PENDING', 'NO_RULE_MATCHES', 'UNDECIDED', 'CLAIMED_TWICE', 'NOTHING_SELECTED'];
    expect(seen.rare([...words, 'AccessDenied', 'NOT_YET_SUPPORTED'], 10)).toEqual([]);
  });

  it('is idempotent: after its changes it plans none', () => {
    law(({ claims, observed }) => {
      const after = accepted(observed, planConnections(claims, observed).changes);
      expect(planConnections(claims, after).changes).toEqual([]);
    });
  });

  it('is free of order: shuffled answers make the same plan', () => {
    law(({ claims, observed }, g) => {
      expect(planConnections(claims, shuffled(g, observed))).toEqual(planConnections(claims, observed));
    });
  });

  it('accepts only what waits, in a service that exactly one rule set selects, for an account that a rule lists', () => {
    law((all) => {
      const { claims, observed } = all;
      for (const change of planConnections(claims, observed).changes) {
        const found = observed.services.find(({ id }) => id === change.serviceId);
        const selecting = claims.ruleSets.filter(({ services }) => found && selects(services, found));
        const waiting = connectionOf(change, all);
        expect(selecting).toHaveLength(1);
        expect(waiting?.state).toBe('pendingAcceptance');
        expect(selecting[0]?.accept.some(({ accounts }) => accounts?.includes(waiting?.owner ?? ''))).toBe(true);
      }
    });
  });

  it('accepts nothing more when a rule says something that is not acted on yet', () => {
    law(({ claims, observed }, g) => {
      const keys = (given: ConnectionClaims): string[] =>
        planConnections(given, observed).changes.map(({ key }) => key);
      const entry = whole(g, 0, claims.ruleSets.length - 1);
      const path = `connections[${entry}].${oneOf(g, 'reject', 'accept[0].regions', 'accept[0].maxPerAccount')}`;
      const more = { path, section: 'connections', list: 'connections', entry } as const;
      const narrower = keys({ ...claims, unsupported: [...claims.unsupported, more] });
      expect(keys(claims)).toEqual(expect.arrayContaining(narrower));
    });
  });

  it('plans nothing in a service that it could not read', () => {
    law(({ claims, observed }) => {
      const unseen = observed.unseen.map(({ key }) => key);
      for (const { serviceId } of planConnections(claims, observed).changes) expect(unseen).not.toContain(serviceId);
    });
  });

  it('says of every connection to a claimed service what becomes of it', () => {
    law(({ claims, observed }) => {
      const { changes, skips } = planConnections(claims, observed);
      const said = new Set([...changes, ...skips].map(({ key }) => key));
      for (const { serviceId, endpointId } of observed.connections) {
        const found = observed.services.find(({ id }) => id === serviceId);
        const claimed = claims.ruleSets.some(({ services }) => found && selects(services, found));
        if (claimed) expect(said.has(`${serviceId}/${endpointId}`) || said.has(serviceId)).toBe(true);
      }
    });
  });
});
