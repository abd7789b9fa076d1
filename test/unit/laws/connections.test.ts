/** The laws of the connections planner, tried on random services, consumers and rules. */
import type { EndpointConnection } from '../../../lib/aws/types.ts';
import { connectionKey } from '../../../lib/connections/keys.ts';
import { planConnections } from '../../../lib/connections/plan.ts';
import { claimantsOf } from '../../../lib/connections/scope.ts';
import type {
  ConnectionChange,
  ConnectionsConfig,
  DecisionChange,
  ObservedConnections,
} from '../../../lib/connections/types.ts';
import { notification, TOPIC } from '../../support/aws.ts';
import { isDecision } from '../../support/sharing.ts';
import { chance, frozen, lawOn, shuffled, some, Tally } from './support/random.ts';
import { randomWorld, resolved, satisfies } from './support/random-sharing.ts';

const WORLDS = 1_500;
const ESTABLISHED = ['pending', 'available', 'partial'];

const seen = new Tally();

const law = lawOn(randomWorld, WORLDS);

const isSame = (one: EndpointConnection, { serviceId, endpointId }: DecisionChange): boolean =>
  one.serviceId === serviceId && one.endpointId === endpointId;

const connectionOf = (change: DecisionChange, { connections }: ObservedConnections): EndpointConnection => {
  const found = connections.find((one) => isSame(one, change));
  if (!found) throw new Error(`${change.key} is no connection of this world`);
  return found;
};

/** The provider's view after AWS did what was planned. */
const applied = (observed: ObservedConnections, changes: readonly ConnectionChange[]): ObservedConnections => {
  const watched = new Set(changes.flatMap((change) => (change.action === 'watch' ? [change.serviceId] : [])));
  const stale = observed.notifications.filter((one) => !(watched.has(one.serviceId) && one.topicArn === TOPIC));
  const allowed = changes.flatMap((change) => (change.action === 'allow' ? [change] : []));
  return {
    ...observed,
    connections: observed.connections.map((one) => {
      const change = changes.filter(isDecision).find((each) => isSame(one, each));
      return change ? { ...one, state: change.after.state } : one;
    }),
    notifications: [...stale, ...[...watched].map((serviceId) => notification({ id: `new-${serviceId}`, serviceId }))],
    principals: Object.fromEntries(
      Object.entries(observed.principals).map(([id, present]) => [
        id,
        [...present, ...allowed.filter(({ serviceId }) => serviceId === id).map(({ principal }) => principal)],
      ]),
    ),
  };
};

/** The rules that hold for a change's service: those of everybody who selects it. */
const rulesFor = ({ serviceId }: ConnectionChange, claims: ConnectionsConfig, { services }: ObservedConnections) => {
  const service = services.find(({ id }) => id === serviceId);
  const ruleSets = service ? claimantsOf(claims.ruleSets, service) : [];
  return {
    ruleSets,
    accept: ruleSets.flatMap(({ accept }) => accept),
    reject: ruleSets.flatMap(({ reject }) => reject),
  };
};

