/** What becomes of each connection and service, as whole plans. */
import type { EndpointService } from '../../../lib/aws/types.ts';
import { guardConnections } from '../../../lib/connections/guard.ts';
import { connectionStages } from '../../../lib/connections/stages.ts';
import { connection, loadBalancer, secondsAgo, service } from '../../support/aws.ts';
import { type RuleSetInput, ruleSet } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { decided, isDecision, planFor } from '../../support/sharing.ts';

const NOT_LISTED = { owner: '444455556666' };
const CODES = (plan: ReturnType<typeof planFor>) => plan.findings.map(({ key, reason }) => `${key} ${reason.code}`);

describe('a connection that waits for acceptance', () => {
  it('is accepted when a rule matches, with all that a person may ask about it', () => {
    expect(planFor({})).toEqual({
      controller: 'connections',
      changes: [
        {
          action: 'accept',
          key: 'vpce-svc-1/vpce-1',
          serviceId: 'vpce-svc-1',
          endpointId: 'vpce-1',
          before: { state: 'pendingAcceptance', owner: '111122223333' },
          after: { state: 'pending' },
          about: { rule: 'payments/partners', account: '111122223333', region: 'eu-west-2' },
          reason: { code: 'RULE_ACCEPTS', message: 'rule payments/partners accepts account 111122223333' },
        },
      ],
      skips: [],
      findings: [],
    });
  });
});

describe('whom a decision is about', () => {
  const about = (...given: Parameters<typeof planFor>) => planFor(...given).changes.map((change) => change.about);
  const accept = [{ name: 'ours', organizationalUnits: ['ou-ab12-11111111'] }];

  it('is told with the rule, the account, its path from the root, its Region, and the tags of the connection', () => {
    const connections = [connection({ region: 'eu-central-1', tags: { ticket: 'CHG-1' } })];
    const units = { '111122223333': ['ou-ab12-22222222', 'ou-ab12-11111111', 'r-ab12'] };
    expect(about({ connections, units }, ruleSet({ accept }))).toEqual([
      {
        ...{ rule: 'payments/ours', account: '111122223333', region: 'eu-central-1' },
        ...{ unitPath: 'r-ab12/ou-ab12-11111111/ou-ab12-22222222', tags: { ticket: 'CHG-1' } },
      },
    ]);
  });

  it('is told of whom a rule rejects or revokes, and of whom none names', () => {
    const rules = ruleSet({ reject: [{ name: 'no', accounts: ['444455556666'] }], revoke: true, otherwise: 'reject' });
    const connections = [
      connection({ endpointId: 'vpce-1', ...NOT_LISTED }),
      connection({ endpointId: 'vpce-2', ...NOT_LISTED, state: 'available' }),
      connection({ endpointId: 'vpce-3', owner: '555566667777' }),
    ];
    const rejected = { rule: 'payments/no', account: '444455556666', region: 'eu-west-2' };
    const other = { account: '555566667777', region: 'eu-west-2' };
    expect(about({ connections }, rules)).toEqual([rejected, rejected, other]);
  });
});

describe('a connection that is over', () => {
  it.each(['rejected', 'failed', 'expired', 'deleting', 'deleted'] as const)('is left alone while %s', (state) => {
    for (const rules of [{}, { otherwise: 'reject', revoke: true }] as const) {
      expect(decided({ state }, rules)).toEqual(['leave vpce-svc-1/vpce-1: NOT_PENDING']);
      expect(decided({ state, ...NOT_LISTED }, rules)).toEqual(['leave vpce-svc-1/vpce-1: NOT_PENDING']);
    }
  });
});

describe('a connection in a state that nobody knows', () => {
  it('is neither accepted nor rejected nor revoked, whatever the rules say', () => {
    const reject = [{ name: 'all', anyone: true as const }];
    for (const rules of [{}, { otherwise: 'reject', revoke: true }, { reject, revoke: true }] as const) {
      for (const account of [{}, NOT_LISTED]) {
        const found = decided({ state: 'unknown (suspended)', ...account }, rules);
        expect(found).toEqual(['leave vpce-svc-1/vpce-1: STATE_UNKNOWN']);
      }
    }
  });
});

