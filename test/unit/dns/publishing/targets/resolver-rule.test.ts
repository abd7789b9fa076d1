/** The targets of Resolver rules: kept equal, never emptied, six at most, and never a loop. */
import fc from 'fast-check';
import { fromConfig, fromEndpoint } from '../../../../../lib/dns/publishing/sources.ts';
import { planRule } from '../../../../../lib/dns/publishing/targets/resolver-rule.ts';
import type { ObservedRule, Source } from '../../../../../lib/dns/publishing/types.ts';
import { shareOf } from '../../../../support/runs.ts';

const NOW = 10_000_000;
const MINUTE = 60_000;
const entry = { name: 'onprem', domains: ['corp.example'] };
const ips = (...last: readonly number[]): string[] => last.map((one) => `10.0.0.${one}`);

const rule = (targets: readonly string[], over: Partial<ObservedRule> = {}): ObservedRule => ({
  ...{
    id: 'rslvr-rr-1',
    domain: 'corp.example',
    type: 'FORWARD',
    status: 'COMPLETE',
    ownerId: '1',
    share: 'NOT_SHARED',
  },
  ...{ targets: targets.map((ip) => ({ ip, port: 53 })), modifiedAt: 0, vpcIds: [], cidrs: [] },
  ...over,
});

const offering = (serving: readonly string[], leaving: readonly string[] = []): Source => ({
  ...{ id: 'rslvr-in-1', serving, leaving, doubtful: [], complete: true },
});

/** The targets that are planned, or why nothing is. */
const planned = (source: Source, of: ObservedRule, now = NOW, as = entry): readonly string[] | string => {
  const part = planRule(as, source, of, now);
  return 'action' in part ? part.after.values : part.reason.code;
};

describe('the targets of a rule', () => {
  it('stay while AWS tells no address of one of them, which a write would empty', () => {
    expect(planned(offering(ips(1, 2)), rule([...ips(1), '']))).toBe('TARGET_UNSEEN');
  });

  it('become those of the source, in one write', () => {
    expect(planned(offering(ips(1, 2, 3)), rule(ips(1, 2)))).toEqual(ips(1, 2, 3));
    expect(planned(offering(ips(1, 2)), rule(ips(2, 1)))).toBe('IN_ORDER');
  });

  it('keep port, protocol and server name, and a new target takes those that all others have', () => {
    const doh = { port: 443, protocol: 'DoH', serverName: 'dns.corp.example' };
    const part = planRule(entry, offering(ips(1, 2)), rule([], { targets: [{ ip: '10.0.0.1', ...doh }] }), NOW);
    expect(part).toMatchObject({
      target: {
        targets: [
          { ip: '10.0.0.1', ...doh },
          { ip: '10.0.0.2', ...doh },
        ],
      },
    });
  });

  it('are all asked on the port that the forwarder states', () => {
    const part = planRule({ ...entry, port: 5353 }, offering(ips(1, 2)), rule(ips(1)), NOW);
    expect(part).toMatchObject({ target: { targets: [{ port: 5353 }, { ip: '10.0.0.2', port: 5353 }] } });
  });

  it('change for a stated port alone, which is told', () => {
    const part = planRule({ ...entry, port: 5353 }, offering(ips(1)), rule(ips(1)), NOW);
    expect(part).toMatchObject({
      before: { values: ['10.0.0.1 port 53'] },
      after: { values: ['10.0.0.1 port 5353'] },
      reason: { code: 'TARGET_CHANGED', message: 'forwarder onprem: asked on port 5353' },
    });
    expect(planned(offering(ips(1)), rule(ips(1)))).toBe('IN_ORDER');
  });

  it('may be two of one served address, both of which stay', () => {
    const targets = [
      { ip: '10.0.0.1', port: 53, protocol: 'Do53' },
      { ip: '10.0.0.1', port: 443, protocol: 'DoH', serverName: 'dns.corp.example' },
    ];
    expect(planned(offering(ips(1)), rule([], { targets }))).toBe('IN_ORDER');
    const part = planRule(entry, offering(ips(1, 2)), rule([], { targets }), NOW);
    expect(part).toMatchObject({
      target: { targets: [...targets, { ip: '10.0.0.2', port: 53, protocol: 'Do53' }] },
    });
  });

  it('that differ in protocol get a new one that says its own, as AWS wants of a mixed list', () => {
    const doh = { ip: '10.0.0.1', port: 443, protocol: 'DoH', serverName: 'dns.corp.example' };
    const plain = { ip: '10.0.0.2', port: 53, protocol: 'Do53' };
    const part = planRule(entry, offering(ips(1, 2, 3)), rule([], { targets: [doh, plain] }), NOW);
    expect(part).toMatchObject({ target: { targets: [doh, plain, { ip: '10.0.0.3', port: 53, protocol: 'Do53' }] } });
  });

  it('are at most six, of which one address may take two', () => {
    const both = [53, 5353].map((port) => ({ ip: '10.0.0.1', port }));
    const targets = [...both, ...ips(2, 3, 4, 5).map((ip) => ({ ip, port: 53 }))];
    const part = planRule(entry, offering(ips(1, 2, 3, 4, 5, 6)), rule([], { targets }), NOW);
    expect(part.reason).toMatchObject({ code: 'NO_ROOM', message: '10.0.0.6 waits for room' });
  });

  it('are left while AWS says of the rule what nobody knows', () => {
    const source = offering(ips(1, 2));
    expect(planned(source, rule(ips(1), { status: 'unknown (FROZEN)' }))).toBe('RULE_BUSY');
    expect(planned(source, rule(ips(1), { share: 'unknown (LENT_TO_ME)' }))).toBe('RULE_SHARED');
    expect(planned(source, rule(ips(1), { type: 'unknown (MIRROR)' }))).toBe('RULE_NOT_FORWARD');
  });

  it('are left while the rule is being updated, which says what waits', () => {
    const part = planRule(entry, offering(ips(1, 2)), rule(ips(1), { status: 'UPDATING' }), NOW);
    expect(part.reason).toEqual({
      code: 'RULE_BUSY',
      message: 'the rule is UPDATING and takes no change now; then 10.0.0.2 joins',
    });
  });

  it('are exchanged one at a time while six are there, each time after the rule has drained', () => {
    const of = offering(ips(1, 2, 3, 7, 8), ips(4, 5, 6));
    expect(planned(of, rule(ips(1, 2, 3, 4, 5, 6), { modifiedAt: NOW }))).toBe('NO_ROOM');
    expect(planned(of, rule(ips(1, 2, 3, 4, 5, 6)))).toEqual(ips(1, 2, 3, 5, 6, 7));
    expect(planned(of, rule(ips(1, 2, 3, 5, 6, 7), { modifiedAt: NOW - MINUTE }))).toEqual(ips(1, 2, 3, 6, 7, 8));
    expect(planned(of, rule(ips(1, 2, 3, 6, 7, 8), { modifiedAt: NOW - MINUTE }))).toEqual(ips(1, 2, 3, 7, 8));
  });

  it('stay when the source has more than six addresses', () => {
    expect(planned(offering(ips(1, 2, 3, 4, 5, 6, 7)), rule(ips(1)))).toBe('TOO_MANY_ADDRESSES');
  });
});