describe('the connections planner', () => {
  it('is pure: it changes nothing, and says the same twice', () => {
    law(({ claims, observed }) => {
      const first = planConnections(frozen(claims), frozen(observed));
      expect(planConnections(claims, observed)).toEqual(first);
      for (const { action, reason, needs } of first.changes) {
        for (const word of [action, `${action} ${reason.code}`, ...(needs ? ['needs'] : [])]) seen.count(word);
      }
      for (const { reason } of [...first.skips, ...first.findings]) seen.count(reason.code);
    }, WORLDS);
  });

  it('meets every interesting case in these worlds', () => {
    const changes = ['accept', 'reject RULE_REJECTS', 'reject NO_RULE_MATCHES', 'reject NOT_IN_ORGANIZATION'];
    const revoked = [
      'revoke RULE_REJECTS',
      'revoke NO_LONGER_ALLOWED',
      'revoke NOT_IN_ORGANIZATION',
      'revoke RULE_ENDED',
    ];
    const beside = ['watch NOT_WATCHED', 'watch WATCHED_IN_PART', 'allow', 'needs'];
    const left = [
      'NOT_PENDING',
      'NO_RULE_MATCHES',
      'NOT_IN_ORGANIZATION',
      'QUOTA_REACHED',
      'OU_UNREADABLE',
      'UNDECIDED',
      'OTHER_ORGANIZATION',
      'RULE_ENDED',
    ];
    const kept = [
      'IN_ORDER',
      'ACCEPTED',
      'ESTABLISHED',
      'NOT_REVOKED',
      'CLAIMED_TWICE',
      'NOTHING_SELECTED',
      'SERVICE_DELETED',
      'AccessDenied',
    ];
    const found = ['QUOTA_EXCEEDED', 'ZONES_DIFFER', 'NO_ACCEPTANCE', 'WATCHED_ELSEWHERE', 'CONNECTION_FAILED'];
    expect(seen.rare([...changes, ...revoked, ...beside, ...left, ...kept, ...found], 3)).toEqual([]);
  });

  it('is idempotent: after its changes it plans none', () => {
    law(({ claims, observed }) => {
      const after = applied(observed, planConnections(claims, observed).changes);
      expect(planConnections(claims, after).changes).toEqual([]);
    });
  });

  it('is free of order: shuffled answers make the same plan', () => {
    law(({ claims, observed }, g) => {
      // The units above an account have an order: nearest first.
      const answers = { ...shuffled(g, observed), units: observed.units };
      expect(planConnections(claims, answers)).toEqual(planConnections(claims, observed));
    });
  });

  it('changes only what one rule set claims, or several that cannot contradict each other', () => {
    law(({ claims, observed }) => {
      for (const change of planConnections(claims, observed).changes) {
        const { ruleSets, accept, reject } = rulesFor(change, claims, observed);
        expect(ruleSets.length).toBeGreaterThan(0);
        if (ruleSets.length === 1) continue;
        expect(reject).toEqual([]);
        expect(ruleSets.every(({ otherwise, revoke }) => otherwise === 'leave' && !revoke)).toBe(true);
        expect(accept.every(({ maxPerAccount }) => maxPerAccount === undefined)).toBe(true);
      }
    });
  });

  it('accepts only what waits, satisfies an accept rule by what AWS says, and satisfies no reject rule', () => {
    law(({ claims, observed }) => {
      for (const change of planConnections(claims, observed).changes) {
        if (change.action !== 'accept') continue;
        const one = connectionOf(change, observed);
        const { accept, reject } = rulesFor(change, claims, observed);
        expect(one.state).toBe('pendingAcceptance');
        expect(accept.some((rule) => satisfies(rule, one, observed))).toBe(true);
        expect(reject.some((rule) => satisfies(rule, one, observed))).toBe(false);
      }
    });
  });

  it('rejects only what waits, and revokes only what is established, where the rule set says revoke', () => {
    law(({ claims, observed }) => {
      for (const change of planConnections(claims, observed).changes.filter(isDecision)) {
        const { state } = connectionOf(change, observed);
        if (change.action === 'reject') expect(state).toBe('pendingAcceptance');
        if (change.action !== 'revoke') continue;
        expect(ESTABLISHED).toContain(state);
        expect(rulesFor(change, claims, observed).ruleSets.map(({ revoke }) => revoke)).toEqual([true]);
      }
    });
  });

  it('decides nothing that hangs on what could not be read: wherever an account really lies, the decision is the same', () => {
    law(({ claims, observed }, g) => {
      const { changes } = planConnections(claims, resolved(g, observed));
      const actions = new Map(changes.map(({ key, action }) => [key, action]));
      for (const { key, action } of planConnections(claims, observed).changes) {
        expect([key, actions.get(key)]).toEqual([key, action]);
      }
    });
  });

  it('accepts again by hand all that was asked for, each by a rule and rejected until then, or changes nothing', () => {
    law(({ claims, observed }, g) => {
      const among = observed.connections.filter(({ state }) => state === 'rejected' || chance(g, 5));
      const reaccept = some(g, 70, among.map(connectionKey));
      const { changes, findings } = planConnections(claims, { ...observed, reaccept });
      const refused = findings.flatMap(({ key, reason }) => (reason.code === 'NOT_REACCEPTED' ? [key] : []));
      if (reaccept.length > 0) seen.count(refused.length > 0 ? 'refused' : 'accepted again');
      if (refused.length > 0) return expect(changes).toEqual([]);
      for (const change of changes.filter(isDecision).filter(({ key }) => reaccept.includes(key))) {
        const one = connectionOf(change, observed);
        const { accept, reject } = rulesFor(change, claims, observed);
        expect([change.action, one.state]).toEqual(['accept', 'rejected']);
        expect(accept.some((rule) => satisfies(rule, one, observed))).toBe(true);
        expect(reject.some((rule) => satisfies(rule, one, observed))).toBe(false);
      }
      expect(reaccept.filter((key) => !changes.some((change) => change.key === key))).toEqual([]);
    });
    expect(seen.rare(['refused', 'accepted again'], 3)).toEqual([]);
  });

  it('gives no account more connections than a limit allows', () => {
    law(({ claims, observed }) => {
      const { changes } = planConnections(claims, observed);
      const after = applied(observed, changes);
      for (const change of changes) {
        if (change.action !== 'accept') continue;
        const one = connectionOf(change, observed);
        const { accept } = rulesFor(change, claims, observed);
        const winnerOf = (each: EndpointConnection) => accept.find((rule) => satisfies(rule, each, observed));
        const held = after.connections.filter(
          ({ serviceId, owner, state }) =>
            serviceId === one.serviceId && owner === one.owner && ESTABLISHED.includes(state),
        );
        const winner = winnerOf(one);
        if (winner?.maxPerAccount === undefined) continue;
        expect(held.filter((each) => winnerOf(each) === winner).length).toBeLessThanOrEqual(winner.maxPerAccount);
      }
    });
  });

  it('plans nothing in a service that it could not read, or that nobody can connect to', () => {
    law(({ claims, observed }) => {
      const closed = observed.services.filter(({ state }) => state !== 'available').map(({ id }) => id);
      const unseen = [...observed.unseen.map(({ key }) => key), ...closed];
      for (const { serviceId } of planConnections(claims, observed).changes) expect(unseen).not.toContain(serviceId);
    });
  });

  it('says of every connection to a claimed service what becomes of it', () => {
    law(({ claims, observed }) => {
      const { changes, skips } = planConnections(claims, observed);
      const said = new Set([...changes, ...skips].map(({ key }) => key));
      for (const { serviceId, endpointId } of observed.connections) {
        const found = observed.services.find(({ id }) => id === serviceId);
        const claimed = found && claimantsOf(claims.ruleSets, found).length > 0;
        if (claimed) expect(said.has(`${serviceId}/${endpointId}`) || said.has(serviceId)).toBe(true);
      }
    });
  });
});
