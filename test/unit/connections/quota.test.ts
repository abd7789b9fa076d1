/** `maxPerAccount`: how many, who gets the last place, and what it never does. */
import type { EndpointConnection } from '../../../lib/aws/types.ts';
import { connection, secondsAgo, service } from '../../support/aws.ts';
import { type RuleSetInput, ruleSet } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { planFor } from '../../support/sharing.ts';

const OWNER = '111122223333';

const limited = (max: number, given: Partial<RuleSetInput> = {}): RuleSetInput =>
  ruleSet({ accept: [{ name: 'few', accounts: [OWNER, '222233334444'], maxPerAccount: max }], ...given });

/** Connections named by their age in seconds. */
const asked = (seconds: number, given: Partial<EndpointConnection> = {}): EndpointConnection =>
  connection({ endpointId: `vpce-${seconds}`, createdAt: secondsAgo(seconds), ...given });

const said = (connections: readonly EndpointConnection[], rules: RuleSetInput): string[] =>
  lines({ ...planFor({ connections }, rules), findings: [] }).map((line) => line.replace('vpce-svc-1/', ''));

describe('maxPerAccount', () => {
  it('lets the oldest requests win, whatever order AWS answers in', () => {
    const connections = [asked(10), asked(300), asked(20), asked(100)];
    const wanted = [
      'accept vpce-100: RULE_ACCEPTS',
      'accept vpce-300: RULE_ACCEPTS',
      'leave vpce-10: QUOTA_REACHED',
      'leave vpce-20: QUOTA_REACHED',
    ];
    expect(said(connections, limited(2))).toEqual(wanted);
    expect(said(connections.toReversed(), limited(2))).toEqual(wanted);
  });

  it('decides by id between requests of the same moment', () => {
    const connections = ['vpce-b', 'vpce-a'].map((endpointId) => connection({ endpointId }));
    expect(said(connections, limited(1))).toEqual(['accept vpce-a: RULE_ACCEPTS', 'leave vpce-b: QUOTA_REACHED']);
  });

  it.each(['pending', 'available', 'partial'] as const)('counts what is %s, even if it is younger', (state) => {
    expect(said([asked(10, { state }), asked(300)], limited(1))).toContain('leave vpce-300: QUOTA_REACHED');
  });

  it('lets nobody in while one in a state that nobody knows may have the last place', () => {
    const unknown = { state: 'unknown (suspended)' } as const;
    expect(said([asked(10, unknown), asked(300)], limited(1))).toContain('leave vpce-300: UNDECIDED');
    expect(said([asked(10, unknown), asked(300)], limited(2))).toContain('accept vpce-300: RULE_ACCEPTS');
  });

  it.each(['rejected', 'failed', 'expired', 'deleting', 'deleted'] as const)('does not count what is %s', (state) => {
    expect(said([asked(10, { state }), asked(300)], limited(1))).toContain('accept vpce-300: RULE_ACCEPTS');
  });

  it('counts each account and each service by itself', () => {
    const services = [service(), service({ id: 'vpce-svc-2' })];
    const connections = [asked(10), asked(20, { owner: '222233334444' }), asked(30, { serviceId: 'vpce-svc-2' })];
    expect(planFor({ services, connections }, limited(1)).changes.map(({ action }) => action)).toEqual([
      'accept',
      'accept',
      'accept',
    ]);
  });

  it('does not count what an earlier rule accepts', () => {
    const accept = [
      { name: 'one', endpoints: ['vpce-20', 'vpce-30'] },
      { name: 'few', accounts: [OWNER], maxPerAccount: 1 },
    ];
    const connections = [asked(10), asked(20), asked(30, { state: 'available' })];
    expect(said(connections, ruleSet({ accept }))).toEqual([
      'accept vpce-10: RULE_ACCEPTS',
      'accept vpce-20: RULE_ACCEPTS',
      'leave vpce-30: IN_ORDER',
    ]);
  });

  it('counts only what the rule itself matches', () => {
    const accept = [
      { name: 'far', accounts: [OWNER], regions: ['us-east-1'], maxPerAccount: 1 },
      { name: 'near', accounts: [OWNER], regions: ['eu-west-2'], maxPerAccount: 1 },
    ];
    const connections = [asked(10, { region: 'us-east-1' }), asked(20), asked(30)];
    expect(said(connections, ruleSet({ accept }))).toEqual([
      'accept vpce-10: RULE_ACCEPTS',
      'accept vpce-30: RULE_ACCEPTS',
      'leave vpce-20: QUOTA_REACHED',
    ]);
  });

  it('is the limit of the first rule that matches: a later one does not widen it', () => {
    const accept = [
      { name: 'few', accounts: [OWNER], maxPerAccount: 1 },
      { name: 'all', anyone: true as const },
    ];
    expect(said([asked(10), asked(20)], ruleSet({ accept }))).toContain('leave vpce-10: QUOTA_REACHED');
  });

  it('does not reject what it leaves out, even with otherwise: reject', () => {
    expect(said([asked(10), asked(20)], limited(1, { otherwise: 'reject' }))).toContain('leave vpce-10: QUOTA_REACHED');
  });

  it('never revokes: what exceeds it is a finding', () => {
    const connections = [10, 20, 30].map((seconds) => asked(seconds, { state: 'available' }));
    const plan = planFor({ connections }, limited(2, { revoke: true }));
    expect(plan.changes).toEqual([]);
    expect(plan.findings.map(({ key, reason }) => `${key} ${reason.code}`)).toEqual([
      `vpce-svc-1/${OWNER} QUOTA_EXCEEDED`,
    ]);
  });

  it('gives the place of a connection that is revoked to the next request, and only after the revocation', () => {
    const rules = limited(1, { revoke: true, reject: [{ name: 'old', endpoints: ['vpce-300'] }] });
    const plan = planFor({ connections: [asked(300, { state: 'available' }), asked(10)] }, rules);
    expect(lines(plan)).toEqual([
      'accept vpce-svc-1/vpce-10: RULE_ACCEPTS',
      'revoke vpce-svc-1/vpce-300: RULE_REJECTS',
    ]);
    expect(plan.changes[0]?.needs).toEqual(['vpce-svc-1/vpce-300']);
  });

  describe('has each request wait for revocations so that no failure of one breaks the limit', () => {
    const old = ['vpce-500', 'vpce-400', 'vpce-300'];
    const needs = (max: number) => {
      const rules = limited(max, { revoke: true, reject: [{ name: 'old', endpoints: old }] });
      const established = [500, 400, 300].map((seconds) => asked(seconds, { state: 'available' }));
      const { changes } = planFor({ connections: [...established, asked(20), asked(10), asked(5)] }, rules);
      return changes.flatMap(({ action, key, needs = [] }) =>
        action === 'accept' ? [[key, ...needs].map((one) => one.replace('vpce-svc-1/', '')).join(' ')] : [],
      );
    };

    it('each for one of its own', () => {
      expect(needs(3)).toEqual(['vpce-10 vpce-400', 'vpce-20 vpce-500', 'vpce-5 vpce-300']);
    });

    it('and all for those that the account has too many', () => {
      expect(needs(2)).toEqual(['vpce-10 vpce-500 vpce-300', 'vpce-20 vpce-500 vpce-400']);
    });

    it('and none that finds a place without', () => {
      expect(needs(5)).toEqual(['vpce-10', 'vpce-20', 'vpce-5 vpce-500']);
    });
  });

  it('keeps the last place for an older request that is undecided', () => {
    const rules = limited(1, { reject: [{ name: 'v6', endpoints: ['vpce-300'], ipAddressTypes: ['ipv6'] }] });
    expect(said([asked(300, { addressType: 'unknown (none)' }), asked(10)], rules)).toEqual([
      'leave vpce-10: UNDECIDED',
      'leave vpce-300: UNDECIDED',
    ]);
  });
});
