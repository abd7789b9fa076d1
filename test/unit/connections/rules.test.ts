/** The decision table: every condition alone and combined, matching and not, and the rule that each decision names. */
import type { EndpointConnection } from '../../../lib/aws/types.ts';
import type { Units } from '../../../lib/connections/types.ts';
import { connection } from '../../support/aws.ts';
import { type RuleSetInput, ruleSet } from '../../support/configs.ts';
import { decided, planFor } from '../../support/sharing.ts';

type AcceptInput = NonNullable<RuleSetInput['accept']>[number];
type RejectInput = NonNullable<RuleSetInput['reject']>[number];

const OWNER = '111122223333';
const UNIT = 'ou-ab12-11111111';
const CONSUMER: Partial<EndpointConnection> = {
  owner: OWNER,
  endpointId: 'vpce-1',
  region: 'eu-central-1',
  addressType: 'dualstack',
};

/** Each condition with a value that matches the consumer, one that does not, and what its reason then says. */
const CONDITIONS: readonly {
  readonly key: string;
  readonly yes: Partial<RejectInput>;
  readonly no: Partial<RejectInput>;
  readonly says: string;
}[] = [
  { key: 'accounts', yes: { accounts: ['999999999999', OWNER] }, no: { accounts: ['999999999999'] }, says: OWNER },
  {
    key: 'organizationalUnits',
    yes: { organizationalUnits: ['ou-ab12-99999999', UNIT] },
    no: { organizationalUnits: ['ou-ab12-99999999'] },
    says: `in ${UNIT}`,
  },
  { key: 'endpoints', yes: { endpoints: ['vpce-1'] }, no: { endpoints: ['vpce-2'] }, says: 'endpoint vpce-1' },
  {
    key: 'regions',
    yes: { regions: ['eu-central-1'] },
    no: { regions: ['eu-west-2'] },
    says: 'Region eu-central-1',
  },
  {
    key: 'ipAddressTypes',
    yes: { ipAddressTypes: ['dualstack'] },
    no: { ipAddressTypes: ['ipv4', 'ipv6'] },
    says: 'dualstack',
  },
];

const world = (units: Units) => ({ units: { [OWNER]: units } });
const IN_UNIT = world(['ou-ab12-77777777', UNIT]);

/** Every subset of the conditions, each of them matching or not: 3^5 rules. */
const combinations = CONDITIONS.reduce<{ readonly rule: Partial<RejectInput>; readonly matches: boolean }[]>(
  (all, { yes, no }) =>
    all.flatMap(({ rule, matches }) => [
      { rule, matches },
      { rule: { ...rule, ...yes }, matches },
      { rule: { ...rule, ...no }, matches: false },
    ]),
  [{ rule: {}, matches: true }],
);

describe('an accept rule', () => {
  it.each(CONDITIONS)('with $key alone accepts what matches, and names itself and what matched', ({ yes, says }) => {
    const rules = { accept: [{ name: 'only', ...yes } as AcceptInput] };
    const [change] = planFor({ connections: [connection(CONSUMER)], ...IN_UNIT }, ruleSet(rules)).changes;
    expect([change?.action, change?.reason.code]).toEqual(['accept', 'RULE_ACCEPTS']);
    expect(change?.reason.message).toContain('rule payments/only accepts ');
    expect(change?.reason.message).toContain(says);
  });

  it.each(CONDITIONS)('with $key alone leaves what does not match', ({ no }) => {
    const rules = { accept: [{ name: 'only', ...no } as AcceptInput] };
    expect(decided(CONSUMER, rules, IN_UNIT)).toEqual(['leave vpce-svc-1/vpce-1: NO_RULE_MATCHES']);
  });

  it(`matches only if all of its keys match: ${combinations.length} rules`, () => {
    for (const { rule, matches } of combinations) {
      const rules = { accept: [{ name: 'all', ...rule } as AcceptInput] };
      const wanted = matches ? 'accept vpce-svc-1/vpce-1: RULE_ACCEPTS' : 'leave vpce-svc-1/vpce-1: NO_RULE_MATCHES';
      expect([rule, decided(CONSUMER, rules, IN_UNIT)]).toEqual([rule, [wanted]]);
    }
  });

  it('matches everybody only with anyone: true', () => {
    expect(decided(CONSUMER, { accept: [{ name: 'all', anyone: true }] })).toEqual([
      'accept vpce-svc-1/vpce-1: RULE_ACCEPTS',
    ]);
  });

  it("takes a consumer without a Region for one of the service's own", () => {
    const accept = [{ name: 'near', anyone: true as const, regions: ['eu-west-2'] }];
    expect(decided({}, { accept })).toEqual(['accept vpce-svc-1/vpce-1: RULE_ACCEPTS']);
    expect(decided({}, { accept }, { region: 'eu-central-1' })).toEqual(['leave vpce-svc-1/vpce-1: NO_RULE_MATCHES']);
  });

  it('names the first of several that match', () => {
    const accept = ['first', 'second'].map((name) => ({ name, accounts: [OWNER] }));
    expect(planFor({}, ruleSet({ accept })).changes[0]?.reason.message).toContain('payments/first');
  });

  it('decides nothing about an address type that AWS does not name', () => {
    const accept = [{ name: 'v4', anyone: true as const, ipAddressTypes: ['ipv4' as const] }];
    for (const addressType of ['unknown (none)', 'unknown (ipv8)'] as const) {
      expect(decided({ addressType }, { accept })).toEqual(['leave vpce-svc-1/vpce-1: UNDECIDED']);
    }
  });
});

