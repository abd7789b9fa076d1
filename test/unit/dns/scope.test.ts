/** Whom an endpoint concerns that no entry selects. */
import type { Endpoint } from '../../../lib/aws/types.ts';
import type { Follower } from '../../../lib/dns/endpoints/types.ts';
import { concerned, concernedVerifications, goneAmong } from '../../../lib/dns/scope.ts';

const follower: Follower = {
  ...{ key: 'Z1', endpoint: { tags: { waykeeper: 's3' } }, prefer: 'current' },
  ...{ needsAzs: false, needsAddresses: false, needsLookup: false },
};

const concernedBy = (states: readonly (readonly [string, Endpoint['state']])[]): number => {
  const scope = { ids: ['vpce-1'] };
  const lost = goneAmong([follower], scope, [], new Map(states)).length > 0;
  return concerned([follower], scope, [], lost).length;
};

describe('an endpoint that no entry selects', () => {
  it.each<Endpoint['state']>(['available', 'pending', 'pendingAcceptance', 'partial'])(
    "is nobody's while %s",
    (state) => {
      expect(concernedBy([['vpce-1', state]])).toBe(0);
    },
  );

  it.each<Endpoint['state']>(['deleting', 'deleted', 'failed', 'rejected', 'expired', 'unknown (retired)'])(
    "may have been anybody's when it is %s",
    (state) => {
      expect(concernedBy([['vpce-1', state]])).toBe(1);
    },
  );

  it("may have been anybody's when it is not there", () => {
    expect(concernedBy([])).toBe(1);
  });
});

describe('a private DNS name of a service', () => {
  const byTags = { service: { tags: { waykeeper: 'payments' } }, zone: 'Z1' };
  const byId = { service: { id: 'vpce-svc-1' }, zone: 'Z2' };

  it.each([
    [['vpce-svc-1'], ['Z1', 'Z2']],
    [['vpce-svc-2'], ['Z1']],
    [['vpce-1'], []],
    [['Z2'], ['Z2']],
  ])('is looked at when an event names %j: in %j', (ids, zones) => {
    expect(concernedVerifications([byTags, byId], { ids }).map(({ zone }) => zone)).toEqual(zones);
  });
});
