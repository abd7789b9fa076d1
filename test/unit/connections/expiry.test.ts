/** `until` and `reason` of a rule: what it decides on its last day, and what becomes of what rests on it afterwards. */
import { accountsToLookUp } from '../../../lib/connections/accounts.ts';
import { combine } from '../../../lib/connections/policy.ts';
import { connection, NOW } from '../../support/aws.ts';
import { connectionsConfig, type RuleSetInput, ruleSet } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { decided, planFor } from '../../support/sharing.ts';

/** The worlds are observed on 2026-11-21. */
const [YESTERDAY, TODAY] = ['2026-11-20', '2026-11-21'];
const UNIT = 'ou-ab12-11111111';

const until = (day: string, given: object = {}): Partial<RuleSetInput> => ({
  accept: [{ name: 'guests', accounts: ['111122223333'], until: day, ...given }],
});

describe('a rule with `until`', () => {
  it('holds to the end of its last day, UTC', () => {
    const at = (time: string) => ({ now: Date.parse(time) });
    expect(decided({}, until(TODAY))).toEqual(['accept vpce-svc-1/vpce-1: RULE_ACCEPTS']);
    expect(decided({}, until(TODAY), at('2026-11-21T23:59:59.999Z'))).toEqual([
      'accept vpce-svc-1/vpce-1: RULE_ACCEPTS',
    ]);
    expect(decided({}, until(TODAY), at('2026-11-22T00:00:00Z'))).toEqual(['leave vpce-svc-1/vpce-1: RULE_ENDED']);
  });

  it('accepts nothing any more once it has ended, and what waits is told which rule it was', () => {
    const [skip] = planFor({}, ruleSet(until(YESTERDAY))).skips;
    expect(skip?.reason).toEqual({
      code: 'RULE_ENDED',
      message: 'rule payments/guests held until 2026-11-20, and no other accepts account 111122223333',
    });
    expect(decided({}, { ...until(YESTERDAY), otherwise: 'reject' })).toEqual(['reject vpce-svc-1/vpce-1: RULE_ENDED']);
  });

  it('that has ended stands in the way of no other, and uses up no limit', () => {
    const accept = [
      { name: 'guests', accounts: ['111122223333'], until: YESTERDAY, maxPerAccount: 1 },
      { name: 'partners', accounts: ['111122223333'], maxPerAccount: 2 },
    ];
    const connections = [connection({ state: 'available', endpointId: 'vpce-2' }), connection()];
    expect(lines(planFor({ connections }, ruleSet({ accept })))).toEqual([
      'accept vpce-svc-1/vpce-1: RULE_ACCEPTS',
      'leave vpce-svc-1/vpce-2: IN_ORDER',
    ]);
  });

  it('that rejects lets in again whom another one accepts, once it has ended', () => {
    const reject = (day: string) => [{ name: 'incident', accounts: ['111122223333'], until: day }];
    expect(decided({}, { reject: reject(TODAY) })).toEqual(['reject vpce-svc-1/vpce-1: RULE_REJECTS']);
    expect(decided({}, { reject: reject(YESTERDAY) })).toEqual(['accept vpce-svc-1/vpce-1: RULE_ACCEPTS']);
  });
});

describe('a connection that rests on a rule that has ended', () => {
  const connections = [connection({ state: 'available' })];
  const plan = (rules: Partial<RuleSetInput>, world: object = {}) => planFor({ connections, ...world }, ruleSet(rules));

  it('is reported, and stays without revoke: true', () => {
    const { changes, skips, findings } = plan(until(YESTERDAY));
    expect(changes).toEqual([]);
    expect(skips.map(({ reason }) => reason.code)).toEqual(['NOT_REVOKED']);
    expect(findings).toMatchObject([
      {
        key: 'vpce-svc-1',
        severity: 'warning',
        reason: { code: 'RULE_ENDED' },
        remedy: expect.stringContaining('revoke: true'),
      },
    ]);
    expect(findings[0]?.reason.message).toContain('vpce-1 of account 111122223333');
  });

  it('is revoked with revoke: true, and reported for as long as it is there', () => {
    expect(lines(plan({ ...until(YESTERDAY), revoke: true }))).toEqual([
      'revoke vpce-svc-1/vpce-1: RULE_ENDED',
      'warning vpce-svc-1: RULE_ENDED',
    ]);
  });

  it('is not reported while another rule accepts it, or may', () => {
    const ended = { name: 'guests', accounts: ['111122223333'], until: YESTERDAY };
    const all = plan({ accept: [ended, { name: 'all', anyone: true }] });
    const unread = plan({ accept: [ended, { name: 'ours', organizationalUnits: [UNIT] }] });
    expect([...all.findings, ...unread.findings]).toEqual([]);
  });

  it('is one of those whose account is looked up, so that this can be told', () => {
    const asked = (...accept: NonNullable<RuleSetInput['accept']>) => {
      const policy = combine(connectionsConfig(ruleSet({ accept })).ruleSets);
      return policy && accountsToLookUp(connections, policy, { region: 'eu-west-2', now: NOW });
    };
    const ours = { name: 'ours', organizationalUnits: [UNIT] };
    expect(asked({ name: 'guests', accounts: ['111122223333'], until: YESTERDAY }, ours)).toEqual(['111122223333']);
    expect(asked({ ...ours, until: YESTERDAY })).toEqual(['111122223333']);
    expect(asked({ name: 'guests', accounts: ['999999999999'], until: YESTERDAY }, ours)).toEqual([]);
  });

  it('names five of many', () => {
    const many = Array.from({ length: 7 }, (_, at) => connection({ endpointId: `vpce-${at}`, state: 'available' }));
    const [finding] = plan(until(YESTERDAY), { connections: many }).findings;
    expect(finding?.reason.message).toMatch(/vpce-4 of account 111122223333, 2 more$/);
  });
});

describe("a rule's `reason`", () => {
  it('is said with every decision of the rule', () => {
    const { changes } = planFor({}, ruleSet(until(TODAY, { reason: 'CHG-1234: migration' })));
    expect(changes[0]?.reason.message).toBe(
      'rule payments/guests accepts account 111122223333, reason: CHG-1234: migration',
    );
  });
});
