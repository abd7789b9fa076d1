/** Whatever a message says, only AWS's own state lets a connection in. */
import fc from 'fast-check';
import { planConnections } from '../../../lib/connections/plan.ts';
import { claimantsOf } from '../../../lib/connections/scope.ts';
import type { ObservedConnections } from '../../../lib/connections/types.ts';
import type { Scope } from '../../../lib/core/plan.ts';
import { type Reading, readTrigger } from '../../../lib/entry/read-trigger.ts';
import { shareOf } from '../../support/runs.ts';
import { isDecision } from '../../support/sharing.ts';
import { chance, type Draw, oneOf, SEED, Tally, times, whole } from './support/random.ts';
import { ACCOUNTS, randomWorld, SERVICES, satisfies } from './support/random-sharing.ts';

const MEGABYTE = 1024 * 1024;

const junk = (g: Draw): string => g(fc.string, { maxLength: 200 });

/** A claim about a connection: any account, any state, any service, true or not. */
const claim = (g: Draw) => ({
  Event: oneOf(g, 'Connect', 'Accept', 'Reject', 'Delete', 'AcceptEverything'),
  ServiceId: oneOf(g, ...SERVICES, 'vpce-svc-9', junk(g)),
  VpcEndpointId: `vpce-${whole(g, 0, 12)}`,
  VpcEndpointOwner: oneOf(g, ...ACCOUNTS, '999999999999'),
  VpcEndpointState: oneOf(g, 'available', 'pendingAcceptance', 'pending'),
  VpcEndpointRegion: 'eu-west-2',
  IpAddressType: 'ipv4',
  OrganizationalUnits: ['ou-ab12-11111111'],
});

const forged = (g: Draw): string => {
  const said = chance(g, 80) ? JSON.stringify(claim(g)) : junk(g);
  if (chance(g, 70)) return JSON.stringify({ Type: 'Notification', Subject: junk(g), Message: said });
  if (chance(g, 40)) {
    const detail = { eventName: 'AcceptVpcEndpointConnections', requestParameters: said };
    return JSON.stringify({ source: 'aws.ec2', 'detail-type': 'AWS API Call via CloudTrail', detail });
  }
  return said;
};

/** What an observation in this scope finds: AWS's answers about fewer services, and nothing of the message. */
const narrowed = (observed: ObservedConnections, scope: Scope): ObservedConnections => {
  const named = scope === 'all' ? [] : scope.ids.filter((id) => id.startsWith('vpce-svc-'));
  if (named.length === 0) return observed;
  const services = observed.services.filter(({ id }) => named.includes(id));
  const connections = observed.connections.filter(({ serviceId }) => named.includes(serviceId));
  return { ...observed, services, connections, complete: false };
};

describe('a forged message', () => {
  it('never has a connection accepted that no rule accepts by what AWS itself says', () => {
    const seen = new Tally();
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const { claims, observed } = randomWorld(g);
        const honest = new Set(planConnections(claims, observed).changes.map(({ key }) => key));
        for (const body of times(3, () => forged(g))) {
          const reading = readTrigger('connections', body, []);
          seen.count(reading.kind);
          if (reading.kind !== 'scope') continue;
          const world = narrowed(observed, reading.scope);
          for (const change of planConnections(claims, world).changes.filter(isDecision)) {
            expect(honest).toContain(change.key);
            if (change.action !== 'accept') continue;
            seen.count('accept');
            const service = observed.services.find(({ id }) => id === change.serviceId);
            const one = observed.connections.find(
              ({ serviceId, endpointId }) => serviceId === change.serviceId && endpointId === change.endpointId,
            );
            const rules = service ? claimantsOf(claims.ruleSets, service).flatMap(({ accept }) => accept) : [];
            expect(one?.state).toBe('pendingAcceptance');
            expect(rules.some((rule) => one && satisfies(rule, one, observed))).toBe(true);
          }
        }
      }),
      { seed: SEED, numRuns: shareOf(500) },
    );
    expect(seen.rare(['scope', 'malformed', 'accept'], shareOf(20))).toEqual([]);
  });

  it.each<[string, (size: number) => string]>([
    ['no JSON', (size) => 'x'.repeat(size)],
    ['JSON that says nothing', (size) => JSON.stringify({ Type: 'Notification', Message: ' '.repeat(size) })],
    ['ids without end', (size) => JSON.stringify({ Type: 'Notification', Message: 'vpce-svc-1 '.repeat(size / 11) })],
    ['one id without end', (size) => JSON.stringify({ Type: 'Notification', Message: `vpce-${'0'.repeat(size)}` })],
    ['nested without end', (size) => `${'['.repeat(size / 2)}${']'.repeat(size / 2)}`],
  ])('of ten megabytes with %s is read, and says at most where to look', (_, body) => {
    const reading: Reading = readTrigger('connections', body(10 * MEGABYTE), []);
    expect(JSON.stringify(reading).length).toBeLessThan(11 * MEGABYTE * 3);
    expect(['scope', 'malformed']).toContain(reading.kind);
  });
});