describe('a rule that is not to be changed', () => {
  it('is of another type, another account, or for another domain', () => {
    const of = offering(ips(1));
    expect(planned(of, rule([], { type: 'SYSTEM' }))).toBe('RULE_NOT_FORWARD');
    expect(planned(of, rule([], { share: 'SHARED_WITH_ME' }))).toBe('RULE_SHARED');
    expect(planned(of, rule([], { domain: 'other.example' }))).toBe('RULE_DOMAIN_DIFFERS');
    expect(planned(of, rule([], { domain: '.' }))).toBe('RULE_DOMAIN_DIFFERS');
    expect(planned(of, rule([], { domain: '.' }), NOW, { ...entry, domains: ['.'] })).toEqual(ips(1));
  });

  it('would forward into a VPC that follows it', () => {
    const inside = rule(ips(9), { vpcIds: ['vpc-1'], cidrs: ['10.0.0.0/24', 'fd00:1::/64'] });
    expect(planned(fromConfig(ips(1)), inside)).toBe('RESOLVER_LOOP');
    expect(planned(fromConfig(['fd00:1::5']), inside)).toBe('RESOLVER_LOOP');
    expect(planned(fromConfig(['10.0.1.1']), inside)).toEqual(['10.0.0.9', '10.0.1.1']);
    const endpoint = {
      id: 'rslvr-in-1',
      vpcId: 'vpc-1',
      direction: 'INBOUND',
      plainDns: true,
      addressCount: 1,
    } as const;
    const foreign = rule(ips(9), { vpcIds: ['vpc-1'] });
    expect(planned(fromEndpoint(endpoint, [{ ip: '172.16.0.1', status: 'ATTACHED' }]), foreign)).toBe('RESOLVER_LOOP');
  });
});

describe('whatever is offered to whatever rule', () => {
  const address = fc.integer({ min: 1, max: 10 }).map((last) => `10.0.0.${last}`);
  const serving = fc.uniqueArray(address, { minLength: 1, maxLength: 6 });
  const targets = fc.uniqueArray(address, { maxLength: 6 });

  it('there are one to six targets, two at most change places at once, and in the end they are those that serve', () => {
    fc.assert(
      fc.property(serving, targets, fc.boolean(), (wanted, present, complete) => {
        const source: Source = { id: 'rslvr-in-1', serving: wanted, leaving: [], doubtful: [], complete };
        let now = NOW;
        let current = [...present].sort();
        for (let step = 0; step < 20; step += 1) {
          const after = planned(source, rule(current, { modifiedAt: now - MINUTE }), now);
          if (typeof after === 'string') break;
          expect(after.length).toBeGreaterThan(0);
          expect(after.length).toBeLessThanOrEqual(6);
          // While clients may still use what leaves, something that was there before always stays.
          if (current.length > 0) expect(after.some((ip) => current.includes(ip))).toBe(true);
          current = [...after];
          now += MINUTE;
        }
        expect(current).toEqual([...wanted].sort());
      }),
      { numRuns: shareOf(100) },
    );
  });
});