describe('an established connection', () => {
  const reject = [{ name: 'blocked', accounts: ['444455556666'] }];

  it('is in order when a rule accepts it, and the rule is named', () => {
    const plan = planFor({ connections: [connection({ state: 'available' })] });
    expect(plan.skips[0]?.reason).toEqual({
      code: 'IN_ORDER',
      message: 'rule payments/partners accepts account 111122223333',
    });
  });

  it.each(['available', 'pending', 'partial'] as const)('that is %s is left without revoke: true', (state) => {
    expect(decided({ state, ...NOT_LISTED }, { otherwise: 'reject' })).toEqual([
      'leave vpce-svc-1/vpce-1: NOT_REVOKED',
    ]);
    expect(decided({ state, ...NOT_LISTED }, { reject })).toEqual(['leave vpce-svc-1/vpce-1: NOT_REVOKED']);
  });

  it.each(['available', 'pending', 'partial'] as const)('that is %s is revoked with revoke: true', (state) => {
    expect(decided({ state, ...NOT_LISTED }, { revoke: true })).toEqual([
      'revoke vpce-svc-1/vpce-1: NO_LONGER_ALLOWED',
    ]);
    expect(decided({ state, ...NOT_LISTED }, { revoke: true, reject })).toEqual([
      'revoke vpce-svc-1/vpce-1: RULE_REJECTS',
    ]);
  });

  it('that a reject rule matches is revoked even if an accept rule matches, too', () => {
    const rules = { revoke: true, reject, accept: [{ name: 'all', anyone: true as const }] };
    expect(decided({ state: 'available', ...NOT_LISTED }, rules)).toEqual(['revoke vpce-svc-1/vpce-1: RULE_REJECTS']);
  });

  it('that was accepted is on its way while pending: neither a failure nor drift', () => {
    const plan = planFor({ connections: [connection({ state: 'pending' })] });
    expect(lines(plan)).toEqual(['leave vpce-svc-1/vpce-1: ACCEPTED']);
  });

  it('that nobody looked up in the organization is simply left without revoke: true', () => {
    const accept = [{ name: 'ours', organizationalUnits: ['ou-ab12-11111111'] }];
    expect(decided({ state: 'available' }, { accept })).toEqual(['leave vpce-svc-1/vpce-1: ESTABLISHED']);
  });
});

describe('a connection that does not become available', () => {
  const hoursAgo = { createdAt: secondsAgo(7_200) };

  it('is reported when it has failed', () => {
    const plan = planFor({ connections: [connection({ state: 'failed' })] });
    expect(CODES(plan)).toEqual(['vpce-svc-1/vpce-1 CONNECTION_FAILED']);
  });

  it('is reported when it works in some Availability Zones only', () => {
    expect(CODES(planFor({ connections: [connection({ state: 'partial' })] }))).toEqual([
      'vpce-svc-1/vpce-1 CONNECTION_PARTIAL',
    ]);
  });

  it('is told of without alarm while pending, since AWS does not tell when it was accepted', () => {
    const plan = planFor({ connections: [connection({ state: 'pending', ...hoursAgo })] });
    expect(plan.findings.map(({ severity, reason }) => `${severity} ${reason.code}`)).toEqual(['info STILL_PENDING']);
  });

  it('is reported as stuck where no acceptance was needed, so that it is pending since it was asked for', () => {
    const services = [service({ acceptanceRequired: false })];
    const plan = planFor({ services, connections: [connection({ state: 'pending', ...hoursAgo })] });
    expect(CODES(plan)).toContain('vpce-svc-1/vpce-1 STUCK_PENDING');
    expect(CODES(planFor({ services, connections: [connection({ state: 'pending' })] }))).toEqual([
      'vpce-svc-1 NO_ACCEPTANCE',
    ]);
  });
});

