/** What becomes of each connection, as whole plans. */
import type { EndpointConnection } from '../../lib/aws/types.ts';
import { connectionStages } from '../../lib/connections/apply.ts';
import { planConnections } from '../../lib/connections/plan.ts';
import type { ObservedConnections } from '../../lib/connections/types.ts';
import { connection, NOW, service } from '../support/aws.ts';
import { connectionClaims, type RuleSetInput, ruleSet } from '../support/configs.ts';
import { lines } from '../support/lines.ts';

const observed = (given: Partial<ObservedConnections> = {}): ObservedConnections => ({
  now: NOW,
  unseen: [],
  services: [service()],
  connections: [connection()],
  complete: true,
  ...given,
});

const plan = (world: Partial<ObservedConnections>, ...ruleSets: readonly RuleSetInput[]) =>
  planConnections(connectionClaims(...(ruleSets.length > 0 ? ruleSets : [ruleSet()])), observed(world));

const decided = (given: Partial<EndpointConnection>, rules: Partial<RuleSetInput> = {}): string[] =>
  lines(plan({ connections: [connection(given)] }, ruleSet(rules)));

const NOT_LISTED = { owner: '444455556666' };

describe('a connection that waits for acceptance', () => {
  it('is accepted when an accept rule lists its account', () => {
    expect(plan({})).toEqual({
      controller: 'connections',
      changes: [
        {
          action: 'accept',
          key: 'vpce-svc-1/vpce-1',
          serviceId: 'vpce-svc-1',
          endpointId: 'vpce-1',
          before: { state: 'pendingAcceptance', owner: '111122223333' },
          after: { state: 'pending' },
          reason: {
            code: 'ACCOUNT_ALLOWED',
            message: 'account 111122223333 is listed by rule payments/partners',
          },
        },
      ],
      skips: [],
      findings: [],
    });
  });

  it('stays pending when no rule lists its account', () => {
    expect(decided(NOT_LISTED)).toEqual(['leave vpce-svc-1/vpce-1: NO_RULE_MATCHES']);
  });

  it('stays pending in a rule set without rules', () => {
    expect(decided({}, { accept: [] })).toEqual(['leave vpce-svc-1/vpce-1: NO_RULE_MATCHES']);
  });

  it('names the first of several rules that list its account', () => {
    const accept = ['first', 'second'].map((name) => ({ name, accounts: ['111122223333'] }));
    expect(plan({}, ruleSet({ accept })).changes[0]?.reason.message).toContain('payments/first');
  });
});

describe('a connection that is already decided', () => {
  it.each(['pending', 'available', 'rejected', 'failed', 'expired', 'partial', 'deleting', 'deleted'])(
    'is left alone while %s, whatever the rules say',
    (state) => {
      expect(decided({ state })).toEqual(['leave vpce-svc-1/vpce-1: NOT_PENDING']);
      expect(decided({ state, ...NOT_LISTED })).toEqual(['leave vpce-svc-1/vpce-1: NOT_PENDING']);
    },
  );
});

