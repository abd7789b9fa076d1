/** Whom an endpoint concerns that no entry selects. */
import type { Endpoint } from '../../../lib/aws/types.ts';
import type { Follower } from '../../../lib/dns/endpoints/types.ts';
import { concerned } from '../../../lib/dns/scope.ts';

const follower: Follower = {
  ...{ key: 'Z1', endpoint: { tags: { waykeeper: 's3' } }, prefer: 'current' },
  ...{ needsAzs: false, needsAddresses: false, needsLookup: false },
};

const concernedBy = (states: readonly (readonly [string, Endpoint['state']])[]): number =>
  concerned([follower], { ids: ['vpce-1'] }, [], new Map(states)).length;

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