describe('a service', () => {
  it('that two rule sets select which could contradict each other is left alone by both', () => {
    const second = ruleSet({ name: 'other', services: { id: 'vpce-svc-1' }, revoke: true });
    expect(lines(planFor({}, ruleSet(), second))).toEqual(['leave vpce-svc-1: CLAIMED_TWICE']);
  });

  it.each<Partial<RuleSetInput>>([
    { reject: [{ name: 'no', accounts: ['999999999999'] }] },
    { otherwise: 'reject' },
    { revoke: true },
    { accept: [{ name: 'few', anyone: true, maxPerAccount: 1 }] },
  ])('is left alone by two rule sets of which one has %j', (given) => {
    const second = ruleSet({ name: 'other', ...given });
    expect(lines(planFor({}, ruleSet(), second))).toEqual(['leave vpce-svc-1: CLAIMED_TWICE']);
    expect(lines(planFor({}, second, ruleSet()))).toEqual(['leave vpce-svc-1: CLAIMED_TWICE']);
  });

  it('is served by several rule sets that only accept, and each decision names its own', () => {
    const second = ruleSet({ name: 'other', accept: [{ name: 'strangers', accounts: [NOT_LISTED.owner] }] });
    const connections = [connection(), connection({ endpointId: 'vpce-2', ...NOT_LISTED })];
    expect(planFor({ connections }, ruleSet(), second).changes.map(({ reason }) => reason.message)).toEqual([
      'rule payments/partners accepts account 111122223333',
      'rule other/strangers accepts account 444455556666',
    ]);
  });

  it('that no rule set selects is not looked at', () => {
    const foreign = connection({ serviceId: 'vpce-svc-9' });
    const world = { services: [service(), service({ id: 'vpce-svc-9', tags: {} })], connections: [foreign] };
    expect(lines(planFor(world))).toEqual([]);
  });

  it('that AWS manages is left alone', () => {
    expect(lines(planFor({ services: [service({ managed: true })] }))).toEqual(['leave vpce-svc-1: MANAGED_BY_AWS']);
  });

  it.each<[EndpointService['state'], string]>([
    ['pending', 'SERVICE_PENDING'],
    ['failed', 'SERVICE_FAILED'],
    ['deleting', 'SERVICE_DELETED'],
    ['deleted', 'SERVICE_DELETED'],
    ['unknown (renamed)', 'STATE_UNKNOWN'],
  ])('that is %s is neither decided, watched, opened nor judged: %s says why', (state, code) => {
    const world = { services: [service({ state, acceptanceRequired: false })], notifications: [] };
    const rules = ruleSet({ permissions: 'add', otherwise: 'reject' });
    expect(lines(planFor({ ...world, principals: { 'vpce-svc-1': ['*'] } }, rules))).toEqual([
      `leave vpce-svc-1: ${code}`,
    ]);
  });

  it('whose connections could not be read is skipped with the error, and the others are served', () => {
    const unseen = [{ key: 'vpce-svc-2', code: 'RequestLimitExceeded', error: 'slow down', retryable: true }];
    const services = [service(), service({ id: 'vpce-svc-2' })];
    expect(lines(planFor({ services, unseen }))).toEqual([
      'accept vpce-svc-1/vpce-1: RULE_ACCEPTS',
      'leave vpce-svc-2: RequestLimitExceeded',
    ]);
  });

  it('must carry all tags of the selector', () => {
    const services = { tags: { waykeeper: 'payments', stage: 'live' } };
    expect(lines({ ...planFor({}, ruleSet({ services })), findings: [] })).toEqual([
      'leave connections/payments: NOTHING_SELECTED',
    ]);
  });

  it('without acceptance is reported, and reject and revoke still hold', () => {
    const services = [service({ acceptanceRequired: false })];
    const connections = [connection({ state: 'available', ...NOT_LISTED })];
    expect(lines(planFor({ services, connections }, ruleSet({ revoke: true })))).toEqual([
      'revoke vpce-svc-1/vpce-1: NO_LONGER_ALLOWED',
      'warning vpce-svc-1: NO_ACCEPTANCE',
    ]);
  });

  it.each([
    [['euw2-az1', 'euw2-az2', 'euw2-az3'], 'its load balancers are also in euw2-az3'],
    [['euw2-az1'], 'it is offered in euw2-az2, where they have no interface'],
  ])('whose load balancer is in %j is reported with the difference', (azs, said) => {
    const { findings } = planFor({ loadBalancerAzs: { [loadBalancer()]: azs } });
    expect(findings.map(({ reason }) => reason.code)).toEqual(['ZONES_DIFFER']);
    expect(findings[0]?.reason.message).toContain(said);
  });

  it('whose load balancer was not looked at is not reported', () => {
    expect(planFor({ loadBalancerAzs: {} }).findings).toEqual([]);
  });
});

describe('a rule set that finds no service', () => {
  it('is named when every service was looked at', () => {
    expect(lines(planFor({ services: [], connections: [] }))).toEqual(['leave connections/payments: NOTHING_SELECTED']);
  });

  it('is not, when an event narrowed the look', () => {
    expect(lines(planFor({ services: [], connections: [], complete: false }))).toEqual([]);
  });
});

describe('deciding', () => {
  const reject = [{ name: 'blocked', accounts: ['444455556666'] }];
  const world = {
    services: [service(), service({ id: 'vpce-svc-2' })],
    connections: [
      connection(),
      connection({ endpointId: 'vpce-2' }),
      connection({ endpointId: 'vpce-3', ...NOT_LISTED }),
      connection({ endpointId: 'vpce-4', ...NOT_LISTED, state: 'available' }),
      connection({ serviceId: 'vpce-svc-2', endpointId: 'vpce-5' }),
    ],
  };
  const { changes } = planFor(world, ruleSet({ reject, revoke: true }));

  it('takes one Reject and one Accept call for each service, the Reject calls first', () => {
    const ids = connectionStages(changes).map((stage) =>
      stage.map((batch) => batch.filter(isDecision).map(({ endpointId }) => endpointId)),
    );
    expect(ids).toEqual([[['vpce-3', 'vpce-4']], [['vpce-1', 'vpce-2'], ['vpce-5']]]);
  });

  const guard = (maxRevoke: number, planned = changes, maxUnits = 5) =>
    guardConnections({ connections: { maxRevoke }, maxUnits }, planned);

  it('revokes none of a service that would lose more than the guard allows, and accepts and rejects there as ever', () => {
    expect(guard(1)).toEqual([]);
    const [refusal, ...others] = guard(0);
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({ unit: 'vpce-svc-1', reason: { code: 'TOO_MANY_REVOKED' } });
    expect(changes.filter((change) => refusal?.blocks(change)).map(({ key }) => key)).toEqual(['vpce-svc-1/vpce-4']);
  });

  it('names every service that would lose too much, and holds a run whole that would revoke in too many', () => {
    const elsewhere = changes.map((change) => ({ ...change, serviceId: 'vpce-svc-2' }));
    const both = [...elsewhere, ...changes];
    expect(guard(0, both).map(({ unit }) => unit)).toEqual(['vpce-svc-1', 'vpce-svc-2']);
    expect(guard(1, both, 2)).toEqual([]);
    const [whole] = guard(1, both, 1);
    expect(whole).toMatchObject({ unit: 'connections', reason: { code: 'TOO_MANY_UNITS' } });
    expect(both.every((change) => whole?.blocks(change))).toBe(true);
  });
});