describe('a reject rule', () => {
  it.each(CONDITIONS)('with $key alone rejects what matches, before any accept rule', ({ yes }) => {
    const rules = { reject: [{ name: 'blocked', ...yes }], accept: [{ name: 'all', anyone: true as const }] };
    const [change] = planFor({ connections: [connection(CONSUMER)], ...IN_UNIT }, ruleSet(rules)).changes;
    expect([change?.action, change?.reason.code]).toEqual(['reject', 'RULE_REJECTS']);
    expect(change?.reason.message).toContain('rule payments/blocked rejects ');
  });

  it(`rejects only if all of its keys match, and is no obstacle otherwise: ${combinations.length} rules`, () => {
    for (const { rule, matches } of combinations) {
      const rules = { reject: [{ name: 'no', ...rule }], accept: [{ name: 'all', anyone: true as const }] };
      const wanted = matches ? 'reject vpce-svc-1/vpce-1: RULE_REJECTS' : 'accept vpce-svc-1/vpce-1: RULE_ACCEPTS';
      expect([rule, decided(CONSUMER, rules, IN_UNIT)]).toEqual([rule, [wanted]]);
    }
  });
});

describe('what no rule matches', () => {
  const stranger = { owner: '444455556666' };

  it('stays pending by default', () => {
    expect(decided(stranger)).toEqual(['leave vpce-svc-1/vpce-1: NO_RULE_MATCHES']);
    expect(decided(stranger, { accept: [] })).toEqual(['leave vpce-svc-1/vpce-1: NO_RULE_MATCHES']);
  });

  it('is rejected with otherwise: reject', () => {
    expect(decided(stranger, { otherwise: 'reject' })).toEqual(['reject vpce-svc-1/vpce-1: NO_RULE_MATCHES']);
  });
});

describe('an account whose place in the organization', () => {
  const inside = { name: 'ours', organizationalUnits: [UNIT] };
  const listed = { name: 'partners', accounts: [OWNER] };
  const line = (...words: readonly string[]) => [`${words[0]} vpce-svc-1/vpce-1: ${words[1]}`];

  it('is outside of it matches no unit, and the reason says so', () => {
    expect(decided({}, { accept: [inside] }, world('outside'))).toEqual(line('leave', 'NOT_IN_ORGANIZATION'));
    expect(decided({}, { accept: [inside], otherwise: 'reject' }, world('outside'))).toEqual(
      line('reject', 'NOT_IN_ORGANIZATION'),
    );
    expect(decided({}, { accept: [inside, listed] }, world('outside'))).toEqual(line('accept', 'RULE_ACCEPTS'));
  });

  it.each([world('unknown'), {}])('is unknown is neither accepted nor rejected', (unknown) => {
    expect(decided({}, { accept: [inside] }, unknown)).toEqual(line('leave', 'OU_UNREADABLE'));
    expect(decided({}, { accept: [inside], otherwise: 'reject' }, unknown)).toEqual(line('leave', 'OU_UNREADABLE'));
    expect(decided({}, { reject: [inside], accept: [listed] }, unknown)).toEqual(line('leave', 'OU_UNREADABLE'));
  });

  it('is unknown is not revoked', () => {
    const established = { state: 'available' } as const;
    expect(decided(established, { accept: [inside], revoke: true }, world('unknown'))).toEqual(
      line('leave', 'OU_UNREADABLE'),
    );
    expect(decided(established, { reject: [inside], accept: [listed], revoke: true }, world('unknown'))).toEqual(
      line('leave', 'OU_UNREADABLE'),
    );
  });

  it('is unknown makes no difference where another key says no', () => {
    const accept = [{ ...inside, regions: ['us-east-1'] }];
    expect(decided({}, { accept }, world('unknown'))).toEqual(line('leave', 'NO_RULE_MATCHES'));
  });

  it('is unknown makes no difference where a reject rule says yes anyway', () => {
    expect(decided({}, { reject: [inside, listed], accept: [] }, world('unknown'))).toEqual(
      line('reject', 'RULE_REJECTS'),
    );
  });

  it('is unknown does not stand in the way of a later rule that accepts it either way', () => {
    expect(decided({}, { accept: [inside, listed] }, world('unknown'))).toEqual(line('accept', 'RULE_ACCEPTS'));
  });

  it('is unknown stands in the way when the limit of the earlier rule may be used up', () => {
    const accept = [{ ...inside, maxPerAccount: 1 }, listed];
    const connections = [connection({ endpointId: 'vpce-0', state: 'available' }), connection()];
    expect(decided({}, { accept }, { ...world('unknown'), connections })).toEqual([
      'leave vpce-svc-1/vpce-0: IN_ORDER',
      'leave vpce-svc-1/vpce-1: OU_UNREADABLE',
    ]);
  });

  it('is unknown stands in the way when the limit of the later rule is used up', () => {
    const accept = [inside, { ...listed, maxPerAccount: 1 }];
    const connections = [connection({ endpointId: 'vpce-0', state: 'available' }), connection()];
    expect(decided({}, { accept }, { ...world('unknown'), connections })[1]).toContain('OU_UNREADABLE');
    expect(decided({}, { accept }, { ...world('outside'), connections })[1]).toContain('QUOTA_REACHED');
  });
});