describe('a key that is not acted on yet', () => {
  it('leaves what a rule with it could exclude', () => {
    const accept = [{ name: 'near', accounts: ['111122223333'], regions: ['eu-west-2'] }];
    expect(decided({}, { accept })).toEqual([
      'leave connections[0].accept[0].regions: NOT_YET_SUPPORTED',
      'leave vpce-svc-1/vpce-1: UNDECIDED',
    ]);
    expect(decided(NOT_LISTED, { accept })).toEqual([
      'leave connections[0].accept[0].regions: NOT_YET_SUPPORTED',
      'leave vpce-svc-1/vpce-1: NO_RULE_MATCHES',
    ]);
  });

  it('does not make a rule match everybody that names no account', () => {
    expect(decided({}, { accept: [{ name: 'all', anyone: true }] })).toEqual([
      'leave connections[0].accept[0].anyone: NOT_YET_SUPPORTED',
      'leave vpce-svc-1/vpce-1: UNDECIDED',
    ]);
  });

  it('does not stand in the way of a later rule that lists the account', () => {
    const accept = [
      { name: 'ours', organizationalUnits: ['ou-ab12-11111111'] },
      { name: 'partners', accounts: ['111122223333'] },
    ];
    expect(decided({}, { accept })).toEqual([
      'accept vpce-svc-1/vpce-1: ACCOUNT_ALLOWED',
      'leave connections[0].accept[0].organizationalUnits: NOT_YET_SUPPORTED',
    ]);
  });

  it('stands in the way of a later rule when it is a quota that could be used up', () => {
    const accept = [
      { name: 'few', accounts: ['111122223333'], maxPerAccount: 1 },
      { name: 'partners', accounts: ['111122223333'] },
    ];
    expect(decided({}, { accept })).toEqual([
      'leave connections[0].accept[0].maxPerAccount: NOT_YET_SUPPORTED',
      'leave vpce-svc-1/vpce-1: UNDECIDED',
    ]);
    expect(decided({}, { accept: accept.toReversed() })).toEqual([
      'accept vpce-svc-1/vpce-1: ACCOUNT_ALLOWED',
      'leave connections[0].accept[1].maxPerAccount: NOT_YET_SUPPORTED',
    ]);
  });

  it('leaves everything pending in a rule set with reject rules', () => {
    expect(decided({}, { reject: [{ name: 'blocked', accounts: ['999999999999'] }] })).toEqual([
      'leave connections[0].reject: NOT_YET_SUPPORTED',
      'leave vpce-svc-1/vpce-1: UNDECIDED',
    ]);
  });

  it.each([
    ['otherwise', { otherwise: 'reject' }],
    ['revoke', { revoke: true }],
    ['permissions', { permissions: 'add' }],
  ] as const)('accepts as before with %s, which only adds', (key, given) => {
    expect(decided({}, given)).toEqual([
      'accept vpce-svc-1/vpce-1: ACCOUNT_ALLOWED',
      `leave connections[0].${key}: NOT_YET_SUPPORTED`,
    ]);
    expect(decided({ ...NOT_LISTED }, given)[0]).toMatch(/^leave/);
  });
});

describe('a service', () => {
  it('that two rule sets select is left alone by both', () => {
    const second = ruleSet({ name: 'other', services: { id: 'vpce-svc-1' } });
    expect(lines(plan({}, ruleSet(), second))).toEqual(['leave vpce-svc-1: CLAIMED_TWICE']);
  });

  it('that no rule set selects is not looked at', () => {
    const foreign = connection({ serviceId: 'vpce-svc-9' });
    const world = { services: [service(), service({ id: 'vpce-svc-9', tags: {} })], connections: [foreign] };
    expect(lines(plan(world))).toEqual([]);
  });

  it('whose connections could not be read is skipped with the error, and the others are served', () => {
    const unseen = [{ key: 'vpce-svc-2', code: 'RequestLimitExceeded', error: 'slow down', retryable: true }];
    const services = [service(), service({ id: 'vpce-svc-2' })];
    expect(lines(plan({ services, unseen }))).toEqual([
      'accept vpce-svc-1/vpce-1: ACCOUNT_ALLOWED',
      'leave vpce-svc-2: RequestLimitExceeded',
    ]);
  });

  it('must carry all tags of the selector', () => {
    const services = { tags: { waykeeper: 'payments', stage: 'live' } };
    expect(lines(plan({}, ruleSet({ services })))).toEqual(['leave connections/payments: NOTHING_SELECTED']);
  });
});

describe('a rule set that finds no service', () => {
  it('is named when every service was looked at', () => {
    expect(lines(plan({ services: [], connections: [] }))).toEqual(['leave connections/payments: NOTHING_SELECTED']);
  });

  it('is not, when an event narrowed the look', () => {
    expect(lines(plan({ services: [], connections: [], complete: false }))).toEqual([]);
  });
});

describe('accepting', () => {
  it('takes one call for each service', () => {
    const services = [service(), service({ id: 'vpce-svc-2' })];
    const connections = [
      connection(),
      connection({ endpointId: 'vpce-2' }),
      connection({ serviceId: 'vpce-svc-2', endpointId: 'vpce-3' }),
    ];
    const stages = connectionStages(plan({ services, connections }).changes);
    expect(stages.map((stage) => stage.map((batch) => batch.map(({ endpointId }) => endpointId)))).toEqual([
      [['vpce-1', 'vpce-2'], ['vpce-3']],
    ]);
  });
});
